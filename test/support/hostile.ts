// A client that says anything, byte by byte, and what every answer to it must have.
import { expect } from "vitest";
import { type Answer, answerOf, type Person, request, workspace } from "./gateway.ts";

export type Fields = Record<string, unknown>;
export type Client = Awaited<ReturnType<typeof client>>;

export const messages = "/api/public/messages";
/** A UUID that names nothing. */
export const absent = "3c90c3cc-0d44-4b50-8888-8dd25736052a";
export const megabyte = 1024 * 1024;

/** A fresh workspace with a lead, and a key that may ask as often as tests do. */
export async function client() {
  const made = await workspace();
  const { secret } = (await made.admin("POST", "/keys", { name: "busy", rate_limit: 1_000_000 }))
    .body;
  const john: Person = await made.person();
  const seguimiento = await made.templateId("seguimiento_lead");

  /** A request that reaches John. */
  const valid = (fields: Fields = {}): Fields => ({
    lead_id: john.id,
    workflow_id: made.workflowId,
    channel: "call",
    ...fields,
  });
  /** One request with these very bytes. */
  const ask = async (method: string, path: string, body?: BodyInit, headers: HeadersInit = {}) =>
    answerOf(
      await request(path, {
        method,
        headers: { "x-api-key": secret, ...Object.fromEntries(new Headers(headers)) },
        ...(body === undefined ? {} : { body }),
      }),
    );
  const post = (body: BodyInit, headers: HeadersInit = {}): Promise<Answer> =>
    ask("POST", messages, body, headers);

  return {
    ...made,
    key: secret as string,
    john,
    valid,
    ask,
    post,
    /** A valid request but for `fields`. */
    send: (fields: Fields = {}, headers: HeadersInit = {}): Promise<Answer> =>
      post(JSON.stringify(valid(fields)), headers),
    /** A valid request as text, followed by members that JSON.stringify would never write. */
    withMembers: (members: string, fields: Fields = {}): string =>
      `${JSON.stringify(valid(fields)).slice(0, -1)},${members}}`,
    /** The fields of a template message, right as they are. */
    template: {
      channel: "whatsapp",
      template_id: seguimiento,
      components: bodyOf({ type: "text", parameter_name: "nombre", text: "John" }),
    },
  };
}

/** The components of the template `seguimiento_lead`, with this for its first parameter. */
export const bodyOf = (first: Fields): Fields[] => {
  const named = (parameter_name: string) => ({ type: "text", parameter_name, text: "x" });
  return [{ type: "body", parameters: [first, named("agente"), named("empresa")] }];
};

/** What every answer of the public API has. */
export function expectOurs({ headers, body }: Answer): void {
  expect(headers.get("content-type")).toBe("application/json");
  expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  expect(headers.get("cache-control")).toBe("no-store");
  expect(headers.get("ratelimit-policy")).toMatch(/^"(key|anonymous)";q=\d+;w=60$/);
  expect(headers.get("ratelimit")).toMatch(/^"(key|anonymous)";r=\d+;t=\d+$/);
  expect(body).toBeTypeOf("object");
}

export function expectRefusal(answer: Answer, status: number, code: string): void {
  expectOurs(answer);
  expect(answer.body).toMatchObject({
    error: expect.stringMatching(/\w/),
    code,
    request_id: answer.headers.get("x-request-id"),
  });
  expect(answer.status).toBe(status);
}

/** A refusal that names the field. */
export function expectInvalid(answer: Answer, field: string): void {
  expectRefusal(answer, 400, "field_invalid");
  expect(answer.body.field).toBe(field);
  expect(answer.body.message).toContain(field);
}

export function expectSent(answer: Answer): void {
  expectOurs(answer);
  expect(answer).toMatchObject({ status: 200, body: { success: true } });
}

/** No provider has heard of the workspace's sends. */
export async function expectSilence({ state }: Client): Promise<void> {
  expect(await state()).toMatchObject({ phone: [], mailbox: [], calls: [] });
}

/** JSON lists in lists. */
export const nested = (levels: number): string => `${"[".repeat(levels)}1${"]".repeat(levels)}`;

/** The text as a stream, so that its length is not known before its end. */
export function chunked(text: string, chunkBytes: number): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + chunkBytes));
      at += chunkBytes;
    },
  });
}
