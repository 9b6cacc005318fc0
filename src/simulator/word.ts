// A person writes, taps a button or sends a file on a channel other than WhatsApp, which has its own richer
// replies: the same few fields everywhere, and each platform makes its own message of them.
import { z } from "zod";
import type { Callback } from "./callback.ts";
import type { State } from "./state.ts";

const text = (max: number) => z.string().min(1).max(max);

export const wordSchema = z.strictObject({
  channel: z.enum(["sms", "messenger", "instagram", "telegram"]),
  /** Our side: a phone number, a page's or an account's id, a bot's id. */
  to: text(64),
  /** The person: a phone number in E.164, or the id that the platform knows them by. */
  from: text(64),
  name: text(100).default("Simulated person"),
  text: text(4096).exactOptional(),
  /** The button that they tapped, by its id. */
  tap: z.strictObject({ id: text(256), title: text(256).exactOptional() }).exactOptional(),
  /** A picture that they sent, by its address. */
  image: z.strictObject({ url: text(2000) }).exactOptional(),
  /** Telegram: instead of saying anything they block the bot, or take that back. */
  block: z.boolean().exactOptional(),
});
export type Word = z.infer<typeof wordSchema>;

/** Records what was said, and gives what the provider reports of it. */
export type Says = (word: Word, state: State, now: number) => { id: string; callbacks: Callback[] };
