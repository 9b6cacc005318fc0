import type { Provider } from "../provider.ts";
import { check } from "./check.ts";
import { inspect } from "./inspect.ts";
import { lookUp } from "./look-up.ts";
import { openMedia } from "./media.ts";
import { receiver } from "./receiver.ts";
import { credentialsSchema, settingsSchema } from "./schema.ts";
import { deliver, prepare, refuse } from "./send.ts";

/** SMS and MMS over Twilio. */
export const twilio: Provider = {
  name: "twilio",
  channel: "sms",
  // Twilio: a plain number in the USA sends one a second. More would only wait in Twilio's own queue, where
  // it can neither be stopped nor overtaken.
  ratePerSecond: 1,
  settingsSchema,
  credentialsSchema,
  dedupesForMs: null,
  refuse,
  prepare,
  deliver,
  check,
  inspect,
  receiver,
  lookUp,
  openMedia,
};
