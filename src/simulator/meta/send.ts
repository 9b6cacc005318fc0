// POST /{phone_number_id}/messages. A number of the `metaMagic` table gets the error it ends in.
import { parseJson } from "../../lib/json.ts";
import type { Call, Magic, Reply } from "../player.ts";
import { firstProblem } from "../problem.ts";
import type { State } from "../state.ts";
import { type MetaRefusal, malformed } from "./error.ts";
import { messageId } from "./identity.ts";
import { messageSchema, receiptSchema, type SentMessage } from "./message.ts";
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

export const metaMagic: Magic[] = [
  ...Object.entries(magicNumbers).map(([ending, [code, effect]]) => ({
    provider: "WhatsApp",
    given: `a number ending in ${ending}`,
    effect: `error ${code}: ${effect}`,
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
  for (const name of ["messaging_product", "to"]) {
    if (!Object.hasOwn(body, name)) return malformed({ kind: "missing", path: [name], rule: "" });
  }
  // Meta: a message without a `type` is a text.
  const typed = { type: "text", ...body };
  const message = messageSchema.safeParse(typed);
  if (!message.success) return malformed(firstProblem(message.error, typed));

  const sent = message.data;
  const waId = sent.to.replace(/\D/g, "");
  const place = { phone_number_id: phoneNumberId, contact: `+${waId}` };
  const content =
    magicRefusal(sent, waId) ??
    (sent.type === "template"
      ? readTemplate(sent.template, state)
      : readFreeForm(sent, state.isWindowOpen(place.phone_number_id, place.contact, now)));
  if ("code" in content) return throttled(content, phoneNumberId);

  const id = messageId(waId, "received");
  const facts = { direction: "received", ...place, type: sent.type, ...content };
  state.record("phone", { id, at: now, facts, request: call.body });
  const status = sent.type === "template" ? { message_status: "accepted" } : {};
  return {
    status: 200,
    body: {
      messaging_product: "whatsapp",
      contacts: [{ input: sent.to, wa_id: waId }],
      messages: [{ id, ...status }],
    },
  };
}

function magicRefusal(sent: SentMessage, waId: string): MetaRefusal | null {
  const ending = waId.slice(-6);
  if (!Object.hasOwn(magicNumbers, ending)) return null;
  const [code] = magicNumbers[ending as keyof typeof magicNumbers];
  return code === 131047 && sent.type === "template" ? null : { code };
}

function readTemplate(
  { name, language, components = [] }: (SentMessage & { type: "template" })["template"],
  state: State,
): MetaRefusal | { template: { name: string; language: string; rendered: string } } {
  const asked = { name, language: language.code };
  const template = accountTemplates(state.templates()).find(
    (one) => one.name === asked.name && one.language === asked.language,
  );
  if (!template) return { code: 132001, details: `${name} does not exist in ${asked.language}` };
  const refusal = refuseTemplate(template, components);
  return refusal ?? { template: { ...asked, rendered: render(template, components) } };
}

function readFreeForm(sent: SentMessage, isWindowOpen: boolean): MetaRefusal | { text?: string } {
  if (!isWindowOpen) {
    const details =
      "Message failed to send because more than 24 hours have passed since the customer last replied to this number.";
    return { code: 131047, details };
  }
  if (sent.type === "text") return { text: sent.text.body };
  if (sent.type === "interactive") return { text: sent.interactive.body.text };
  if (sent.type === "reaction") return { text: sent.reaction.emoji };
  return {};
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
