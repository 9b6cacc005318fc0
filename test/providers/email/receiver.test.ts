import { describe, expect, test } from "vitest";
import { utf8 } from "../../../src/lib/bytes.ts";
import { email } from "../../../src/providers/email/index.ts";
import { receiverContract } from "../../contract/receiver.ts";
import complained from "../../fixtures/resend/anymail__complained_event.json";
import delivered from "../../fixtures/resend/anymail__delivered_event.json";
import delayed from "../../fixtures/resend/anymail__delivery_delayed_event.json";
import bounced from "../../fixtures/resend/anymail__hard_bounced_event.json";
import suppressed from "../../fixtures/resend/anymail__suppressed_event.json";
import svixVector from "../../fixtures/resend/vector__svix-headers.json";
import vector from "../../fixtures/standard-webhooks/vector__v1-hmac.json";
import { svixHeaders, svixSignature } from "./svix.ts";

const { receiver } = email;
const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const otherSecret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const credentials = { api_key: "re_key_123", webhook_secret: secret };
const now = 1_700_000_000_000;

const event = (type: string, rest: object = {}) => ({
  type,
  created_at: "2026-11-20T09:59:58.123Z",
  data: {
    created_at: "2026-11-20T09:00:00.000Z",
    email_id: "56761188-7520-42d8-8898-ff6fc54ce618",
    message_id: "<56761188@acme.example>",
    from: "Acme <sales@acme.example>",
    to: ["Maria@Example.COM"],
    subject: "Hi",
    ...rest,
  },
});

const reportOf = (body: unknown) => {
  const [update, ...others] = receiver.parse(body, now);
  if (update?.kind !== "report" || others.length > 0) throw new Error("not one report");
  return update;
};
const factOf = (type: string, rest: object = {}) => reportOf(event(type, rest)).fact;

receiverContract({
  provider: email,
  credentials,
  otherCredentials: { ...credentials, webhook_secret: otherSecret },
  sign: (raw, at) => Promise.resolve(svixHeaders(secret, raw, at)),
  samples: {
    delivered,
    delayed,
    complained,
    bounced,
    suppressed,
    clicked: event("email.clicked", { click: { link: "https://acme.example/" } }),
    failed: event("email.failed", { failed: { reason: "reached_daily_quota" }, tags: { a: "b" } }),
  },
});

describe("verify", () => {
  const body = utf8(JSON.stringify(delivered));
  const verify = (
    headers: Record<string, string>,
    { of = credentials as Record<string, unknown>, at = now, raw = body } = {},
  ) => receiver.verify({ raw, headers: new Headers(headers), now: at, url: "" }, of);

  test("believes the published vectors", async () => {
    const at = vector.timestamp * 1000;
    const raw = utf8(vector.payload);
    expect(await verify(svixVector.headers, { at, raw })).toBe(true);
    const headers = {
      "webhook-id": vector.id,
      "webhook-timestamp": String(vector.timestamp),
      "webhook-signature": vector.signature_header,
    };
    expect(await verify(headers, { at, raw })).toBe(true);
    const altered = vector.signature_header.replace("OE=", "OA=");
    expect(await verify({ ...headers, "webhook-signature": altered }, { at, raw })).toBe(false);
  });

  test("believes the new secret and the one that it replaces", async () => {
    const headers = svixHeaders(secret, body, now);
    const rotating = { ...credentials, webhook_secret: otherSecret };
    expect(await verify(headers, { of: rotating })).toBe(false);
    const of = { ...rotating, previous_webhook_secret: secret };
    expect(await verify(headers, { of })).toBe(true);
    expect(await verify(svixHeaders(otherSecret, body, now), { of })).toBe(true);
  });

  test("finds the right one among several signatures and skips versions it does not know", async () => {
    const headers = svixHeaders(secret, body, now);
    const right = headers["svix-signature"];
    const wrong = svixHeaders(otherSecret, body, now)["svix-signature"];
    const among = (...list: string[]) => verify({ ...headers, "svix-signature": list.join(" ") });
    expect(await among("v1a,AAAA", wrong, "v2,?", right)).toBe(true);
    expect(await among(wrong, "v1,!", "v1")).toBe(false);
    expect(await among(right.replace("v1,", "v2,"))).toBe(false);
    expect(await among(right.replace("v1,", ""))).toBe(false);
  });

  test("believes nothing older or newer than five minutes", async () => {
    const headers = svixHeaders(secret, body, now);
    for (const offset of [-300_000, 300_000]) {
      expect(await verify(headers, { at: now + offset })).toBe(true);
      expect(await verify(headers, { at: now + offset + Math.sign(offset) })).toBe(false);
    }
  });

  test("does not let the parts of a signed text change places", async () => {
    const raw = utf8("17.{}");
    const seconds = now / 1000;
    const signature = svixSignature(secret, "msg", seconds, raw);
    const headers = (id: string, timestamp: string) => ({
      "svix-id": id,
      "svix-timestamp": timestamp,
      "svix-signature": signature,
    });
    expect(await verify(headers("msg", String(seconds)), { raw })).toBe(true);
    const shifted = headers(`msg.${seconds}`, "17");
    expect(await verify(shifted, { raw: utf8("{}"), at: 17_000 })).toBe(false);
  });

  test("believes nothing while no secret is set", async () => {
    const of = { api_key: "re_key_123" };
    expect(await verify(svixHeaders(secret, body, now), { of })).toBe(false);
  });
});

describe("parse", () => {
  test.each([
    ["email.sent", "sent"],
    ["email.delivered", "delivered"],
    ["email.delivery_delayed", "delayed"],
    ["email.complained", "complained"],
    ["email.opened", "opened"],
  ])("reads %s as %s, at the event's own time", (type, name) => {
    expect(reportOf(event(type))).toStrictEqual({
      kind: "report",
      sender: null,
      correlationId: null,
      providerMessageId: "56761188-7520-42d8-8898-ff6fc54ce618",
      person: { phone: null, userId: null, email: "Maria@example.com" },
      fact: { name, at: Date.parse("2026-11-20T09:59:58.123Z"), failure: null, details: {} },
    });
  });

  test.each(["object", "list"])("finds our correlation id in tags that are an %s", (form) => {
    const draft = {
      messageId: "11111111-2222-8333-8444-555555555555",
      workspaceId: "99999999-2222-4333-8444-555555555555",
      correlationId: "11111111-2222-8333-8444-555555555555.0123456789abcdef",
      to: "maria@example.com",
      outgoing: { kind: "email" as const, subject: "Hi", text: "Hi" },
      tag: null,
      hookPath: "/hooks/email/hook",
    };
    const sent = JSON.parse(email.prepare(draft, { from: "sales@acme.example" }));
    const list: { name: string; value: string }[] = sent.tags;
    for (const { value } of list) expect(value).toMatch(/^[A-Za-z0-9_-]{1,256}$/);
    const tags =
      form === "list" ? list : Object.fromEntries(list.map(({ name, value }) => [name, value]));
    expect(reportOf(event("email.delivered", { tags })).correlationId).toBe(draft.correlationId);
  });

  test.each([null, 5, "x", {}, [], [null], [{ name: "correlation_id", value: 5 }]])(
    "reads an event with the tags %j all the same",
    (tags) => {
      expect(reportOf(event("email.delivered", { tags })).correlationId).toBeNull();
    },
  );

  test("keeps the link that was clicked", () => {
    const click = { link: "https://acme.example/offer", ipAddress: "192.0.2.1", userAgent: "x" };
    expect(factOf("email.clicked", { click })).toMatchObject({
      name: "clicked",
      details: { link: "https://acme.example/offer" },
    });
    expect(factOf("email.clicked")).toMatchObject({ details: {} });
  });

  test.each([
    ["Permanent", "General", "No such user", true, "recipient_unreachable"],
    ["Permanent", "Suppressed", "On the suppression list", true, "recipient_refused"],
    ["Transient", "MailboxFull", "Mailbox full", false, "recipient_unreachable"],
    ["Undetermined", "Undetermined", "It sent a hard bounce?", false, "recipient_unreachable"],
  ])("tells a bounce that is for good: %s %s", (type, subType, message, hard, code) => {
    expect(factOf("email.bounced", { bounce: { type, subType, message } })).toMatchObject({
      name: "bounced",
      failure: { code, provider: { name: "email", code: type, details: subType, message } },
      details: { hard },
    });
  });

  test("reads bounces of the older form by their message", () => {
    expect(reportOf(bounced).fact).toMatchObject({
      at: Date.parse("2023-10-02T18:11:26.101Z"),
      failure: {
        code: "recipient_unreachable",
        provider: { message: bounced.data.bounce.message },
      },
      details: { hard: true },
    });
    expect(reportOf(suppressed).fact).toMatchObject({
      name: "bounced",
      failure: { code: "recipient_refused" },
      details: { hard: true },
    });
    expect(factOf("email.bounced")).toMatchObject({
      failure: { provider: { name: "email" } },
      details: { hard: false },
    });
  });

  test("says why an e-mail failed or was suppressed", () => {
    expect(factOf("email.failed", { failed: { reason: "reached_daily_quota" } })).toMatchObject({
      name: "failed",
      failure: { code: "provider_quota_exceeded", provider: { message: "reached_daily_quota" } },
    });
    expect(factOf("email.failed", { failed: { reason: "domain_gone" } })).toMatchObject({
      failure: { code: "provider_refused", provider: { message: "domain_gone" } },
    });
    const words = { message: "On the list", type: "OnAccountSuppressionList" };
    expect(factOf("email.suppressed", { suppressed: words })).toMatchObject({
      name: "suppressed",
      failure: {
        code: "recipient_refused",
        provider: { message: "On the list", code: "OnAccountSuppressionList" },
      },
    });
  });

  test("cuts what mail servers say", () => {
    const fact = factOf("email.bounced", { bounce: { message: "\ud83d\ude00".repeat(9_999) } });
    const message = fact.failure?.provider?.message ?? "";
    expect(message).toHaveLength(500);
    expect(message.isWellFormed()).toBe(true);
  });

  test.each([
    ["email.scheduled", "email.scheduled"],
    ["email.received", "email.received"],
    ["contact.created", "contact.created"],
    ["__proto__", "__proto__"],
  ])("keeps %s as unknown, by its name", (type, name) => {
    expect(receiver.parse(event(type), now)).toEqual([
      { kind: "unknown", reason: expect.stringContaining(name) },
    ]);
  });

  test("takes the time of arrival for a time that cannot be read", () => {
    const { created_at: _gone, ...rest } = event("email.delivered");
    expect(reportOf(rest).fact.at).toBe(now);
    expect(reportOf({ ...rest, created_at: "soon" }).fact.at).toBe(now);
  });
});
