// POST /{phone_number_id}/messages. A number of the `metaMagic` table gets the error it ends in.
import { type JsonObject, parseJson } from "../../lib/json.ts";
import type { Call, Magic, Reply } from "../player.ts";
import { firstProblem } from "../problem.ts";
import type { Entry, State } from "../state.ts";
import { type MetaRefusal, malformed } from "./error.ts";
import { messageId } from "./identity.ts";
import { refuseUploads } from "./media.ts";
import { messageSchema, receiptSchema, type SentMessage } from "./message.ts";
import { uploadsIn } from "./named-uploads.ts";
import { type AcceptedMessage, statusesOf } from "./status.ts";
import { accountTemplates } from "./template.ts";
import { refuseTemplate, render } from "./template-check.ts";

/** What Meta answers, whatever is sent, to numbers that end in these six digits. */
const magicNumbers = {
  "080007": [80007, "the business account is over its hourly limit"],
  "130429": [130429, "too many messages per second from this sender"],
  "131000": [131000, "Meta breaks down"],
  "131016": [131016, "Meta is unavailable"],
  "131026": [131026, "the person is not on WhatsApp"],
  "131047": [131047, "the window is closed, whatever we believe (templates pass)"],
  "131048": [131048, "the sender is limited for spam"],
  "131049": [131049, "the person gets no more marketing messages for now"],
  "131056": [131056, "too many messages to this one person"],
} as const satisfies Record<string, readonly [code: MetaRefusal["code"], effect: string]>;

/** Accepted from numbers that end in these six digits, and reported as failed a moment later. */
const laterMagicNumbers = {
  "931026": [131026, "the person is not on WhatsApp"],
  "931047": [131047, "the window is closed, whatever we believe (templates pass)"],
  "931049": [131049, "the person gets no more marketing messages for now"],
} as const satisfies Record<string, readonly [code: MetaRefusal["code"], effect: string]>;

export const metaMagic: Magic[] = [
  ...Object.entries(magicNumbers).map(([ending, [code, effect]]) => ({
    provider: "WhatsApp",
    given: `a number ending in ${ending}`,
    effect: `error ${code}: ${effect}`,
  })),
  ...Object.entries(laterMagicNumbers).map(([ending, [code, effect]]) => ({
    provider: "WhatsApp",
    given: `a number ending in ${ending}`,
    effect: `200, and then a failed status ${code}: ${effect}`,
  })),
  {
    provider: "WhatsApp",
    given: "an access token containing expired",
    effect: "error 190, subcode 463",
  },
];

export function receiveMessage(
  call: Call,
  phoneNumberId: string,
  state: State,
  now: number,
): Reply | MetaRefusal {
  // Meta reads anything else as a form, and finds none of its parameters there.
  const isJson = call.headers.get("content-type")?.startsWith("application/json");
  const body = isJson ? parseJson(call.body) : {};
  if (body === null || typeof body !== "object" || Array.isArray(body)) {
    return { code: 100, details: "The body is not a JSON object" };
  }
  if ("status" in body) {
    const receipt = receiptSchema.safeParse(body);
    if (!receipt.success) return malformed(firstProblem(receipt.error, body));
    return { status: 200, body: { success: true } };
  }
  const required = "recipient" in body ? ["messaging_product"] : ["messaging_product", "to"];
  for (const name of required) {
    if (!Object.hasOwn(body, name)) return malformed({ kind: "missing", path: [name], rule: "" });
  }
  // Meta: a message without a `type` is a text.
  const typed = { type: "text", ...body };
  const message = messageSchema.safeParse(typed);
  if (!message.success) return malformed(firstProblem(message.error, typed));

  const sent = message.data;
  const waId = sent.to?.replace(/\D/g, "") ?? null;
  const userId = sent.recipient ?? "";
  const contact = waId === null ? userId : `+${waId}`;
  const content =
    magicRefusal(sent, waId) ??
    refuseUploads(uploadsIn(sent), phoneNumberId, state, now) ??
    (sent.type === "template"
      ? readTemplate(sent.template, state)
      : readFreeForm(sent, state.isWindowOpen(phoneNumberId, contact, now)));
  if ("code" in content) return throttled(content, phoneNumberId);

  const { category, facts: shown } = content;
  const id = messageId(waId ?? userId, "received");
  const facts: JsonObject = {
    direction: "received",
    phone_number_id: phoneNumberId,
    contact,
    type: sent.type,
    category,
    ...shown,
  };
  const entry = { id, at: now, facts, request: call.body };
  state.record("phone", entry);
  const { read } = state.switches();
  const failsWith = laterFailure(sent, waId);
  const status = sent.type === "template" ? { message_status: "accepted" } : {};
  return {
    status: 200,
    body: {
      messaging_product: "whatsapp",
      contacts: [
        waId === null ? { input: userId, user_id: userId } : { input: sent.to, wa_id: waId },
      ],
      messages: [{ id, ...status }],
    },
    callbacks: statusesOf(acceptedMessage(entry), { now, read, failsWith }),
  };
}

/** The accepted message behind an entry of the phone. */
export function acceptedMessage({ id, facts, request }: Entry): AcceptedMessage {
  const { biz_opaque_callback_data } = parseJson(request) as { biz_opaque_callback_data?: string };
  const contact = String(facts["contact"]);
  return {
    id,
    phoneNumberId: String(facts["phone_number_id"]),
    recipient: contact.startsWith("+") ? { waId: contact.slice(1) } : { userId: contact },
    category: String(facts["category"]),
    callbackData: biz_opaque_callback_data ?? null,
    isReaction: facts["type"] === "reaction",
  };
}

/** What a message says, as the phone shows it, and what it is billed as. */
interface Content {
  category: string;
  facts: JsonObject;
}

function magicRefusal(sent: SentMessage, waId: string | null): MetaRefusal | null {
  const code = magicCode(magicNumbers, sent, waId);
  return code === null ? null : { code };
}

const laterFailure = (sent: SentMessage, waId: string | null) =>
  magicCode(laterMagicNumbers, sent, waId);

/** A template needs no window, so the numbers that close it let templates pass. */
function magicCode(
  table: Record<string, readonly [code: MetaRefusal["code"], effect: string]>,
  sent: SentMessage,
  waId: string | null,
): MetaRefusal["code"] | null {
  const ending = waId?.slice(-6) ?? "";
  const code = Object.hasOwn(table, ending) ? table[ending]?.[0] : undefined;
  return code === undefined || (code === 131047 && sent.type === "template") ? null : code;
}

function readTemplate(
  { name, language, components = [] }: (SentMessage & { type: "template" })["template"],
  state: State,
): MetaRefusal | Content {
  const asked = { name, language: language.code };
  const template = accountTemplates(state.templates()).find(
    (one) => one.name === asked.name && one.language === asked.language,
  );
  if (!template) return { code: 132001, details: `${name} does not exist in ${asked.language}` };
  const refusal = refuseTemplate(template, components);
  if (refusal) return refusal;
  const rendered = render(template, components);
  return {
    category: template.category.toLowerCase(),
    facts: { template: { ...asked, rendered } },
  };
}

function readFreeForm(sent: SentMessage, isWindowOpen: boolean): MetaRefusal | Content {
  if (!isWindowOpen) {
    const details =
      "Message failed to send because more than 24 hours have passed since the customer last replied to this number.";
    return { code: 131047, details };
  }
  return { category: "service", facts: shownOf(sent) };
}

function shownOf(sent: SentMessage): JsonObject {
  switch (sent.type) {
    case "text":
      return { text: sent.text.body };
    case "interactive":
      return { text: sent.interactive.body.text };
    case "reaction":
      return { text: sent.reaction.emoji };
    case "image":
      return { text: sent.image.caption ?? "" };
    case "video":
      return { text: sent.video.caption ?? "" };
    case "document":
      return { text: sent.document.caption ?? sent.document.filename ?? "" };
    default:
      return {};
  }
}

/** Meta: a throttled call says in minutes when the account may call again. */
function throttled(refusal: MetaRefusal, id: string): MetaRefusal {
  if (refusal.code !== 130429 && refusal.code !== 80007) return refusal;
  const usage = {
    type: "messaging",
    call_count: 100,
    total_cputime: 100,
    total_time: 100,
    estimated_time_to_regain_access: 1,
  };
  const headers = { "x-business-use-case-usage": JSON.stringify({ [id]: [usage] }) };
  return { ...refusal, headers };
}
