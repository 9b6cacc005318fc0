import type { Provider } from "../provider.ts";
import { check } from "./check.ts";
import { credentialsSchema, settingsSchema } from "./schema.ts";
import { deliver, prepare } from "./send.ts";

/** Retell: AI phone calls. */
export const retell: Provider = {
  name: "retell",
  channels: ["call"],
  settingsSchema,
  credentialsSchema,
  dedupesForMs: null,
  prepare,
  deliver,
  check,
};
