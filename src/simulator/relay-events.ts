// What becomes of a mail, as Resend's events tell it, signed in the manner of Svix.
import { fromBase64, toBase64, utf8 } from "../lib/bytes.ts";
import { hmac, hmacKey } from "../lib/hmac.ts";
import { type JsonObject, parseJson } from "../lib/json.ts";
import type { MailEvent, MailReports } from "./mail-course.ts";

interface Email {
  from: string;
  to: string | string[];
  subject: string;
  tags?: { name: string; value: string }[];
}

export const relayReports: MailReports = {
  provider: "email",
  body: (mail, event, at) => {
    if (event === "unsubscribed") return null;
    const { from, to, subject, tags } = parseJson(mail.request) as Email;
    const time = new Date(at).toISOString();
    const data: JsonObject = {
      created_at: new Date(mail.at).toISOString(),
      email_id: mail.id,
      from,
      to: typeof to === "string" ? [to] : to,
      subject,
      // Resend: a list when it is sent, an object when it comes back.
      ...(tags ? { tags: Object.fromEntries(tags.map(({ name, value }) => [name, value])) } : {}),
      ...detailsOf(event, time),
    };
    return { type: `email.${event}`, created_at: time, data };
  },
};

function detailsOf(event: MailEvent, time: string): JsonObject {
  switch (event) {
    case "bounced": {
      const message = "The recipient's mail server says that there is no such mailbox.";
      return { bounce: { message, type: "Permanent", subType: "General" } };
    }
    case "clicked": {
      const link = "https://example.com/";
      return { click: { ipAddress: "192.0.2.1", link, timestamp: time, userAgent: "Simulator" } };
    }
    case "failed":
      return { failed: { reason: "invalid_attachment" } };
    case "suppressed": {
      const message = "The address is on the account's suppression list.";
      return { suppressed: { message, type: "OnAccountSuppressionList" } };
    }
    default:
      return {};
  }
}

/**
 * Svix: HMAC-SHA-256 over `id.seconds.body`, with the bytes behind `whsec_` as key. A secret that is not
 * base64 is taken as text.
 */
export async function relayRequest(parcel: {
  url: string;
  body: string;
  secret: string;
  webhookId: string;
  signedAt: number;
}): Promise<Request> {
  const { url, body, secret, webhookId, signedAt } = parcel;
  const key = secret.replace(/^whsec_/, "");
  const seconds = String(Math.floor(signedAt / 1_000));
  const mac = await hmac(
    await hmacKey(fromBase64(key) ?? utf8(key)),
    `${webhookId}.${seconds}.${body}`,
  );
  return new Request(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "user-agent": "Svix-Webhooks/1.0",
      "svix-id": webhookId,
      "svix-timestamp": seconds,
      "svix-signature": `v1,${toBase64(mac)}`,
    },
    body,
  });
}
