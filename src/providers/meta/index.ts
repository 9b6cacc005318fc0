import type { Provider } from "../provider.ts";
import { check } from "./check.ts";
import { inspect } from "./inspect.ts";
import { openMedia, uploadMedia } from "./media.ts";
import {
  type Messaging,
  instagram as overInstagram,
  messenger as overMessenger,
} from "./messaging.ts";
import { check as checkMessaging } from "./messaging-check.ts";
import { refuse } from "./messaging-limits.ts";
import { openMedia as openAttachment } from "./messaging-media.ts";
import { deliver as deliverMessaging, prepare as prepareMessaging } from "./messaging-send.ts";
import { receiver } from "./receiver.ts";
import { credentialsSchema, settingsSchema } from "./schema.ts";
import { deliver, prepare } from "./send.ts";
import { createTemplate, listTemplates } from "./templates.ts";
import { refuseFile } from "./whatsapp-files.ts";
import { refuse as refuseWhatsapp } from "./whatsapp-limits.ts";

/** Meta's WhatsApp Cloud API. */
export const meta: Provider = {
  name: "meta",
  channel: "whatsapp",
  ratePerSecond: 80,
  // Meta: one message every 6 seconds to one person, else 131056.
  pairMs: 6_000,
  settingsSchema,
  credentialsSchema,
  dedupesForMs: null,
  refuse: refuseWhatsapp,
  refuseFile,
  prepare,
  deliver,
  check,
  inspect,
  receiver,
  openMedia,
  uploadMedia,
  listTemplates,
  createTemplate,
};

const messaging = (channel: "messenger" | "instagram", over: Messaging): Provider => ({
  name: "meta",
  channel,
  // Meta: 300 a second for text, 10 for audio and video. Far below the one, because a page's 24 hours are
  // limited as well; what the other throttles is a definite no and goes again later.
  ratePerSecond: 40,
  settingsSchema: over.settingsSchema,
  credentialsSchema,
  dedupesForMs: null,
  refuse: (outgoing) => refuse(outgoing, over),
  prepare: (draft, settings) => prepareMessaging(draft, settings, over),
  deliver: (delivery, transport) => deliverMessaging(delivery, transport, over),
  check: (account, transport) => checkMessaging(account, transport, over),
  receiver,
  openMedia: (address, _account, web) => openAttachment(address, web),
});

/** Meta's Messenger Platform: a page. */
export const messenger = messaging("messenger", overMessenger);

/** Meta's Messenger Platform: an Instagram professional account. */
export const instagram = messaging("instagram", overInstagram);
