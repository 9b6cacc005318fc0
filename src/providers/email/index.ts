import type { Provider } from "../provider.ts";
import { check } from "./check.ts";
import { inspect } from "./inspect.ts";
import { receiver } from "./receiver.ts";
import { credentialsSchema, settingsSchema } from "./schema.ts";
import { dedupesForMs, deliver, prepare } from "./send.ts";

/** An e-mail relay that speaks Resend's format. */
export const email: Provider = {
  name: "email",
  channel: "email",
  ratePerSecond: 2,
  settingsSchema,
  credentialsSchema,
  dedupesForMs,
  prepare,
  deliver,
  check,
  inspect,
  receiver,
};
