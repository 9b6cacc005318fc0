import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8 } from "../../../src/lib/bytes.ts";
import { formType } from "../../../src/providers/mailgun/form-data.ts";
import { mailgun } from "../../../src/providers/mailgun/index.ts";
import { parseContract } from "../../contract/receiver.ts";
import clicked from "../../fixtures/mailgun/anymail__clicked_event.json";
import complained from "../../fixtures/mailgun/anymail__complained_event.json";
import delivered from "../../fixtures/mailgun/anymail__delivered_event.json";
import bare from "../../fixtures/mailgun/anymail__delivery_status_is_none_event.json";
import greylisted from "../../fixtures/mailgun/anymail__failed_greylisted_event.json";
import temporary from "../../fixtures/mailgun/anymail__failed_temporary_event.json";
import opened from "../../fixtures/mailgun/anymail__opened_event.json";
import rejected from "../../fixtures/mailgun/anymail__rejected_event.json";
import unsubscribed from "../../fixtures/mailgun/anymail__unsubscribed_event.json";
import vector from "../../fixtures/mailgun/vector__signature.json";
import { mailOf } from "../../support/mail-draft.ts";

const { receiver } = mailgun;
const now = 1_700_000_000_000;
const credentials = { api_key: "key", webhook_signing_key: "signing-key" };

const event = (name: string, rest: object = {}) => ({
  "event-data": {
    event: name,
    id: "ncV2XwymRUKbPek_MIM-Gw",
    timestamp: 1_700_000_000.0495,
    recipient: "Maria@Example.COM",
    message: { headers: { "message-id": "20260718032413.263EE2E0926@mg.acme.example" } },
    "user-variables": {},
    ...rest,
  },
});
const reportOf = (body: unknown) => {
  const [update, ...others] = receiver.parse(body, now);
  if (update?.kind !== "report" || others.length > 0) throw new Error("not one report");
  return update;
};
const factOf = (name: string, rest: object = {}) => reportOf(event(name, rest)).fact;

parseContract({
  provider: mailgun,
  samples: { complained, delivered, greylisted, temporary, opened, rejected, unsubscribed },
});

describe("verify", () => {
  const token = "651869375b9df3c98fc15c4889b102119add1235c38fc92824";
  const signature = (key = "signing-key", at = now) => {
    const timestamp = String(Math.floor(at / 1000));
    const mac = createHmac("sha256", key).update(`${timestamp}${token}`).digest("hex");
    return { timestamp, token, signature: mac };
  };
  const verify = (
    signed: unknown,
    { of = credentials as Record<string, unknown>, at = now, body = delivered as object } = {},
  ) => {
    const raw = utf8(JSON.stringify({ ...body, signature: signed }));
    return receiver.verify({ raw, headers: new Headers(), now: at, url: "" }, of);
  };

  test("believes the published vector", async () => {
    const of = { api_key: "key", webhook_signing_key: vector.signing_key };
    expect(await verify(vector.signature, { of, at: 1_234_567_890_000 })).toBe(true);
    expect(await verify(vector.signature, { at: 1_234_567_890_000 })).toBe(false);
  });

  test("believes nothing unsigned, and nothing whose signature was altered", async () => {
    const good = signature();
    expect(await verify(good)).toBe(true);
    for (const signed of [undefined, null, "x", {}, [good]]) {
      expect(await verify(signed)).toBe(false);
    }
    for (const name of ["timestamp", "token", "signature"] as const) {
      for (const value of ["", "x", "0".repeat(64), `${good[name]}0`, `0${good[name]}`, 5, null]) {
        expect(await verify({ ...good, [name]: value })).toBe(false);
      }
      const { [name]: _gone, ...rest } = good;
      expect(await verify(rest)).toBe(false);
    }
    expect(await verify({ ...good, signature: good.signature.toUpperCase() })).toBe(false);
  });

  test("does not let a part of the token pass for the time", async () => {
    const { timestamp, signature: mac } = signature();
    const shifted = { timestamp: `${timestamp}${token.slice(0, 1)}`, token: token.slice(1) };
    expect(
      await verify({ ...shifted, signature: mac }, { at: Number(shifted.timestamp) * 1000 }),
    ).toBe(false);
  });

  test("believes nothing under somebody else's key, and nothing without one", async () => {
    expect(await verify(signature("other-key"))).toBe(false);
    expect(await verify(signature(), { of: { api_key: "key" } })).toBe(false);
    expect(await verify(signature(), { of: {} })).toBe(false);
  });

  test("believes the new key and the one that it replaces", async () => {
    const of = {
      api_key: "key",
      webhook_signing_key: "new-key",
      previous_webhook_signing_key: "signing-key",
    };
    expect(await verify(signature(), { of })).toBe(true);
    expect(await verify(signature("new-key"), { of })).toBe(true);
  });

  test("believes for nine hours, an hour longer than Mailgun tries again, and nothing of the future", async () => {
    const hours = 9 * 3_600_000;
    expect(await verify(signature(), { at: now + hours })).toBe(true);
    expect(await verify(signature(), { at: now + hours + 1 })).toBe(false);
    expect(await verify(signature(), { at: now - 300_000 })).toBe(true);
    expect(await verify(signature(), { at: now - 300_001 })).toBe(false);
  });

  test("never throws on any bytes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (text) => {
        const incoming = { raw: utf8(text), headers: new Headers(), now, url: "" };
        expect(await receiver.verify(incoming, credentials)).toBe(false);
      }),
    );
  });
});

describe("parse", () => {
  test.each([
    ["accepted", "sent"],
    ["delivered", "delivered"],
    ["opened", "opened"],
    ["complained", "complained"],
  ])("reads %s as %s, at the event's own time", (name, fact) => {
    expect(reportOf(event(name))).toStrictEqual({
      kind: "report",
      sender: null,
      correlationId: null,
      providerMessageId: "20260718032413.263EE2E0926@mg.acme.example",
      person: { phone: null, userId: null, email: "Maria@example.com" },
      fact: { name: fact, at: 1_700_000_000_049, failure: null, details: {} },
    });
  });

  test("finds our correlation id in the variables that we sent", async () => {
    const draft = mailOf({ text: "Hi" });
    const settings = { from: "a@mg.acme.example", domain: "mg.acme.example" };
    const body = mailgun.prepare(draft, settings);
    const headers = { "content-type": formType(body) };
    const form = await new Response(body, { headers }).formData();
    const variables = [...form].filter(([name]) => name.startsWith("v:"));
    const sent = Object.fromEntries(variables.map(([name, value]) => [name.slice(2), value]));
    expect(reportOf(event("delivered", { "user-variables": sent })).correlationId).toBe(
      draft.correlationId,
    );
    expect(reportOf(event("delivered", { "user-variables": [] })).correlationId).toBeNull();
  });

  test("knows a mail by the id that the answer to the send gave, with or without its brackets", () => {
    const message = { headers: { "message-id": "<a.b@mg.acme.example>" } };
    expect(reportOf(event("delivered", { message })).providerMessageId).toBe("a.b@mg.acme.example");
  });

  test.each([
    ["bounce", {}, "recipient_unreachable", true],
    ["generic", {}, "recipient_unreachable", false],
    ["old", {}, "recipient_unreachable", false],
    ["espblock", {}, "recipient_unreachable", false],
    ["generic", { "bounce-type": "hard" }, "recipient_unreachable", true],
    ["bounce", { "bounce-type": "soft" }, "recipient_unreachable", false],
  ])("tells a bounce that is for good: %s %j", (reason, status, code, hard) => {
    const words = { code: 550, message: "No such user", ...status };
    expect(
      factOf("failed", { severity: "permanent", reason, "delivery-status": words }),
    ).toMatchObject({
      name: "bounced",
      failure: {
        code,
        provider: { name: "mailgun", code: "550", message: "No such user", details: reason },
      },
      details: { hard },
    });
  });

  test.each([
    ["suppress-bounce", "suppressed", "recipient_refused"],
    ["suppress-complaint", "suppressed", "recipient_refused"],
    ["suppress-unsubscribe", "failed", "recipient_opted_out"],
  ])("reads %s as %s", (reason, name, code) => {
    expect(factOf("failed", { severity: "permanent", reason })).toMatchObject({
      name,
      failure: { code },
    });
  });

  test("reads what Mailgun tries again as a delay", () => {
    expect(reportOf(greylisted).fact).toMatchObject({ name: "delayed", failure: null });
    expect(reportOf(temporary).fact.at).toBe(1_534_111_899_659);
  });

  test("says why Mailgun did not send what it took", () => {
    expect(reportOf(rejected)).toMatchObject({
      person: { email: null },
      fact: {
        name: "failed",
        failure: {
          code: "provider_refused",
          provider: { message: rejected["event-data"].reject.reason },
        },
      },
    });
  });

  test("reads who leaves the list as the person's will, and nothing as their return", () => {
    expect(receiver.parse(unsubscribed, now)).toStrictEqual([
      {
        kind: "consent",
        sender: null,
        person: { phone: null, userId: null, email: "recipient@example.com" },
        optedOut: "marketing",
        reason: "unsubscribed",
        at: 1_377_213_791_421,
      },
    ]);
    expect(receiver.parse(event("unsubscribed", { recipient: "nobody" }), now)).toMatchObject([
      { kind: "unknown" },
    ]);
  });

  test("keeps the link that was clicked", () => {
    const url = "https://acme.example/offer";
    expect(factOf("clicked", { url })).toMatchObject({ name: "clicked", details: { link: url } });
  });

  test.each([
    ["an event about no mail", clicked, "clicked"],
    ["an event of nothing but its name", bare, "accepted"],
    ["a mail that was kept", event("stored"), "stored"],
    ["a return to the list, which Mailgun does not report", event("subscribed"), "subscribed"],
    ["a name that objects have", event("__proto__"), "__proto__"],
  ])("keeps %s as unknown", (_what, body, name) => {
    expect(receiver.parse(body, now)).toEqual([
      { kind: "unknown", reason: `Mailgun's event ${name} could not be read.` },
    ]);
  });
});
