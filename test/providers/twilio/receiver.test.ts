import { describe, expect, test } from "vitest";
import { utf8 } from "../../../src/lib/bytes.ts";
import { twilio } from "../../../src/providers/twilio/index.ts";
import { receiverContract } from "../../contract/receiver.ts";
import vectors from "../../fixtures/twilio/vector__x-twilio-signature.json";
import {
  accountSid,
  formOf,
  inboundFields,
  messageSid,
  ours,
  serviceSid,
  statusFields,
  theirs,
  twilioSignature,
} from "./forms.ts";

const { receiver } = twilio;
const credentials = { auth_token: "tok-0123456789" };
const settings = { account_sid: accountSid, from: ours };
const url = "https://gateway.example/hook";
const now = Date.parse("2026-11-20T10:00:00Z");
const person = { phone: theirs, userId: null, email: null };

const body = (params: Record<string, string>, correlationId: string | null = null) => ({
  params,
  correlationId,
});
const parse = (params: Record<string, string>) => receiver.parse(body(params), now);
const reportOf = (status: string, rest: Record<string, string> = {}) => {
  const [update, ...others] = parse(statusFields(status, rest));
  if (update?.kind !== "report" || others.length > 0) throw new Error("not one report");
  return update;
};

receiverContract({
  provider: twilio,
  credentials,
  otherCredentials: { auth_token: "somebody-elses" },
  sign: (raw) =>
    Promise.resolve({ "x-twilio-signature": twilioSignature(credentials.auth_token, url, raw) }),
  samples: {
    delivered: body(statusFields("delivered"), "a.b"),
    undelivered: body(statusFields("undelivered", { ErrorCode: "30003" })),
    text: body(inboundFields("Hello")),
    photo: body(
      inboundFields("", {
        NumMedia: "1",
        MediaUrl0: "https://x/1",
        MediaContentType0: "image/png",
      }),
    ),
    stop: body(inboundFields("stop", { OptOutType: "STOP" })),
  },
});

describe("verify", () => {
  const raw = formOf(statusFields("delivered"));
  const hook = "/hooks/twilio/h1?c=a.b";
  const verify = (
    signedFor: string,
    {
      at = `https://inside.example${hook}`,
      of = {} as Record<string, unknown>,
      token = credentials.auth_token,
      creds = credentials as Record<string, unknown>,
    } = {},
  ) => {
    const headers = new Headers({ "x-twilio-signature": twilioSignature(token, signedFor, raw) });
    return receiver.verify({ raw, headers, now, url: at }, creds, { ...settings, ...of });
  };

  test.each([vectors.form_vector, vectors.status_callback_vector_computed_here])(
    "believes the published vector for $url",
    async ({ auth_token, url: signed, params, signature }) => {
      const incoming = {
        raw: formOf(params),
        headers: new Headers({ "x-twilio-signature": signature }),
        now,
        url: signed,
      };
      expect(await receiver.verify(incoming, { auth_token })).toBe(true);
      expect(await receiver.verify({ ...incoming, url: `${signed}0` }, { auth_token })).toBe(false);
    },
  );

  test("does not believe a body in JSON, which Twilio sends for no message", async () => {
    const { auth_token, url: signed, body: json, signature } = vectors.json_vector;
    const headers = new Headers({ "x-twilio-signature": signature });
    const incoming = { raw: utf8(json), headers, now, url: signed };
    expect(await receiver.verify(incoming, { auth_token })).toBe(false);
  });

  test("checks the address that Twilio was given, whatever the proxy before us makes of it", async () => {
    const public_url = "https://gw.example/sms";
    expect(await verify(`https://gw.example/sms${hook}`, { of: { public_url } })).toBe(true);
    expect(await verify(`https://gw.example/sms${hook}`)).toBe(false);
    expect(await verify(`https://evil.example/sms${hook}`, { of: { public_url } })).toBe(false);
    // Who calls the gateway directly, as the simulator does, signs the address that it calls.
    expect(await verify(`https://inside.example${hook}`, { of: { public_url } })).toBe(true);
  });

  test("believes a port that Twilio wrote and we do not see, and one it left out", async () => {
    expect(await verify(`https://inside.example:443${hook}`)).toBe(true);
    const at = `https://inside.example:8443${hook}`;
    expect(await verify(`https://inside.example${hook}`, { at })).toBe(true);
    expect(await verify(`https://inside.example:8443${hook}`, { at })).toBe(true);
    expect(await verify(`https://inside.example:444${hook}`, { at })).toBe(false);
  });

  test("lets nobody change the message that a report is about", async () => {
    expect(await verify("https://inside.example/hooks/twilio/h1?c=other")).toBe(false);
    expect(await verify("https://inside.example/hooks/twilio/h2?c=a.b")).toBe(false);
  });

  test("believes the new token and the one that it replaces", async () => {
    const signed = `https://inside.example${hook}`;
    const creds = { auth_token: "new", previous_auth_token: "old" };
    expect(await verify(signed, { creds, token: "old" })).toBe(true);
    expect(await verify(signed, { creds, token: "new" })).toBe(true);
    expect(await verify(signed, { creds, token: "older" })).toBe(false);
  });
});

describe("decode", () => {
  test("reads the form and the id of our message in the address", () => {
    const form = new TextDecoder().decode(formOf({ Body: "a & b = ü", To: "" }));
    expect(receiver.decode?.(form, "https://gw.example/hooks/twilio/h?c=m.1")).toEqual({
      params: { Body: "a & b = ü", To: "" },
      correlationId: "m.1",
    });
    expect(receiver.decode?.("", "not an address")).toEqual({ params: {}, correlationId: null });
  });
});

describe("a status", () => {
  test.each([
    ["sent", "sent"],
    ["delivered", "delivered"],
    ["read", "read"],
  ])("%s is the fact %s at the moment of its arrival", (status, name) => {
    expect(receiver.parse(body(statusFields(status), "m.1"), now)).toStrictEqual([
      {
        kind: "report",
        sender: ours,
        correlationId: "m.1",
        providerMessageId: messageSid,
        person,
        fact: { name, at: now, failure: null, details: {} },
      },
    ]);
  });

  test.each([
    ["30001", "provider_busy"],
    ["30002", "account_refused"],
    ["30003", "recipient_unreachable"],
    ["30004", "recipient_refused"],
    ["30005", "recipient_unreachable"],
    ["30006", "recipient_unreachable"],
    ["30007", "content_refused"],
    ["30008", "provider_refused"],
    ["30034", "account_refused"],
    ["21610", "recipient_opted_out"],
    ["20003", "provider_refused"],
  ])("of undelivered with %s fails as %s", (ErrorCode, code) => {
    const { fact } = reportOf("undelivered", { ErrorCode, ErrorMessage: `no ${theirs}` });
    expect(fact).toMatchObject({
      name: "failed",
      failure: { code, provider: { name: "twilio", code: Number(ErrorCode), message: "no +1…42" } },
    });
    expect(fact.failure?.message).toMatch(/\.$/);
  });

  test.each(["failed", "canceled"])("%s without a code fails as well", (status) => {
    expect(reportOf(status).fact).toMatchObject({
      name: "failed",
      failure: { code: "provider_refused", provider: { name: "twilio" } },
    });
  });

  test.each(["accepted", "scheduled", "queued", "sending"])("%s says nothing yet", (status) => {
    expect(parse(statusFields(status))).toEqual([]);
  });

  test("that is unheard of is kept", () => {
    expect(parse(statusFields("partially_delivered"))).toEqual([
      { kind: "unknown", reason: expect.stringContaining("partially_delivered") },
    ]);
  });

  test("of an RCS message is about the same person", () => {
    expect(reportOf("read", { To: `rcs:${theirs}` }).person).toEqual(person);
  });
});

describe("an SMS", () => {
  test("is a message of the person", () => {
    expect(parse(inboundFields("Grüße"))).toStrictEqual([
      {
        kind: "message",
        sender: ours,
        from: person,
        providerMessageId: messageSid,
        at: now,
        type: "text",
        text: "Grüße",
        profileName: null,
        opensWindow: true,
        details: {},
      },
    ]);
  });

  test("carries media", () => {
    const media = `https://api.twilio.com/2010-04-01/Accounts/${accountSid}/Messages/MM1/Media/`;
    const [update] = parse(
      inboundFields("", {
        NumMedia: "3",
        MediaUrl0: `${media}ME1`,
        MediaContentType0: "image/jpeg",
        MediaUrl1: `${media}ME2`,
        MediaContentType1: "text/x-vcard",
        MediaUrl2: "javascript:alert(1)",
      }),
    );
    expect(update).toMatchObject({
      type: "image",
      text: null,
      details: {
        media: { id: "MM1/Media/ME1", mime_type: "image/jpeg" },
        further_media: [{ id: "MM1/Media/ME2", mime_type: "text/x-vcard" }],
      },
    });
    expect(JSON.stringify(update)).not.toContain("javascript");
  });

  test.each([{ From: "whatsapp:+12025550142" }, { From: "24273" }, { From: "" }])(
    "of %j is kept: it names nobody who could be answered",
    (rest) => {
      expect(parse(inboundFields("Hi", rest))).toMatchObject([{ kind: "unknown" }]);
    },
  );
});

describe("the person's will", () => {
  const wills = (text: string, rest: Record<string, string> = {}) =>
    parse(inboundFields(text, rest)).flatMap((update) =>
      update.kind === "consent" ? update.optedOut : [],
    );

  test.each(["STOP", " stop\n", "Unsubscribe", "STOPALL", "CANCEL", "end", "quit"])(
    "%j ends everything, and is a message as well",
    (text) => {
      expect(parse(inboundFields(text))).toMatchObject([
        { kind: "message", text },
        {
          kind: "consent",
          sender: ours,
          person,
          optedOut: "all",
          reason: text.trim().toUpperCase(),
          at: now,
        },
      ]);
    },
  );

  test.each(["START", "yes", "UnStop"])("%j lifts it", (text) => {
    expect(wills(text)).toEqual(["none"]);
  });

  test.each(["Stop it", "please stop", "S T O P", "STOP.", "HELP", ""])(
    "%j says nothing about it",
    (text) => {
      expect(wills(text)).toEqual([]);
    },
  );

  test("is what Twilio says it is, where the account has words of its own", () => {
    expect(wills("BASTA", { OptOutType: "STOP" })).toEqual(["all"]);
    expect(wills("STOP", { OptOutType: "HELP" })).toEqual([]);
    expect(wills("DALE", { OptOutType: "START" })).toEqual(["none"]);
  });
});

describe("concerns", () => {
  const pooled = { MessagingServiceSid: serviceSid };
  const concerns = (rest: Record<string, string>, of: Record<string, unknown>) =>
    [...parse(inboundFields("STOP", rest)), reportOf("sent", rest)].map((update) =>
      receiver.concerns(update, of),
    );

  test("an account of a number takes what is about it, in a messaging service or not", () => {
    expect(concerns({}, settings)).toEqual([true, true, true]);
    expect(concerns(pooled, settings)).toEqual([true, true, true]);
    const others = { ...settings, from: "+15017122662" };
    expect(concerns({}, others)).toEqual([false, false, false]);
  });

  test("an account of a service takes what is about any of its numbers", () => {
    const of = { account_sid: accountSid, messaging_service_sid: serviceSid };
    expect(concerns(pooled, of)).toEqual([true, true, true]);
    expect(concerns({}, of)).toEqual([false, false, false]);
  });
});

test("Twilio is answered with nothing that it would send on to the person", () => {
  expect(receiver.answer).toEqual({ type: "text/xml", body: "<Response/>" });
});
