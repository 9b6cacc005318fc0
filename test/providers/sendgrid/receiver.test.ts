import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8 } from "../../../src/lib/bytes.ts";
import { sendgrid } from "../../../src/providers/sendgrid/index.ts";
import { sideBySide } from "../../../src/providers/sendgrid/signature.ts";
import { receiverContract } from "../../contract/receiver.ts";
import bounce from "../../fixtures/sendgrid/anymail__bounce_event.json";
import click from "../../fixtures/sendgrid/anymail__click_event.json";
import foreign from "../../fixtures/sendgrid/anymail__compatibility_message_id_from_smtp_id.json";
import delivered from "../../fixtures/sendgrid/anymail__delivered_event.json";
import dropped from "../../fixtures/sendgrid/anymail__dropped_bounced.json";
import open from "../../fixtures/sendgrid/anymail__open_event.json";
import processed from "../../fixtures/sendgrid/anymail__processed_event.json";
import { vectors } from "../../fixtures/sendgrid/vector__event-webhook-signatures.json";
import { mailOf } from "../../support/mail-draft.ts";
import { der, signed, signer } from "./der.ts";

const { receiver } = sendgrid;
const now = 1_700_000_000_000;
const [acme, globex] = [await signer(), await signer()];
const credentials = { api_key: "SG.x", webhook_public_key: acme.publicKey };

const event = (name: string, rest: object = {}) => ({
  email: "Maria@Example.COM",
  timestamp: 1_700_000_000,
  event: name,
  sg_event_id: "ZyjAM5rnQmuI1KFInHQ3Nw",
  sg_message_id: "wrfRRvF7Q0GgwUo2CvDmEA.filter0425p1mdw1.13037.57168B4A1D.0",
  ...rest,
});
const reportOf = (one: unknown) => {
  const [update, ...others] = receiver.parse([one], now);
  if (update?.kind !== "report" || others.length > 0) throw new Error("not one report");
  return update;
};
const factOf = (name: string, rest: object = {}) => reportOf(event(name, rest)).fact;

receiverContract({
  provider: sendgrid,
  credentials,
  otherCredentials: { ...credentials, webhook_public_key: globex.publicKey },
  sign: acme.headers,
  samples: {
    bounce,
    click,
    delivered,
    dropped,
    open,
    processed,
    foreign,
    unsubscribe: [event("unsubscribe")],
    group_resubscribe: [event("group_resubscribe", { asm_group_id: 10 })],
    several: [event("processed"), event("deferred"), event("delivered")],
  },
});

describe("verify", () => {
  const raw = utf8(`${JSON.stringify(delivered)}\r\n`);
  const verify = (
    headers: Record<string, string>,
    { of = credentials as Record<string, unknown>, at = now, body = raw } = {},
  ) =>
    receiver.verify(
      { raw: body, headers: new Headers(headers), now: at, url: "https://gateway.example/hook" },
      of,
    );

  test.each(vectors)("believes the published vector of $timestamp", async (vector) => {
    const headers = {
      "x-twilio-email-event-webhook-signature": vector.signature,
      "x-twilio-email-event-webhook-timestamp": vector.timestamp,
    };
    const of = { api_key: "SG.x", webhook_public_key: vector.public_key };
    const at = Number(vector.timestamp) * 1000;
    expect(await verify(headers, { of, at, body: utf8(vector.payload) })).toBe(true);
    // The line break at the end is signed.
    expect(await verify(headers, { of, at, body: utf8(vector.payload.trim()) })).toBe(false);
    const shifted = { ...headers, "x-twilio-email-event-webhook-timestamp": "1600112503" };
    expect(await verify(shifted, { of, at, body: utf8(vector.payload) })).toBe(false);
  });

  test("believes the new key and the one that it replaces", async () => {
    const headers = await acme.headers(raw, now);
    const rotating = { ...credentials, webhook_public_key: globex.publicKey };
    expect(await verify(headers, { of: rotating })).toBe(false);
    const of = { ...rotating, previous_webhook_public_key: acme.publicKey };
    expect(await verify(headers, { of })).toBe(true);
    expect(await verify(await globex.headers(raw, now), { of })).toBe(true);
  });

  test("believes for a day and an hour, as long as SendGrid tries again, and nothing of the future", async () => {
    const headers = await acme.headers(raw, now);
    expect(await verify(headers, { at: now + 25 * 3_600_000 })).toBe(true);
    expect(await verify(headers, { at: now + 25 * 3_600_000 + 1 })).toBe(false);
    expect(await verify(headers, { at: now - 300_000 })).toBe(true);
    expect(await verify(headers, { at: now - 300_001 })).toBe(false);
  });

  test("believes nothing while no key is set, and nothing under a point off the curve", async () => {
    const headers = await acme.headers(raw, now);
    expect(await verify(headers, { of: { api_key: "SG.x" } })).toBe(false);
    const bytes = Uint8Array.from(atob(acme.publicKey), (char) => char.charCodeAt(0));
    bytes[60] = (bytes[60] ?? 0) ^ 1;
    const webhook_public_key = btoa(String.fromCharCode(...bytes));
    expect(await verify(headers, { of: { api_key: "SG.x", webhook_public_key } })).toBe(false);
  });

  test("takes numbers of every length out of DER, and nothing that is not DER", () => {
    const number = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(number, number, fc.nat(20), fc.nat(255), (r, s, zeros, byte) => {
        r.fill(0, 0, zeros);
        const pair = Uint8Array.from([...r, ...s]);
        expect(sideBySide(der(pair))).toEqual(pair);
        expect(sideBySide(der(pair).slice(0, -1))).toBeNull();
        expect(sideBySide(Uint8Array.from([...der(pair), byte]))).toBeNull();
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const pair = sideBySide(bytes);
        expect(pair === null || pair.length === 64).toBe(true);
      }),
    );
    // Both numbers zero, and a number of 33 bytes.
    expect(sideBySide(Uint8Array.from([0x30, 6, 2, 1, 0, 2, 1, 0]))).toEqual(new Uint8Array(64));
    const long = [2, 33, ...Array<number>(33).fill(1)];
    expect(sideBySide(Uint8Array.from([0x30, 38, ...long, 2, 1, 1]))).toBeNull();
  });

  test("believes no signature of zeros", async () => {
    const seconds = String(now / 1000);
    expect(await verify(signed(seconds, Uint8Array.from([0x30, 6, 2, 1, 0, 2, 1, 0])))).toBe(false);
  });
});

describe("parse", () => {
  test.each([
    ["processed", "sent"],
    ["delivered", "delivered"],
    ["deferred", "delayed"],
    ["spamreport", "complained"],
    ["open", "opened"],
  ])("reads %s as %s, at the event's own time", (name, fact) => {
    expect(reportOf(event(name))).toStrictEqual({
      kind: "report",
      sender: null,
      correlationId: null,
      providerMessageId: "wrfRRvF7Q0GgwUo2CvDmEA",
      person: { phone: null, userId: null, email: "Maria@example.com" },
      fact: { name: fact, at: 1_700_000_000_000, failure: null, details: {} },
    });
  });

  test("finds our correlation id where SendGrid puts what we sent", () => {
    const draft = mailOf({ text: "Hi" });
    const sent = JSON.parse(sendgrid.prepare(draft, { from: "sales@acme.example" }));
    expect(reportOf(event("delivered", sent.custom_args)).correlationId).toBe(draft.correlationId);
    for (const correlation_id of [5, null, {}, "x".repeat(257)]) {
      expect(reportOf(event("delivered", { correlation_id })).correlationId).toBeNull();
    }
  });

  test.each([
    [
      "LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-18-5F5FC76C-9.0",
      "LRzXl_NHStOGhQ4kofSm_A",
    ],
    ["LRzXl_NHStOGhQ4kofSm_A.recvd-84d7d6b9f6-x2k4p-1-64A6F0C1-3.0", "LRzXl_NHStOGhQ4kofSm_A"],
    ["LRzXl_NHStOGhQ4kofSm_A", "LRzXl_NHStOGhQ4kofSm_A"],
    ["14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0", "14c5d75ce93.dfd.64b469"],
    [".filter0001", ".filter0001"],
  ])("knows %s as the mail %s", (sg_message_id, id) => {
    expect(reportOf(event("delivered", { sg_message_id })).providerMessageId).toBe(id);
  });

  test("tells a bounce that is for good from a block", () => {
    expect(reportOf(bounce[0]).fact).toMatchObject({
      name: "bounced",
      at: 1_461_095_250_000,
      failure: {
        code: "recipient_unreachable",
        provider: {
          name: "sendgrid",
          code: "5.1.1",
          details: "bounce",
          message: bounce[0]?.reason,
        },
      },
      details: { hard: true },
    });
    expect(factOf("bounce", { type: "blocked" })).toMatchObject({ details: { hard: false } });
    expect(factOf("bounce")).toMatchObject({ details: { hard: false } });
  });

  test.each([
    ["Bounced Address", "suppressed", "recipient_refused"],
    ["Spam Reporting Address", "suppressed", "recipient_refused"],
    ["Invalid", "suppressed", "recipient_unreachable"],
    ["Unsubscribed Address", "failed", "recipient_opted_out"],
    ["Recipient List over Package Quota", "failed", "provider_quota_exceeded"],
    ["Spam Content (if spam checker app enabled)", "failed", "content_refused"],
    ["Invalid SMTPAPI header", "failed", "provider_refused"],
    [undefined, "failed", "provider_refused"],
  ])("reads what was dropped as %j as %s", (reason, name, code) => {
    expect(factOf("dropped", { reason })).toMatchObject({ name, failure: { code } });
  });

  test.each([
    ["unsubscribe", "marketing"],
    ["group_unsubscribe", "marketing"],
    ["group_resubscribe", "none"],
  ])("reads %s as the person's will", (name, optedOut) => {
    expect(receiver.parse([event(name)], now)).toStrictEqual([
      {
        kind: "consent",
        sender: null,
        person: { phone: null, userId: null, email: "Maria@example.com" },
        optedOut,
        reason: name,
        at: 1_700_000_000_000,
      },
    ]);
    expect(receiver.parse([event(name, { email: "nobody" })], now)).toMatchObject([
      { kind: "unknown" },
    ]);
  });

  test("keeps the link that was clicked, and says when a machine opened it", () => {
    expect(reportOf(click[0]).fact.details).toEqual({ link: "http://www.example.com" });
    expect(factOf("open", { sg_machine_open: true }).details).toEqual({ machine: true });
  });

  test("reads each of 300 events by itself, and keeps the one that it does not know", () => {
    const batch: unknown[] = Array.from({ length: 300 }, (_, i) =>
      event("delivered", { timestamp: 1_700_000_000 + i }),
    );
    batch[17] = event("__proto__");
    batch[18] = "not an event";
    const updates = receiver.parse(batch, now);
    expect(updates).toHaveLength(300);
    expect(updates.filter(({ kind }) => kind === "unknown")).toEqual([
      { kind: "unknown", reason: "SendGrid's event __proto__ could not be read." },
      { kind: "unknown", reason: "SendGrid's event without a name could not be read." },
    ]);
  });

  test("takes the time of arrival for a time that cannot be read", () => {
    expect(factOf("delivered", { timestamp: "soon" }).at).toBe(now);
    expect(factOf("delivered", { timestamp: 1e300 }).at).toBe(now);
  });

  test("cuts what mail servers say, and masks whom they name", () => {
    const reason = `550 no john@example.com ${"\ud83d\ude00".repeat(999)}`;
    const message = factOf("bounce", { reason }).failure?.provider?.message ?? "";
    expect(message).toHaveLength(500);
    expect(message).toMatch(/^550 no @example\.com /);
    expect(message.isWellFormed()).toBe(true);
  });
});
