// A form, its names in Pascal case. Twilio recognises no repeats, so nothing ambiguous is sent again.
import type { Transport } from "../../lib/transport.ts";
import type { Failure } from "../../model/errors.ts";
import type { Verdict } from "../../model/failure.ts";
import type { Outgoing } from "../../model/policy.ts";
import { basicRequest } from "../basic-request.ts";
import type { Delivery, Draft } from "../provider.ts";
import { verdictOf } from "./errors.ts";
import { open, settingsSchema, type TwilioCredentials } from "./schema.ts";

const timeoutMs = 15_000;
/** Twilio: of the whole text, however many SMS it makes. */
const maxChars = 1600;
const maxMedia = 10;

/** In the address of the reports: Twilio sends nothing of ours back but what stands there. */
export const correlationParameter = "c";

export function refuse(outgoing: Outgoing): Failure | null {
  if (outgoing.kind !== "text") {
    return { code: "content_unsupported", message: `An SMS cannot carry ${outgoing.kind}.` };
  }
  const { text, mediaUrls = [] } = outgoing;
  if (text.length > maxChars) {
    const message = `An SMS has at most ${maxChars} characters; this one has ${text.length}.`;
    return { code: "content_too_long", message, details: { field: "content", limit: maxChars } };
  }
  if (mediaUrls.length > maxMedia) {
    const message = `An SMS shows at most ${maxMedia} media; this one has ${mediaUrls.length}.`;
    return { code: "media_invalid", message, details: { field: "media_urls", limit: maxMedia } };
  }
  return null;
}

export function prepare(draft: Draft, accountSettings: Record<string, unknown>): string {
  const { to, outgoing, correlationId, hookPath } = draft;
  if (outgoing.kind !== "text") throw new TypeError(`An SMS does not carry ${outgoing.kind}`);
  const { from, messaging_service_sid, public_url } = settingsSchema.parse(accountSettings);
  const form = new URLSearchParams({ To: to });
  if (from !== undefined) form.append("From", from);
  if (messaging_service_sid !== undefined) {
    form.append("MessagingServiceSid", messaging_service_sid);
  }
  form.append("Body", outgoing.text);
  for (const url of outgoing.mediaUrls ?? []) form.append("MediaUrl", url);
  if (public_url !== undefined) {
    const query = new URLSearchParams({ [correlationParameter]: correlationId });
    form.append("StatusCallback", `${public_url}${hookPath}?${query}`);
  }
  return form.toString();
}

export async function deliver({ body, account }: Delivery, transport: Transport): Promise<Verdict> {
  const opened = open(account);
  if (!opened.ok) return opened.error;
  const { settings, credentials } = opened.value;
  const url = `${messagesUrl(settings)}.json`;
  const answer = await transport(
    basicRequest({ url, ...loginOf(settings, credentials), timeoutMs }, { body }),
  );
  return verdictOf(answer, credentials);
}

export const messagesUrl = (settings: { base_url: string; account_sid: string }): string =>
  `${settings.base_url}/2010-04-01/Accounts/${settings.account_sid}/Messages`;

/** The API key where there is one: it can be withdrawn without changing what webhooks are signed with. */
export function loginOf(
  { account_sid }: { account_sid: string },
  { auth_token, api_key_sid, api_key_secret }: TwilioCredentials,
): { user: string; password: string } {
  return api_key_sid !== undefined && api_key_secret !== undefined
    ? { user: api_key_sid, password: api_key_secret }
    : { user: account_sid, password: auth_token };
}
