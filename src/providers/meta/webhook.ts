// What Meta tells us. Verified over the raw bytes before anything is parsed: Meta escapes its JSON in
// its own way, so a body that was parsed and written again has another signature. One POST may mix
// numbers, messages and statuses; a part that cannot be read never loses the others.
import { z } from "zod";
import { fromHex } from "../../lib/bytes.ts";
import { hmacKey, hmacVerify, secretsEqual } from "../../lib/hmac.ts";
import { toE164 } from "../../model/address.ts";
import { credentialsSchema } from "./schema.ts";

/** The text that answers Meta's question whether this address is ours, or null when the asker is not Meta. */
export async function handshake(
  query: URLSearchParams,
  credentials: Record<string, unknown>,
): Promise<string | null> {
  const token = query.get("hub.verify_token");
  const challenge = query.get("hub.challenge");
  const expected = credentialsSchema.safeParse(credentials).data?.verify_token;
  if (query.get("hub.mode") !== "subscribe" || !token || !challenge || !expected) return null;
  return (await secretsEqual(token, expected)) ? challenge : null;
}

/**
 * Whether Meta signed exactly these bytes.
 *
 * @param header `X-Hub-Signature-256`: `sha256=` and 64 hex digits
 */
export async function isFromMeta(
  rawBody: Uint8Array<ArrayBuffer>,
  header: string | null,
  credentials: Record<string, unknown>,
): Promise<boolean> {
  const mac = fromHex(/^sha256=([0-9a-f]{64})$/.exec(header ?? "")?.[1] ?? "");
  if (!mac?.length) return false;
  const { app_secret, previous_app_secret } = credentialsSchema.safeParse(credentials).data ?? {};
  for (const secret of [app_secret, previous_app_secret]) {
    if (secret && (await hmacVerify(await hmacKey(secret), mac, rawBody))) return true;
  }
  return false;
}

/** A message that a person sent to one of our numbers. */
export interface MetaMessage {
  phoneNumberId: string;
  /** E.164; the person's business-scoped user id (`US.…`) where Meta shows no number. */
  from: string;
  /** Meta's message id: the same when Meta delivers twice. */
  id: string;
  /** When the person sent it, epoch milliseconds. */
  at: number;
  /** Meta's type: text, image, interactive, reaction, ... */
  kind: string;
  /** What the person wrote or tapped, where there are words. */
  text: string | null;
  profileName: string | null;
}

export interface MetaUpdates {
  messages: MetaMessage[];
  /** Parts of the POST that are not messages of people, or that could not be read. */
  ignored: number;
}

const items = z.array(z.unknown()).catch([]);
const envelopeSchema = z.object({ entry: items });
const entrySchema = z.object({ changes: items });
const changeSchema = z.object({
  field: z.literal("messages"),
  value: z.object({
    metadata: z.object({ phone_number_id: z.string() }),
    contacts: items,
    messages: items,
    statuses: items,
    errors: items,
  }),
});
const text = z.string().optional().catch(undefined);
const titled = z.object({ title: text }).optional().catch(undefined);
const captioned = z.object({ caption: text }).optional().catch(undefined);
const contactSchema = z.object({
  wa_id: text,
  user_id: text,
  profile: z.object({ name: text }).optional().catch(undefined),
});
const messageSchema = z.object({
  id: z.string().min(1).max(512),
  from: text,
  from_user_id: text,
  /** Unix seconds; the year 9999 at most. */
  timestamp: z
    .string()
    .regex(/^\d{1,12}$/)
    .transform(Number)
    .pipe(z.number().max(253_402_300_799)),
  type: z.string().min(1).max(64),
  text: z.object({ body: text }).optional().catch(undefined),
  button: z.object({ text }).optional().catch(undefined),
  interactive: z.object({ button_reply: titled, list_reply: titled }).optional().catch(undefined),
  image: captioned,
  video: captioned,
  document: captioned,
  reaction: z.object({ emoji: text }).optional().catch(undefined),
});

/** Written by WhatsApp, not by the person: it opens no window. */
const notFromAPerson: ReadonlySet<string> = new Set(["system", "request_welcome"]);

/** The messages in a verified POST. Never throws; whatever else is in there is counted. */
export function parseUpdates(body: unknown): MetaUpdates {
  const updates: MetaUpdates = { messages: [], ignored: 0 };
  const envelope = envelopeSchema.safeParse(body);
  for (const entryItem of envelope.data?.entry ?? []) {
    const entry = entrySchema.safeParse(entryItem);
    if (!entry.success) updates.ignored++;
    for (const changeItem of entry.data?.changes ?? []) {
      const change = changeSchema.safeParse(changeItem);
      if (!change.success) {
        updates.ignored++;
        continue;
      }
      const { value } = change.data;
      const nameOf = namesOf(value.contacts);
      updates.ignored += value.statuses.length + value.errors.length;
      for (const item of value.messages) {
        const message = readMessage(item, value.metadata.phone_number_id, nameOf);
        if (message) updates.messages.push(message);
        else updates.ignored++;
      }
    }
  }
  return updates;
}

type NameOf = (message: z.infer<typeof messageSchema>) => string | null;

function namesOf(contacts: unknown[]): NameOf {
  const names = new Map<string, string>();
  for (const item of contacts) {
    const { wa_id, user_id, profile } = contactSchema.safeParse(item).data ?? {};
    for (const id of [wa_id, user_id]) if (id && profile?.name) names.set(id, profile.name);
  }
  return ({ from, from_user_id }) => names.get(from ?? "") ?? names.get(from_user_id ?? "") ?? null;
}

function readMessage(item: unknown, phoneNumberId: string, nameOf: NameOf): MetaMessage | null {
  const message = messageSchema.safeParse(item).data;
  if (!message || notFromAPerson.has(message.type)) return null;
  const from = addressOf(message.from, message.from_user_id);
  if (from === null) return null;
  return {
    phoneNumberId,
    from,
    id: message.id,
    at: message.timestamp * 1000,
    kind: message.type,
    text: textOf(message),
    profileName: nameOf(message),
  };
}

/** Meta: numbers come without a plus, and since usernames exist they may not come at all. */
function addressOf(number: string | undefined, userId: string | undefined): string | null {
  if (number && /^\d{5,20}$/.test(number)) return toE164(`+${number}`, null) ?? `+${number}`;
  return userId && /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/.test(userId) ? userId : null;
}

function textOf(message: z.infer<typeof messageSchema>): string | null {
  return (
    message.text?.body ??
    message.button?.text ??
    message.interactive?.button_reply?.title ??
    message.interactive?.list_reply?.title ??
    message.image?.caption ??
    message.video?.caption ??
    message.document?.caption ??
    message.reaction?.emoji ??
    null
  );
}
