import { describe, expect, test } from "vitest";
import { utf8 } from "../../../src/lib/bytes.ts";
import { postmark } from "../../../src/providers/postmark/index.ts";
import { receiverContract } from "../../contract/receiver.ts";
import bounce from "../../fixtures/postmark/anymail__bounce_event.json";
import nobody from "../../fixtures/postmark/anymail__bounce_unsubscribe_variant.json";
import resubscribe from "../../fixtures/postmark/anymail__resubscribe.json";
import spam from "../../fixtures/postmark/anymail__spam_event.json";
import unsubscribe from "../../fixtures/postmark/anymail__unsubscribe.json";
import { mailOf } from "../../support/mail-draft.ts";

const { receiver } = postmark;
const now = 1_700_000_000_000;
const credentials = {
  server_token: "token",
  webhook_username: "leadwire",
  webhook_password: "a:long:password",
};
const basic = (user: string, password: string) => ({
  authorization: `Basic ${btoa(`${user}:${password}`)}`,
});

const at = "2026-11-20T09:59:58.1234567-05:00";
const event = (RecordType: string, rest: object = {}) => ({
  RecordType,
  MessageID: "883953f4-6105-42a2-a16a-77a8eac79483",
  Recipient: "Maria@Example.COM",
  DeliveredAt: at,
  BouncedAt: at,
  ReceivedAt: at,
  ChangedAt: at,
  ServerID: 23,
  MessageStream: "outbound",
  ...rest,
});
const reportOf = (body: unknown) => {
  const [update, ...others] = receiver.parse(body, now);
  if (update?.kind !== "report" || others.length > 0) throw new Error("not one report");
  return update;
};
const bounceOf = (Type: string, rest: object = {}) =>
  receiver.parse(event("Bounce", { Type, Email: "maria@example.com", ...rest }), now)[0];

receiverContract({
  provider: postmark,
  credentials,
  otherCredentials: { ...credentials, webhook_password: "another" },
  sign: () => Promise.resolve(basic("leadwire", "a:long:password")),
  signsBody: false,
  samples: {
    bounce,
    spam,
    unsubscribe,
    resubscribe,
    delivery: event("Delivery"),
    click: event("Click", { OriginalLink: "https://acme.example/" }),
  },
});

describe("verify", () => {
  const verify = (headers: Record<string, string>, of: Record<string, unknown> = credentials) =>
    receiver.verify({ raw: utf8("{}"), headers: new Headers(headers), now, url: "" }, of);

  test("believes nobody else's name, and no part of the password", async () => {
    expect(await verify(basic("leadwire", "a:long:password"))).toBe(true);
    for (const [user, password] of [
      ["Leadwire", "a:long:password"],
      ["", "a:long:password"],
      ["leadwire", ""],
      ["leadwire", "a:long:passwor"],
      ["leadwire", "a:long:password "],
      ["leadwire:a", "long:password:"],
    ] as const) {
      expect(await verify(basic(user, password))).toBe(false);
    }
    expect(await verify({ authorization: `Bearer ${btoa("leadwire:a:long:password")}` })).toBe(
      false,
    );
  });

  test("believes the new password and the one that it replaces", async () => {
    const of = {
      ...credentials,
      webhook_password: "new",
      previous_webhook_password: "a:long:password",
    };
    expect(await verify(basic("leadwire", "new"), of)).toBe(true);
    expect(await verify(basic("leadwire", "a:long:password"), of)).toBe(true);
    expect(await verify(basic("leadwire", "other"), of)).toBe(false);
  });

  test("believes nothing while no password is set", async () => {
    expect(await verify(basic("", ""), { server_token: "token" })).toBe(false);
    expect(await verify(basic("undefined", "undefined"), { server_token: "token" })).toBe(false);
  });
});

describe("parse", () => {
  test.each([
    ["Delivery", "delivered"],
    ["Open", "opened"],
    ["SpamComplaint", "complained"],
  ])("reads %s as %s, at the event's own time", (type, name) => {
    expect(reportOf(event(type))).toStrictEqual({
      kind: "report",
      sender: null,
      correlationId: null,
      providerMessageId: "883953f4-6105-42a2-a16a-77a8eac79483",
      person: { phone: null, userId: null, email: "Maria@example.com" },
      fact: { name, at: Date.parse("2026-11-20T14:59:58.123Z"), failure: null, details: {} },
    });
  });

  test("finds our correlation id in the metadata that we sent", () => {
    const draft = mailOf({ text: "Hi" });
    const sent = JSON.parse(postmark.prepare(draft, { from: "sales@acme.example" }));
    expect(reportOf(event("Delivery", { Metadata: sent.Metadata })).correlationId).toBe(
      draft.correlationId,
    );
    expect(reportOf(event("Delivery", { Metadata: "x" })).correlationId).toBeNull();
  });

  test("knows a complaint by its address and the mail by its id", () => {
    expect(reportOf(spam)).toMatchObject({
      providerMessageId: spam.MessageID,
      person: { email: "spam@example.com" },
      fact: { name: "complained", at: Date.parse("2016-04-27T20:28:50.396Z") },
    });
  });

  test.each([
    ["HardBounce", {}, true],
    ["BadEmailAddress", {}, true],
    ["SoftBounce", {}, false],
    ["SoftBounce", { Inactive: true }, true],
    ["Blocked", {}, false],
    ["SpamNotification", {}, false],
    ["DnsError", {}, false],
    ["Unknown", {}, false],
    ["DMARCPolicy", {}, false],
  ])("tells a bounce that is for good: %s %j", (type, rest, hard) => {
    expect(bounceOf(type, rest)).toMatchObject({
      fact: {
        name: "bounced",
        failure: { code: "recipient_unreachable", provider: { name: "postmark", code: type } },
        details: { hard },
      },
    });
  });

  test("keeps the mail server's words beside a bounce", () => {
    expect(reportOf(bounce).fact).toMatchObject({
      name: "bounced",
      failure: { provider: { message: bounce.Details, details: bounce.Description } },
      details: { hard: true },
    });
  });

  test.each([
    ["Transient", "delayed"],
    ["SpamComplaint", "complained"],
    ["ManuallyDeactivated", "suppressed"],
    ["SMTPApiError", "failed"],
    ["TemplateRenderingFailed", "failed"],
  ])("reads a bounce of the type %s as %s", (type, name) => {
    expect(bounceOf(type)).toMatchObject({ kind: "report", fact: { name } });
  });

  test.each(["AutoResponder", "AddressChange", "ChallengeVerification", "OpenRelayTest"])(
    "keeps a bounce of the type %s: it says nothing about the delivery",
    (type) => {
      const reason = `Postmark's event Bounce ${type} could not be read.`;
      expect(bounceOf(type)).toEqual({ kind: "unknown", reason });
    },
  );

  test("reads a person's will, whoever wrote it down", () => {
    expect(receiver.parse(unsubscribe, now)).toStrictEqual([
      {
        kind: "consent",
        sender: null,
        person: { phone: null, userId: null, email: "john@example.com" },
        optedOut: "marketing",
        reason: "ManualSuppression",
        at: Date.parse("2022-06-05T17:17:32Z"),
      },
    ]);
    expect(receiver.parse(resubscribe, now)).toMatchObject([
      { kind: "consent", optedOut: "none", at: Date.parse("2022-06-05T17:17:32Z") },
    ]);
    expect(bounceOf("Unsubscribe")).toMatchObject({ kind: "consent", optedOut: "marketing" });
    expect(bounceOf("Subscribe")).toMatchObject({ kind: "consent", optedOut: "none" });
    expect(receiver.parse(nobody, now)).toMatchObject([{ kind: "unknown" }]);
  });

  test.each([
    ["HardBounce", "suppressed"],
    ["SpamComplaint", "complained"],
  ])(
    "reads an address that Postmark shut off after a %s as %s, and as nobody's wish",
    (SuppressionReason, name) => {
      const change = { ...unsubscribe, SuppressionReason };
      expect(reportOf(change)).toMatchObject({
        person: { email: "john@example.com" },
        fact: { name, at: Date.parse("2022-06-05T17:17:32Z") },
      });
      expect(receiver.parse({ ...change, MessageID: "" }, now)).toMatchObject([
        { kind: "unknown" },
      ]);
    },
  );

  test("keeps the link that was clicked", () => {
    const click = event("Click", { OriginalLink: "https://acme.example/offer" });
    expect(reportOf(click).fact).toMatchObject({
      name: "clicked",
      details: { link: "https://acme.example/offer" },
    });
  });

  test.each(["Inbound", "SubscriptionChange", "__proto__"])("keeps %s as unknown", (type) => {
    expect(receiver.parse(event(type), now)).toEqual([
      { kind: "unknown", reason: `Postmark's event ${type} could not be read.` },
    ]);
  });

  test("takes the time of arrival for a time that cannot be read", () => {
    expect(reportOf(event("Delivery", { DeliveredAt: "soon" })).fact.at).toBe(now);
  });
});
