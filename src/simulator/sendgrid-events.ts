// What becomes of a mail, as SendGrid's event webhook tells it: a list of flat events, signed with ECDSA.
import { fromBase64, joinBytes, toBase64, utf8 } from "../lib/bytes.ts";
import { type JsonObject, parseJson } from "../lib/json.ts";
import { randomBase62 } from "../lib/token.ts";
import type { Letter } from "./letter.ts";
import type { MailEvent, MailReports } from "./mail-course.ts";
import { sendgridPrivateKey, sendgridPublicKey } from "./sendgrid-key.ts";

const theirWords: Record<MailEvent, string> = {
  sent: "processed",
  delivered: "delivered",
  delivery_delayed: "deferred",
  bounced: "bounce",
  complained: "spamreport",
  opened: "open",
  clicked: "click",
  failed: "dropped",
  suppressed: "dropped",
  unsubscribed: "unsubscribe",
};

export const sendgridReports: MailReports = {
  provider: "sendgrid",
  body: (mail, event, at) => {
    const { custom_args = {} } = parseJson(mail.request) as { custom_args?: JsonObject };
    return {
      ...custom_args,
      email: String((mail.facts["to"] as string[])[0]),
      timestamp: Math.floor(at / 1_000),
      event: theirWords[event],
      sg_event_id: randomBase62(22),
      sg_message_id: `${mail.id}.filterdrecv-simulator-1-5F5FC76C-9.0`,
      "smtp-id": `<${mail.id}@geopod-ismtpd-simulator>`,
      ...detailsOf(event),
    };
  },
};

function detailsOf(event: MailEvent): JsonObject {
  const visitor = { ip: "192.0.2.1", useragent: "Simulator" };
  switch (event) {
    case "delivered":
      return { response: "250 2.0.0 OK", ip: "192.0.2.2", tls: 1 };
    case "delivery_delayed":
      return { response: "451 4.7.1 Greylisted, try again later", attempt: "1" };
    case "bounced":
      return { type: "bounce", status: "5.1.1", reason: "550 5.1.1 There is no such mailbox." };
    case "failed":
      return { reason: "Invalid SMTPAPI header" };
    case "suppressed":
      return { reason: "Bounced Address", status: "5.0.0" };
    case "opened":
      return { ...visitor, sg_machine_open: false };
    case "clicked":
      return { ...visitor, url: "https://example.com/", url_offset: { index: 0, type: "html" } };
    default:
      return {};
  }
}

const curve = { name: "ECDSA", namedCurve: "P-256" };

/** With the simulator's own key; with a key that nobody knows for an account that has another public one. */
export async function sendgridRequest({ url, body, secret, signedAt }: Letter): Promise<Request> {
  const raw = utf8(`[${body}]\r\n`);
  const seconds = String(Math.floor(signedAt / 1_000));
  const pkcs8 = fromBase64(sendgridPrivateKey);
  const key =
    secret === sendgridPublicKey && pkcs8
      ? await crypto.subtle.importKey("pkcs8", pkcs8, curve, false, ["sign"])
      : ((await crypto.subtle.generateKey(curve, false, ["sign", "verify"])) as CryptoKeyPair)
          .privateKey;
  const signature = await crypto.subtle.sign(
    { name: "ECDSA", hash: "SHA-256" },
    key,
    joinBytes(utf8(seconds), raw),
  );
  return new Request(url, {
    method: "POST",
    headers: {
      "content-type": "application/json; charset=utf-8",
      "user-agent": "SendGrid Event API",
      "x-twilio-email-event-webhook-signature": toBase64(der(new Uint8Array(signature))),
      "x-twilio-email-event-webhook-timestamp": seconds,
    },
    body: raw,
  });
}

/** WebCrypto gives two numbers of 32 bytes; SendGrid sends them as DER. */
function der(pair: Uint8Array): Uint8Array {
  const numbers = [pair.subarray(0, 32), pair.subarray(32)].map((number) => {
    let start = 0;
    while (start < number.length - 1 && number[start] === 0) start++;
    const digits = number.subarray(start);
    const sign = (digits[0] ?? 0) > 127 ? [0] : [];
    return Uint8Array.from([0x02, sign.length + digits.length, ...sign, ...digits]);
  });
  const both = joinBytes(...numbers);
  return joinBytes(Uint8Array.from([0x30, both.length]), both);
}
