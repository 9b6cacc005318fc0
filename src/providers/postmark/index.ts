import type { Provider } from "../provider.ts";
import { check } from "./check.ts";
import { inspect } from "./inspect.ts";
import { receiver } from "./receiver.ts";
import { credentialsSchema, settingsSchema } from "./schema.ts";
import { deliver, prepare } from "./send.ts";

/** E-mail over Postmark. */
export const postmark: Provider = {
  name: "postmark",
  channel: "email",
  // Our choice: Postmark publishes no rate, and answers 429 by itself.
  ratePerSecond: 10,
  settingsSchema,
  credentialsSchema,
  // Postmark knows no idempotency key, so nothing ambiguous is sent again.
  dedupesForMs: null,
  prepare,
  deliver,
  check,
  inspect,
  receiver,
};
