// What Meta tells us. Verified over the raw bytes before anything is parsed: Meta escapes its JSON in
// its own way, so a body that was parsed and written again has another signature. One POST may mix
// numbers, messages and statuses; a part that cannot be read never loses the others.
import { fromHex } from "../../lib/bytes.ts";
import { hmacKey, hmacVerify, secretsEqual } from "../../lib/hmac.ts";
import type { Update } from "../../model/update.ts";
import type { Incoming, Receiver } from "../provider.ts";
import { peopleOf, readCall, readMessage, readUserIdChange } from "./inbound.ts";
import { readAccountChange, readAccountItem, readTemplateChange } from "./management.ts";
import { isMessaging, readMessagingEntry } from "./messaging-receiver.ts";
import { readPreference } from "./preferences.ts";
import { credentialsSchema } from "./schema.ts";
import { readStatus } from "./statuses.ts";
import {
  type Change,
  changeSchema,
  entrySchema,
  envelopeSchema,
  unknown,
  type Value,
  valueSchema,
} from "./webhook-schema.ts";

/** Meta: an app has one address for all of its pages, Instagram accounts and numbers. */
export const receiver: Receiver = {
  signedWith: { secrets: ["app_secret"] },
  handshake,
  verify,
  parse,
  concerns,
  siblings: true,
};

/** The number that proves to Meta that this address is ours, or null when the asker is not Meta. */
async function handshake(
  query: URLSearchParams,
  credentials: Record<string, unknown>,
): Promise<string | null> {
  const token = query.get("hub.verify_token");
  const challenge = query.get("hub.challenge") ?? "";
  const expected = credentialsSchema.safeParse(credentials).data?.verify_token;
  if (query.get("hub.mode") !== "subscribe" || !token || !expected) return null;
  if (!/^\d{1,64}$/.test(challenge)) return null;
  return (await secretsEqual(token, expected)) ? challenge : null;
}

/** Meta: `X-Hub-Signature-256` is `sha256=` and 64 hex digits, the HMAC of the body under the app secret. */
async function verify(
  { raw, headers }: Incoming,
  credentials: Record<string, unknown>,
): Promise<boolean> {
  const signature = headers.get("x-hub-signature-256") ?? "";
  const mac = fromHex(/^sha256=([0-9a-f]{64})$/.exec(signature)?.[1] ?? "");
  if (!mac?.length) return false;
  const { app_secret, previous_app_secret } = credentialsSchema.safeParse(credentials).data ?? {};
  for (const secret of [app_secret, previous_app_secret]) {
    if (secret && (await hmacVerify(await hmacKey(secret), mac, raw))) return true;
  }
  return false;
}

/** Every entry, change, message, status and error. Meta: at most 1,000 of them in 3 MB. */
function parse(body: unknown, now: number): Update[] {
  const envelope = envelopeSchema.safeParse(body).data;
  if (!envelope) return [unknown("a body without entries")];
  const { object } = envelope;
  const updates = envelope.entry.flatMap((item) => {
    if (isMessaging(object)) return readMessagingEntry(item, object);
    const entry = entrySchema.safeParse(item).data;
    if (!entry) return [unknown("an entry that could not be read")];
    const { id: owner, time: at = now } = entry;
    return entry.changes.flatMap((inner) => {
      const change = changeSchema.safeParse(inner).data;
      if (!change) return [unknown("a change that could not be read", owner)];
      return readChange({ ...change, owner, at });
    });
  });
  return updates.length > 0 ? updates : [unknown("a body without changes")];
}

function readChange(change: Change): Update[] {
  switch (change.field) {
    case "messages":
    case "calls":
    case "user_id_update":
    case "user_preferences":
      return readNumberChange(change);
    case "message_template_status_update":
    case "message_template_quality_update":
    case "template_category_update":
      return [readTemplateChange(change)];
    case "account_alerts":
    case "account_review_update":
    case "account_update":
    case "business_capability_update":
    case "phone_number_name_update":
    case "phone_number_quality_update":
      return [readAccountChange(change)];
    default:
      return [unknown(`a field ${JSON.stringify(change.field)}`, change.owner)];
  }
}

function readNumberChange({ field, value, owner, at }: Change): Update[] {
  const read = valueSchema.safeParse(value).data;
  if (!read) return [unknown(`${field} of no number`, owner)];
  const sender = read.metadata.phone_number_id;
  const about = { owner, sender, at };
  const updates = [
    ...readItems(field, read, about),
    ...read.errors.map((item) => readAccountItem(item, { ...about, event: "error" })),
  ];
  return updates.length > 0 ? updates : [unknown(`${field} without content`, sender)];
}

function readItems(
  field: string,
  value: Value,
  about: { owner: string; sender: string; at: number },
): Update[] {
  const { sender } = about;
  const people = peopleOf(value.contacts);
  switch (field) {
    case "calls":
      return value.calls.map((item) => readCall(item, sender, people));
    case "user_id_update":
      return value.user_id_update.map((item) => readUserIdChange(item, sender, about.at));
    case "user_preferences":
      return value.user_preferences.map(
        (item) => readPreference(item, sender) ?? readAccountItem(item, { ...about, event: field }),
      );
    default:
      return [
        ...value.messages.map((item) => readMessage(item, sender, people)),
        ...value.statuses.map((item) => readStatus(item, sender)),
      ];
  }
}

/**
 * Whether an update is about this account's own number, page or Instagram account, or about the WhatsApp
 * Business account that it stands on.
 */
function concerns(update: Update, settings: Record<string, unknown>): boolean {
  const { phone_number_id, page_id, instagram_id, waba_id: account } = settings;
  const own = phone_number_id ?? page_id ?? instagram_id;
  switch (update.kind) {
    case "message":
    case "report":
    case "address":
    case "consent":
      return update.sender === own;
    case "template":
      return update.owner === account;
    case "account":
      return update.owner === account && (update.sender === null || update.sender === own);
    case "unknown":
      return update.sender === undefined || [own, account].includes(update.sender);
  }
}
