import type { Provider } from "../provider.ts";
import { check } from "./check.ts";
import { inspect } from "./inspect.ts";
import { lookUp } from "./look-up.ts";
import { receiver } from "./receiver.ts";
import { credentialsSchema, settingsSchema } from "./schema.ts";
import { deliver, prepare } from "./send.ts";

/** Retell: AI phone calls. */
export const retell: Provider = {
  name: "retell",
  channel: "call",
  ratePerSecond: 1,
  settingsSchema,
  credentialsSchema,
  dedupesForMs: null,
  prepare,
  deliver,
  check,
  inspect,
  receiver,
  lookUp,
};
