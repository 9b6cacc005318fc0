// What becomes of a mail, as Mailgun's webhooks tell it. Mailgun signs a time and a token, and not the event.
import { toHex } from "../lib/bytes.ts";
import { hmacHex, hmacKey } from "../lib/hmac.ts";
import { type JsonObject, parseJson } from "../lib/json.ts";
import { randomBase62 } from "../lib/token.ts";
import type { Letter } from "./letter.ts";
import type { MailEvent, MailReports } from "./mail-course.ts";

export const mailgunReports: MailReports = {
  provider: "mailgun",
  body: (mail, event, at) => {
    const form = parseJson(mail.request) as JsonObject;
    const variables = Object.entries(form)
      .filter(([name]) => name.startsWith("v:"))
      .map(([name, value]) => [name.slice("v:".length), value] as const);
    const recipient = String((mail.facts["to"] as string[])[0]);
    const { from = "", subject = "" } = form;
    const headers = { to: recipient, from, subject, "message-id": mail.id };
    return {
      id: randomBase62(22),
      timestamp: at / 1_000,
      "log-level": "info",
      recipient,
      "user-variables": Object.fromEntries(variables),
      tags: [],
      flags: { "is-test-mode": false },
      message: { headers, attachments: [] },
      ...eventBody(event),
    };
  },
};

function eventBody(event: MailEvent): JsonObject {
  const visitor = { ip: "192.0.2.1", "client-info": { "user-agent": "Simulator" } };
  const status = (code: number, message: string) => ({
    "delivery-status": { code, message, description: "", "attempt-no": 1, tls: true },
  });
  switch (event) {
    case "sent":
      return { event: "accepted", method: "HTTP" };
    case "delivered":
      return { event: "delivered", ...status(250, "OK") };
    case "delivery_delayed":
      return {
        event: "failed",
        severity: "temporary",
        reason: "greylisted",
        ...status(451, "4.7.1 Greylisted, try again later"),
      };
    case "bounced":
      return {
        event: "failed",
        severity: "permanent",
        reason: "bounce",
        ...status(550, "5.1.1 There is no such mailbox."),
      };
    case "suppressed":
      return {
        event: "failed",
        severity: "permanent",
        reason: "suppress-bounce",
        ...status(605, "Not delivering to previously bounced address"),
      };
    case "failed":
      return { event: "rejected", reject: { reason: "The mail was refused.", description: "" } };
    case "clicked":
      return { event: "clicked", url: "https://example.com/", ...visitor };
    case "opened":
      return { event: "opened", ...visitor };
    case "complained":
    case "unsubscribed":
      return { event };
  }
}

export async function mailgunRequest({ url, body, secret, signedAt }: Letter): Promise<Request> {
  const timestamp = String(Math.floor(signedAt / 1_000));
  const token = toHex(crypto.getRandomValues(new Uint8Array(25)));
  const signature = await hmacHex(await hmacKey(secret), timestamp + token);
  return new Request(url, {
    method: "POST",
    headers: { "content-type": "application/json", "user-agent": "mailgun/treq-0.2.1" },
    body: JSON.stringify({
      signature: { timestamp, token, signature },
      "event-data": parseJson(body),
    }),
  });
}
