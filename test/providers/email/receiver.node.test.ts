// Resend's own client, which wraps the reference library of Standard Webhooks, verifies what our tests
// sign; so the signer that the receiver is tested with is the real thing.
import { Resend } from "resend";
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { utf8 } from "../../../src/lib/bytes.ts";
import { email } from "../../../src/providers/email/index.ts";
import { svixHeaders } from "./svix.ts";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const other = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const credentials = { api_key: "re_key_123", webhook_secret: secret };

const theirs = (payload: string, headers: ReturnType<typeof svixHeaders>) => {
  const { "svix-id": id, "svix-timestamp": timestamp, "svix-signature": signature } = headers;
  const { webhooks } = new Resend("re_key_123");
  try {
    webhooks.verify({ payload, headers: { id, timestamp, signature }, webhookSecret: secret });
    return true;
  } catch {
    return false;
  }
};

test("agrees with Resend's client about what is genuine", async () => {
  const now = Date.now();
  const payload = JSON.stringify({ type: "email.delivered", data: { subject: "Grüße 👋" } });
  const good = svixHeaders(secret, utf8(payload), now);
  const forged = svixHeaders(other, utf8(payload), now);
  const cases: [ReturnType<typeof svixHeaders>, boolean][] = [
    [good, true],
    [{ ...good, "svix-signature": `${forged["svix-signature"]} ${good["svix-signature"]}` }, true],
    [{ ...good, "svix-signature": `v1a,AAAA ${good["svix-signature"]}` }, true],
    [forged, false],
    [{ ...good, "svix-id": "msg_other" }, false],
    [{ ...good, "svix-signature": good["svix-signature"].replace("v1,", "v2,") }, false],
    [svixHeaders(secret, utf8(payload), now - 360_000), false],
    [svixHeaders(secret, utf8(payload), now + 360_000), false],
  ];
  for (const [headers, genuine] of cases) {
    expect(theirs(payload, headers)).toBe(genuine);
    const incoming = { raw: utf8(payload), headers: new Headers(headers), now, url: "" };
    expect(await email.receiver.verify(incoming, credentials)).toBe(genuine);
  }
});

test("accepts what the reference library of Standard Webhooks signs, and signs what it accepts", async () => {
  const now = Date.now();
  const payload = JSON.stringify({ type: "email.opened", data: { subject: "Grüße 👋" } });
  const library = new Webhook(secret);
  const id = "msg_1";
  const signature = library.sign(id, new Date(now), payload);
  const timestamp = String(Math.floor(now / 1000));
  const headers = new Headers({
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signature,
  });
  const raw = utf8(payload);
  expect(await email.receiver.verify({ raw, headers, now, url: "" }, credentials)).toBe(true);
  const changed = utf8(payload.replace("opened", "clicked"));
  expect(await email.receiver.verify({ raw: changed, headers, now, url: "" }, credentials)).toBe(
    false,
  );
  const ours = Object.entries(svixHeaders(secret, raw, now)).map(([name, value]) => [
    name.replace("svix-", "webhook-"),
    value,
  ]);
  expect(library.verify(payload, Object.fromEntries(ours))).toEqual(JSON.parse(payload));
});
