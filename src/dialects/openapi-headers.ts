// The headers of answers, as mount.ts and app.ts give them.

import type { HeaderObject, JsonSchema, Reference } from "./openapi-document.ts";
import type { AnsweredFailure } from "./openapi-failures.ts";
import type { Operation } from "./operation.ts";

const text: JsonSchema = { type: "string" };

/** Every header that an answer can have. */
const headers = {
  "X-Request-Id": {
    description: "Names the request. Give it to the operator of the gateway with a question.",
    required: true,
    schema: { type: "string", format: "uuid" },
  },
  RateLimit: {
    description: "What is left of the limit: `r` requests, and `t` seconds until it starts anew.",
    required: true,
    schema: { ...text, examples: ['"key";r=597;t=41'] },
  },
  "RateLimit-Policy": {
    description: "The limit: `q` requests in `w` seconds.",
    required: true,
    schema: { ...text, examples: ['"key";q=600;w=60'] },
  },
  "Retry-After": {
    description: "Seconds to wait, where waiting helps.",
    required: false,
    schema: { type: "integer", minimum: 1 },
  },
  "X-Message-Id": {
    description: "The gateway's id of the message, once one is recorded.",
    required: false,
    schema: { type: "string", format: "uuid" },
  },
  "Idempotent-Replayed": {
    description: "`true` when this is the stored answer of an earlier request with the same key.",
    required: false,
    schema: { type: "string", const: "true" },
  },
} as const satisfies Record<string, HeaderObject>;

type HeaderName = keyof typeof headers;

/** Which of them an answer has. */
export function headersAt(
  status: number,
  failed: AnsweredFailure[],
  isSend: boolean,
): Record<string, Reference | HeaderObject> {
  const names: HeaderName[] = ["X-Request-Id"];
  if (status < 500) names.push("RateLimit", "RateLimit-Policy");
  if (failed.some(({ hasRetryAfter }) => hasRetryAfter)) names.push("Retry-After");
  if (isSend) names.push("X-Message-Id", "Idempotent-Replayed");
  const { RateLimit: limit, "RateLimit-Policy": policy } = headers;
  // What broke may be what counts requests.
  const perhaps = status < 500 ? {} : { RateLimit: limit, "RateLimit-Policy": policy };
  return {
    ...Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }])),
    ...Object.fromEntries(
      Object.entries(perhaps).map(([name, header]) => [name, { ...header, required: false }]),
    ),
  };
}

/** Those that some operation has. */
export function headersOf(operations: readonly Operation[]): Record<string, HeaderObject> {
  if (operations.some(({ idempotent }) => idempotent)) return headers;
  const { "X-Message-Id": _, "Idempotent-Replayed": __, ...rest } = headers;
  return rest;
}
