// What became of our messages. Meta promises no order and may skip `delivered`; a status is taken as it
// comes, and the message decides what it changes.
import type { Failure } from "../../model/errors.ts";
import type { FactName, Update } from "../../model/update.ts";
import { scrub } from "../scrub.ts";
import { failureOf } from "./errors.ts";
import {
  isReadable,
  personOf,
  present,
  statusErrorSchema,
  statusSchema,
  unknown,
} from "./webhook-schema.ts";

const facts: ReadonlySet<string> = new Set<FactName>([
  "sent",
  "delivered",
  "read",
  "played",
  "failed",
]);
const isFact = (word: string): word is FactName => facts.has(word);

const nobody = { phone: null, userId: null, email: null };

export function readStatus(item: unknown, sender: string): Update {
  const status = isReadable(item) ? statusSchema.safeParse(item).data : undefined;
  if (!status) return unknown("a status that could not be read", sender);
  const { status: name, pricing, conversation } = status;
  if (!isFact(name)) return unknown(`a status ${JSON.stringify(name)}`, sender);
  return {
    kind: "report",
    sender,
    correlationId: status.biz_opaque_callback_data || null,
    providerMessageId: status.id,
    person: personOf(status.recipient_id, status.recipient_user_id) ?? nobody,
    fact: {
      name,
      at: status.timestamp,
      failure: name === "failed" ? failureIn(status.errors ?? []) : null,
      details: present({ pricing, conversation }),
    },
  };
}

/** Our code and remedy by the first error; every error beside them, as Meta wrote it but for addresses. */
function failureIn(errors: Record<string, unknown>[]): Failure {
  const { code, title, message, error_data } = statusErrorSchema.safeParse(errors[0]).data ?? {};
  const words = { code, message: cut(message ?? title), details: cut(error_data?.details) };
  return {
    ...failureOf(code),
    provider: { name: "meta", ...present(words) },
    details: { errors: withoutAddresses(errors) },
  };
}

const cut = (words: string | undefined) =>
  words === undefined ? undefined : scrub(words).slice(0, 500).toWellFormed();

const withoutAddresses = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value), (_key, inner: unknown) =>
    typeof inner === "string" ? scrub(inner) : inner,
  );
