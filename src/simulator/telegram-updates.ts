// What people do towards a bot, as Telegram's updates tell it: one a request, with a secret that proves nothing but
// who sends it.
import { toHex } from "../lib/bytes.ts";
import type { JsonObject } from "../lib/json.ts";
import type { Callback } from "./callback.ts";
import type { Letter } from "./letter.ts";
import type { Entry, State } from "./state.ts";
import type { Says, Word } from "./word.ts";

const drawn = (): number => ((crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) >>> 1) + 1;

/** Telegram counts up in each chat; here ids are drawn, so that none comes back after everything was forgotten. */
export const newMessageId = drawn;

/** A person writes to the bot, taps a button, sends a picture, blocks the bot or lets it in again. */
export const telegramSays: Says = (word, state, now) => {
  const { to, from, block } = word;
  if (block !== undefined) {
    state.shut(to, from, block);
    return membership(word, block, now);
  }
  // Who writes to a bot lets it in again, and Telegram reports that first.
  const before = state.isShut(to, from) ? membership(word, false, now).callbacks : [];
  state.shut(to, from, false);
  const said = word.tap ? tapped(word, word.tap, state, now) : written(word, state, now);
  const opened = before.map((callback) => ({ ...callback, subject: said.id }));
  return { id: said.id, callbacks: [...opened, ...said.callbacks] };
};

const seconds = (now: number): number => Math.floor(now / 1_000);

function peopleOf({ from, name }: Word) {
  const id = Number(from);
  const user = { id, is_bot: false, first_name: name, language_code: "en" };
  return { user, chat: { id, first_name: name, type: "private" } };
}

/** `subject` names what it is about. */
function reported({ to }: Word, subject: string, event: string, content: JsonObject): Callback {
  const body = { update_id: drawn(), [event]: content };
  return { provider: "telegram", sender: to, subject, event, afterMs: 0, body };
}

const entryOf = (
  { to, from }: Word,
  type: string,
  text: string,
  at: number,
  id: string,
): Entry => ({
  id,
  at,
  facts: { direction: "written", channel: "telegram", account: to, contact: from, type, text },
  request: "{}",
});

function written(word: Word, state: State, now: number): ReturnType<Says> {
  const { from, text, image } = word;
  const { user, chat } = peopleOf(word);
  const messageId = newMessageId();
  const file_id = `sim_${toHex(crypto.getRandomValues(new Uint8Array(12)))}`;
  const photo = [{ file_id, file_unique_id: file_id.slice(0, 12), width: 1, height: 1 }];
  const content = image ? { photo, ...(text ? { caption: text } : {}) } : { text: text ?? "" };
  const message = { message_id: messageId, from: user, chat, date: seconds(now), ...content };
  const id = `${from}:${messageId}`;
  state.record("phone", entryOf(word, image ? "photo" : "text", text ?? "", now, id));
  return { id, callbacks: [reported(word, id, "message", message)] };
}

/** The newest message in the chat that has the button is the one that was tapped. */
function tapped(
  word: Word,
  tap: NonNullable<Word["tap"]>,
  state: State,
  now: number,
): ReturnType<Says> {
  const { from, to } = word;
  const { user, chat } = peopleOf(word);
  const shown = state
    .entries("phone")
    .findLast(({ facts }) => facts["contact"] === from && buttonsIn(facts).includes(tap.id));
  const id = `${drawn()}${drawn()}`;
  const message = {
    message_id: Number(shown?.id.split(":")[1] ?? newMessageId()),
    from: { id: Number(to), is_bot: true, first_name: "Simulated bot" },
    chat,
    date: seconds(shown?.at ?? now),
    ...(shown ? { reply_markup: { inline_keyboard: shown.facts["buttons"] ?? [] } } : {}),
  };
  const query = { id, from: user, message, chat_instance: "1", data: tap.id };
  state.record("phone", entryOf(word, "callback_query", tap.title ?? tap.id, now, id));
  return { id, callbacks: [reported(word, id, "callback_query", query)] };
}

function buttonsIn(facts: JsonObject): string[] {
  const rows = (facts["buttons"] ?? []) as { callback_data?: string }[][];
  return rows.flat().flatMap(({ callback_data }) => callback_data ?? []);
}

function membership(word: Word, block: boolean, now: number): ReturnType<Says> {
  const { user, chat } = peopleOf(word);
  const bot = { id: Number(word.to), is_bot: true, first_name: "Simulated bot" };
  const [before, after] = block ? ["member", "kicked"] : ["kicked", "member"];
  const place = (status = "") => ({
    user: bot,
    status,
    ...(status === "kicked" ? { until_date: 0 } : {}),
  });
  const change = {
    chat,
    from: user,
    date: seconds(now),
    old_chat_member: place(before),
    new_chat_member: place(after),
  };
  const id = `membership:${drawn()}`;
  return { id, callbacks: [reported(word, id, "my_chat_member", change)] };
}

/** Telegram signs nothing: it sends the secret itself. */
export const telegramRequest = async ({ url, body, secret }: Letter): Promise<Request> =>
  new Request(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-telegram-bot-api-secret-token": secret,
    },
    body,
  });
