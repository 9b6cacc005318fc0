// Misbehaviour on demand. Each fault is used up by the next request to its provider, whatever it asks.
import { z } from "zod";

/** Under the names that the gateway's own paths use. */
export const playedProviders = [
  "meta",
  "email",
  "retell",
  "twilio",
  "telegram",
  "sendgrid",
  "postmark",
  "mailgun",
] as const;
export type PlayedProvider = (typeof playedProviders)[number];

const headerName = z.string().regex(/^[A-Za-z0-9-]{1,100}$/);
const headerValue = z.string().regex(/^[\x20-\x7e]{0,1000}$/);

export const faultSchema = z.discriminatedUnion("kind", [
  /** Answers this, and records nothing. */
  z.strictObject({
    kind: z.literal("status"),
    status: z.int().min(200).max(599),
    body: z.union([z.string(), z.record(z.string(), z.json())]).exactOptional(),
    headers: z.record(headerName, headerValue).exactOptional(),
  }),
  /** Accepts and records, and then never answers. */
  z.strictObject({ kind: z.literal("hang_after_accept") }),
  /** Breaks the connection, and records nothing. */
  z.strictObject({ kind: z.literal("drop") }),
  /** Accepts and records, and then answers 200 with something that is not JSON. */
  z.strictObject({ kind: z.literal("garbage") }),
]);
export type Fault = z.infer<typeof faultSchema>;

export const pendingFaultSchema = z.strictObject({
  provider: z.enum(playedProviders),
  times: z.int().min(1).max(1_000).default(1),
  fault: faultSchema,
});

const bodilessStatuses = new Set([204, 205, 304]);

/** The answer of a `status` fault. */
export function faultyAnswer({ status, body, headers }: Fault & { kind: "status" }): Response {
  const text = typeof body === "string" ? body : JSON.stringify(body ?? {});
  return new Response(bodilessStatuses.has(status) ? null : text, {
    status,
    headers: { "content-type": "application/json", ...headers },
  });
}

/** An answer whose connection breaks before its body arrives. */
export function brokenAnswer(): Response {
  const broken = new ReadableStream({
    start: (controller) => controller.error(new Error("connection dropped by the simulator")),
  });
  return new Response(broken);
}

/** What an overloaded proxy in front of a provider might say. */
export function garbageAnswer(): Response {
  const html = "<!doctype html><html><body><h1>Welcome</h1></body></html>";
  return new Response(html, { headers: { "content-type": "text/html; charset=utf-8" } });
}
