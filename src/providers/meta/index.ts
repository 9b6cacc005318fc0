import type { Provider } from "../provider.ts";
import { check } from "./check.ts";
import { openMedia } from "./media.ts";
import { receiver } from "./receiver.ts";
import { credentialsSchema, settingsSchema } from "./schema.ts";
import { deliver, prepare } from "./send.ts";
import { listTemplates } from "./templates.ts";

/** Meta's WhatsApp Cloud API. */
export const meta: Provider = {
  name: "meta",
  channel: "whatsapp",
  ratePerSecond: 80,
  settingsSchema,
  credentialsSchema,
  dedupesForMs: null,
  prepare,
  deliver,
  check,
  receiver,
  openMedia,
  listTemplates,
};
