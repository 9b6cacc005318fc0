import type { Provider } from "../provider.ts";
import { check } from "./check.ts";
import { inspect } from "./inspect.ts";
import { receiver } from "./receiver.ts";
import { credentialsSchema, settingsSchema } from "./schema.ts";
import { deliver, prepare } from "./send.ts";

/** E-mail over SendGrid. */
export const sendgrid: Provider = {
  name: "sendgrid",
  channel: "email",
  // Our choice, far below what SendGrid takes: it answers 429 by itself.
  ratePerSecond: 100,
  settingsSchema,
  credentialsSchema,
  // SendGrid knows no idempotency key, so nothing ambiguous is sent again.
  dedupesForMs: null,
  prepare,
  deliver,
  check,
  inspect,
  receiver,
};
