// Messenger and Instagram share one Send API. What differs is told here, once.
import { utf8 } from "../../lib/bytes.ts";
import type { ChatKind } from "../../model/address.ts";
import type { MediaType } from "../../model/content.ts";
import type { Wire } from "../judge.ts";
import { instagramWire, messengerWire } from "./errors.ts";
import { instagramSettingsSchema, messengerSettingsSchema, openMessaging } from "./schema.ts";

export interface Messaging {
  title: "Messenger" | "Instagram";
  wire: Wire;
  settingsSchema: typeof messengerSettingsSchema | typeof instagramSettingsSchema;
  /** As whom a person is known there. */
  chatKind: ChatKind;
  open: ReturnType<typeof openMessaging>;
  /** How long a text may be, and how that is counted. */
  text: { limit: number; unit: string; lengthOf(text: string): number };
  /** What a file may be, where Meta names its kinds; any when absent. MIME types. */
  files: Partial<Record<MediaType, readonly string[]>>;
}

export const messenger: Messaging = {
  title: "Messenger",
  wire: messengerWire,
  settingsSchema: messengerSettingsSchema,
  chatKind: "psid",
  open: openMessaging("page_id"),
  // Meta does not say what a character is: UTF-16 code units are the most that it can mean.
  text: { limit: 2_000, unit: "characters", lengthOf: (text) => text.length },
  files: {},
};

export const instagram: Messaging = {
  title: "Instagram",
  wire: instagramWire,
  settingsSchema: instagramSettingsSchema,
  chatKind: "igsid",
  open: openMessaging("instagram_id"),
  text: { limit: 1_000, unit: "bytes in UTF-8", lengthOf: (text) => utf8(text).length },
  // Meta, "Upload Media for Instagram Messaging" of 2026-04-01.
  files: {
    image: ["image/png", "image/jpeg", "image/gif"],
    video: ["video/mp4", "video/ogg", "video/x-msvideo", "video/quicktime", "video/webm"],
    audio: ["audio/aac", "audio/mp4", "audio/x-m4a", "audio/m4a", "audio/wav", "audio/x-wav"],
    document: ["application/pdf"],
  },
};
