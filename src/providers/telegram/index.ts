import type { Provider } from "../provider.ts";
import { check } from "./check.ts";
import { inspect } from "./inspect.ts";
import { openMedia } from "./media.ts";
import { receiver } from "./receiver.ts";
import { credentialsSchema, settingsSchema } from "./schema.ts";
import { deliver, prepare, refuse } from "./send.ts";

/** A bot on Telegram. */
export const telegram: Provider = {
  name: "telegram",
  channel: "telegram",
  // Telegram: about 30 a second to different people; its true limits are its own, and 429 tells them.
  ratePerSecond: 30,
  settingsSchema,
  credentialsSchema,
  dedupesForMs: null,
  refuse,
  prepare,
  deliver,
  check,
  inspect,
  receiver,
  openMedia,
};
