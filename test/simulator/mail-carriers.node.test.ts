// The pretend SendGrid, Postmark and Mailgun: what they take, what they refuse, and what they report. The
// vendors' own code looks at it where there is some; test/simulator/routes.node.test.ts has their clients.
import { createHmac } from "node:crypto";
import { EventWebhook } from "@sendgrid/eventwebhook";
import { describe, expect, test } from "vitest";
import { utf8 } from "../../src/lib/bytes.ts";
import { mailgun } from "../../src/providers/mailgun/index.ts";
import { postmark } from "../../src/providers/postmark/index.ts";
import type { Provider } from "../../src/providers/provider.ts";
import { sendgrid } from "../../src/providers/sendgrid/index.ts";
import { sendgridPublicKey } from "../../src/simulator/sendgrid-key.ts";
import captured from "../fixtures/mailgun/sdk-request-captures.json" with { type: "json" };
import capturedPostmark from "../fixtures/postmark/sdk-request-captures.json" with { type: "json" };
import capturedSendgrid from "../fixtures/sendgrid/sdk-request-captures.json" with { type: "json" };
import { type Delivery, world } from "./world.ts";

type World = ReturnType<typeof world>;
type Refusal = [what: string, change: object, status: number, said: object];

const post = (
  { simulator }: World,
  url: string,
  headers: Record<string, string>,
  body: string | object | URLSearchParams,
) =>
  simulator.fetch(
    new Request(url, {
      method: "POST",
      headers,
      body:
        typeof body === "string" || body instanceof URLSearchParams ? body : JSON.stringify(body),
    }),
  );

const last = (deliveries: Delivery[]): Delivery => {
  const one = deliveries.at(-1);
  if (!one) throw new Error("nothing was delivered");
  return one;
};

/** What our own receiver makes of everything that was delivered: the names of facts, and people's wills. */
const understood = ({ receiver }: Provider, deliveries: Delivery[]): string[] =>
  deliveries
    .flatMap(({ at, body }) => receiver.parse(JSON.parse(body), at))
    .map((update) =>
      update.kind === "report"
        ? update.fact.name
        : update.kind === "consent"
          ? update.optedOut
          : update.kind,
    );

const verifies = async (
  { receiver }: Provider,
  { at, body, headers }: Delivery,
  credentials: Record<string, unknown>,
) => receiver.verify({ raw: utf8(body), headers, now: at, url: "" }, credentials);

describe("SendGrid", () => {
  const url = "https://api.sendgrid.com/v3/mail/send";
  const mail = {
    personalizations: [{ to: [{ email: "john@example.com" }] }],
    from: { email: "hello@example.com", name: "Acme" },
    subject: "Follow-up",
    content: [
      { type: "text/plain", value: "Hi John" },
      { type: "text/html", value: "<p>Hi John</p>" },
    ],
    custom_args: { correlation_id: "m.0123" },
  };
  const to = (email: string) => ({ personalizations: [{ to: [{ email }] }] });
  const send = (of: World, change: object = {}, key = "SG.x.y") =>
    post(of, url, { authorization: `Bearer ${key}` }, { ...mail, ...change });

  test("accepts a mail with nothing but an id in a header, and puts it into the mailbox", async () => {
    const of = world();
    const response = await send(of);
    expect([response.status, await response.text()]).toEqual([202, ""]);
    const id = response.headers.get("x-message-id");
    expect(id).toMatch(/^\w{22}$/);
    expect(of.view().mailbox).toEqual([
      {
        id,
        at: "2026-04-05T14:30:00Z",
        provider: "sendgrid",
        from: '"Acme" <hello@example.com>',
        to: ["john@example.com"],
        subject: "Follow-up",
        text: "Hi John",
        html: "<p>Hi John</p>",
        outcome: "delivered",
        request: mail,
      },
    ]);
  });

  test("accepts what SendGrid's own client sends", async () => {
    const { body = "", headers } = capturedSendgrid[0] ?? {};
    const response = await post(
      world(),
      url,
      { authorization: headers?.authorization ?? "" },
      body,
    );
    expect(response.status).toBe(202);
  });

  test.each<Refusal>([
    ["no subject", { subject: undefined }, 400, { field: "subject" }],
    [
      "an empty part",
      { content: [{ type: "text/plain", value: "" }] },
      400,
      { field: "content.0.value" },
    ],
    ["HTML before text", { content: [...mail.content].reverse() }, 400, { field: "content" }],
    ["no address", to("john"), 400, { field: "personalizations.0.to.0.email" }],
    [
      "an unknown member",
      { replyTo: "x" },
      400,
      { message: "Additional property replyTo is not allowed" },
    ],
    ["an argument that is no text", { custom_args: { a: 1 } }, 400, { field: "custom_args.a" }],
    [
      "arguments of 10,000 bytes",
      { custom_args: { a: "x".repeat(10_000) } },
      400,
      { field: "custom_args" },
    ],
    [
      "a sender on an unverified domain",
      { from: { email: "a@unverified.example" } },
      403,
      { field: "from" },
    ],
    ["rate-limited@", to("rate-limited@example.com"), 429, { message: "too many requests" }],
    ["quota@", to("quota@example.com"), 401, { message: "Maximum credits exceeded" }],
    ["blocked@", to("blocked@example.com"), 400, { field: "content" }],
    ["broken@", to("broken@example.com"), 500, { message: "internal server error" }],
  ])("refuses %s", async (_what, change, status, said) => {
    const of = world();
    const response = await send(of, change);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ errors: [said] });
    expect(of.view().mailbox).toEqual([]);
  });

  test("refuses a key that is none, and one that may not send", async () => {
    expect((await send(world(), {}, "re_x")).status).toBe(401);
    expect((await send(world(), {}, "SG.no_send")).status).toBe(403);
  });

  test("sends nothing from the sandbox, and names nothing", async () => {
    const of = world();
    const response = await send(of, { mail_settings: { sandbox_mode: { enable: true } } });
    expect([response.status, response.headers.get("x-message-id")]).toEqual([200, null]);
    expect(of.view().mailbox).toEqual([]);
  });

  test("reports a list of events, signed so that SendGrid's own verifier believes them", async () => {
    const of = world();
    await send(of, to("clicked@example.com"));
    await of.pass(10_000);
    expect(understood(sendgrid, of.deliveries)).toEqual(["sent", "delivered", "opened", "clicked"]);
    const [event] = JSON.parse(last(of.deliveries).body);
    expect(event).toMatchObject({ correlation_id: "m.0123", email: "clicked@example.com" });
    const theirs = new EventWebhook();
    const key = theirs.convertPublicKeyToECDSA(sendgridPublicKey);
    for (const { body, headers } of of.deliveries) {
      expect(body.endsWith("]\r\n")).toBe(true);
      const [signature = "", time = ""] = ["signature", "timestamp"].map(
        (name) => headers.get(`x-twilio-email-event-webhook-${name}`) ?? "",
      );
      expect(theirs.verifySignature(key, body, signature, time)).toBe(true);
      expect(theirs.verifySignature(key, body.trim(), signature, time)).toBe(false);
    }
  });

  test("signs a thousand times in a way that our own receiver believes", async () => {
    const of = world();
    of.set({ open: false });
    for (let i = 0; i < 500; i++) await send(of);
    await of.pass(10_000);
    expect(of.deliveries).toHaveLength(1_000);
    const credentials = { api_key: "SG.x", webhook_public_key: sendgridPublicKey };
    for (const delivery of of.deliveries) {
      expect(await verifies(sendgrid, delivery, credentials)).toBe(true);
    }
  });

  test("is believed by nobody who has another key, or when its signature is switched wrong", async () => {
    const of = world();
    of.set({ wrong_signature: true });
    await send(of);
    await of.pass(100);
    const credentials = { api_key: "SG.x", webhook_public_key: sendgridPublicKey };
    expect(await verifies(sendgrid, last(of.deliveries), credentials)).toBe(false);
  });

  test("puts everything that is due into one request when it batches", async () => {
    const of = world();
    of.set({ batch: true });
    await send(of);
    await send(of, to("bounced@example.com"));
    await of.pass(10_000);
    expect(of.deliveries).toHaveLength(1);
    expect(understood(sendgrid, of.deliveries).sort()).toEqual([
      "bounced",
      "delivered",
      "opened",
      "sent",
      "sent",
    ]);
  });

  test("says what a key may do", async () => {
    const ask = (key: string) =>
      world().simulator.fetch(
        new Request("https://api.sendgrid.com/v3/scopes", {
          headers: { authorization: `Bearer ${key}` },
        }),
      );
    expect(await (await ask("SG.x")).json()).toMatchObject({
      scopes: expect.arrayContaining(["mail.send"]),
    });
    expect(await (await ask("SG.no_send")).json()).toEqual({ scopes: ["user.profile.read"] });
  });
});

describe("Postmark", () => {
  const url = "https://api.postmarkapp.com/email";
  const mail = {
    From: "Acme <hello@example.com>",
    To: "john@example.com",
    Subject: "Follow-up",
    TextBody: "Hi John",
    Metadata: { correlation_id: "m.0123" },
  };
  const send = (of: World, change: object = {}, token = "srv-token") =>
    post(of, url, { "x-postmark-server-token": token }, { ...mail, ...change });

  test("accepts a mail and puts it into the mailbox", async () => {
    const of = world();
    const response = await send(of);
    expect(response.status).toBe(200);
    const answer = (await response.json()) as { MessageID: string };
    expect(answer).toMatchObject({ To: "john@example.com", ErrorCode: 0, Message: "OK" });
    expect(of.view().mailbox).toMatchObject([
      {
        id: answer.MessageID,
        provider: "postmark",
        from: mail.From,
        to: ["john@example.com"],
        text: "Hi John",
        html: null,
        outcome: "delivered",
        request: mail,
      },
    ]);
  });

  test("accepts what Postmark's own client sends", async () => {
    const { body = "", headers } = capturedPostmark[0] ?? {};
    const token = { "x-postmark-server-token": headers?.["x-postmark-server-token"] ?? "" };
    expect((await post(world(), url, token, body)).status).toBe(200);
  });

  test.each<Refusal>([
    ["no recipient", { To: undefined }, 422, { ErrorCode: 300, Message: "'To' is missing." }],
    ["no address", { To: "john" }, 422, { ErrorCode: 300 }],
    ["51 recipients", { To: Array(51).fill("a@example.com").join() }, 422, { ErrorCode: 300 }],
    ["neither text nor HTML", { TextBody: undefined }, 422, { ErrorCode: 300 }],
    ["an unknown member", { Html: "x" }, 422, { ErrorCode: 403 }],
    ["metadata of 81 characters", { Metadata: { a: "x".repeat(81) } }, 422, { ErrorCode: 300 }],
    ["a stream that is not there", { MessageStream: "news" }, 422, { ErrorCode: 1235 }],
    ["a stream that receives", { MessageStream: "inbound" }, 422, { ErrorCode: 1236 }],
    ["a sender on an unverified domain", { From: "a@unverified.example" }, 422, { ErrorCode: 400 }],
    ["rate-limited@", { To: "rate-limited@example.com" }, 429, { ErrorCode: 429 }],
    ["quota@", { To: "quota@example.com" }, 422, { ErrorCode: 405 }],
    ["suppressed@", { To: "suppressed@example.com" }, 422, { ErrorCode: 406 }],
    ["blocked@", { To: "blocked@example.com" }, 422, { ErrorCode: 300 }],
    ["broken@", { To: "broken@example.com" }, 500, { ErrorCode: 500 }],
  ])("refuses %s", async (_what, change, status, said) => {
    const of = world();
    const response = await send(of, change);
    expect([response.status, await response.json()]).toMatchObject([status, said]);
    expect(of.view().mailbox).toEqual([]);
  });

  test("refuses a token that is none", async () => {
    for (const token of ["", "invalid-token"]) {
      const response = await send(world(), {}, token);
      expect([response.status, await response.json()]).toMatchObject([401, { ErrorCode: 10 }]);
    }
  });

  test("reports with the name and the password of the hook's URL", async () => {
    const of = world();
    await send(of, { To: "clicked@example.com" });
    await of.pass(10_000);
    expect(understood(postmark, of.deliveries)).toEqual(["delivered", "opened", "clicked"]);
    const delivery = last(of.deliveries);
    expect(delivery.headers.get("authorization")).toBe(
      `Basic ${btoa("leadwire:postmark-password")}`,
    );
    expect(JSON.parse(delivery.body)).toMatchObject({ Metadata: { correlation_id: "m.0123" } });
    const credentials = {
      server_token: "t",
      webhook_username: "leadwire",
      webhook_password: "postmark-password",
    };
    expect(await verifies(postmark, delivery, credentials)).toBe(true);
  });
});

describe("Mailgun", () => {
  const url = "https://api.mailgun.net/v3/mg.example.com/messages";
  const auth = { authorization: `Basic ${btoa("api:key-x")}` };
  const mail = {
    from: "Acme <hello@example.com>",
    to: "john@example.com",
    subject: "Follow-up",
    text: "Hi John",
    "v:correlation_id": "m.0123",
  };
  const send = (of: World, change: Record<string, string> = {}, at = url) =>
    post(of, at, auth, new URLSearchParams({ ...mail, ...change }));

  test("accepts a mail and puts it into the mailbox, without the brackets of its id", async () => {
    const of = world();
    const response = await send(of);
    expect(response.status).toBe(200);
    const answer = (await response.json()) as { id: string };
    expect(answer).toEqual({
      id: expect.stringMatching(/^<[^<>@]+@mg\.example\.com>$/),
      message: "Queued. Thank you.",
    });
    expect(of.view().mailbox).toMatchObject([
      {
        id: answer.id.slice(1, -1),
        provider: "mailgun",
        from: mail.from,
        to: ["john@example.com"],
        text: "Hi John",
        html: null,
        outcome: "delivered",
        request: mail,
      },
    ]);
  });

  test("accepts what Mailgun's own client sends, in parts", async () => {
    const { url: path = "", headers, body = "" } = captured[0] ?? {};
    const of = world();
    const { authorization = "", "content-type": type = "" } = headers ?? {};
    const given = { authorization, "content-type": type };
    expect((await post(of, `https://api.mailgun.net${path}`, given, body)).status).toBe(200);
    expect(of.view().mailbox).toMatchObject([
      { request: { "h:List-Unsubscribe": "<https://u>", "v:activity_id": "1", "o:tag": "t" } },
    ]);
  });

  test.each<[string, Record<string, string>, number, string]>([
    ["no recipient", { to: "" }, 400, "to parameter is not a valid address"],
    ["a recipient without domain", { to: "john" }, 400, "to parameter is not a valid address"],
    ["a sender without domain", { from: "Acme" }, 400, "from parameter is not a valid address"],
    ["neither text nor HTML", { text: "" }, 400, "Need at least one"],
    ["an unknown name", { reply_to: "a@example.com" }, 400, "reply_to parameter is not known"],
    ["two lines of subject", { subject: "a\r\nBcc: x@y.zz" }, 400, "subject parameter"],
    ["options of 16 kB", { "v:a": "x".repeat(16_384) }, 400, "limited to 16 kB"],
    ["rate-limited@", { to: "rate-limited@example.com" }, 429, "Too many requests"],
    ["quota@", { to: "quota@example.com" }, 420, "Recipient limit exceeded"],
    ["blocked@", { to: "blocked@example.com" }, 400, "refused"],
    ["broken@", { to: "broken@example.com" }, 500, "Internal Server Error"],
  ])("refuses %s", async (_what, change, status, said) => {
    const of = world();
    const response = await send(of, change);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ message: expect.stringContaining(said) });
    expect(of.view().mailbox).toEqual([]);
  });

  test("refuses a domain that is not verified, and a key that is none", async () => {
    const at = url.replace("mg.example.com", "unverified.example");
    expect((await send(world(), {}, at)).status).toBe(403);
    for (const authorization of [
      "",
      "Bearer x",
      `Basic ${btoa("me:key")}`,
      `Basic ${btoa("api:invalid")}`,
    ]) {
      const response = await post(world(), url, { authorization }, new URLSearchParams(mail));
      expect([response.status, await response.text()]).toEqual([401, "Forbidden"]);
    }
  });

  test("greets whoever asks at a wrong path, with 200", async () => {
    const response = await send(world(), {}, url.replace("/v3/", "/v9/"));
    expect([response.status, await response.text()]).toEqual([200, "Mailgun Magnificent API"]);
  });

  test("reports with a signature over a time and a token", async () => {
    const of = world();
    await send(of, { to: "clicked@example.com" });
    await of.pass(10_000);
    expect(understood(mailgun, of.deliveries)).toEqual(["sent", "delivered", "opened", "clicked"]);
    const delivery = last(of.deliveries);
    const { signature: signed, "event-data": data } = JSON.parse(delivery.body);
    expect(data["user-variables"]).toEqual({ correlation_id: "m.0123" });
    expect(signed.token).toHaveLength(50);
    const mac = createHmac("sha256", "mailgun-signing-key");
    expect(signed.signature).toBe(mac.update(signed.timestamp + signed.token).digest("hex"));
    const credentials = { api_key: "key", webhook_signing_key: "mailgun-signing-key" };
    expect(await verifies(mailgun, delivery, credentials)).toBe(true);
  });
});

describe("every carrier", () => {
  const carriers = {
    sendgrid: (of: World, email: string) =>
      post(
        of,
        "https://api.sendgrid.com/v3/mail/send",
        { authorization: "Bearer SG.x" },
        {
          personalizations: [{ to: [{ email }] }],
          from: { email: "hello@example.com" },
          subject: "Hi",
          content: [{ type: "text/plain", value: "Hi" }],
        },
      ),
    postmark: (of: World, To: string) =>
      post(
        of,
        "https://api.postmarkapp.com/email",
        { "x-postmark-server-token": "srv-token" },
        {
          From: "hello@example.com",
          To,
          TextBody: "Hi",
        },
      ),
    mailgun: (of: World, to: string) =>
      post(
        of,
        "https://api.mailgun.net/v3/mg.example.com/messages",
        { authorization: `Basic ${btoa("api:key-x")}` },
        new URLSearchParams({ from: "hello@example.com", to, text: "Hi" }),
      ),
  };
  const ours = { sendgrid, postmark, mailgun };
  const names = ["sendgrid", "postmark", "mailgun"] as const;

  test.each(
    names.flatMap((name) =>
      (
        [
          ["bounced", ["sent", "bounced"]],
          ["complained", ["sent", "delivered", "complained"]],
          ["delayed", ["sent", "delayed", "delivered"]],
          ["suppressed", ["suppressed"]],
          ["failed", ["failed"]],
          ["anybody", ["sent", "delivered", "opened"]],
        ] as const
      )
        .filter(([local]) => !(name === "postmark" && local === "suppressed"))
        .map(([local, facts]) => [name, local, facts] as const),
    ),
  )("tells of a mail over %s to %s@ what we understand", async (name, local, facts) => {
    const of = world();
    await carriers[name](of, `${local}@example.com`);
    await of.pass(10_000);
    // Postmark says nothing when a mail leaves.
    const told = facts.filter((fact) => name !== "postmark" || fact !== "sent");
    expect(understood(ours[name], of.deliveries)).toEqual(told);
  });

  test.each(names)(
    "tells over %s that somebody bounced, complained, left the list",
    async (name) => {
      const of = world();
      await carriers[name](of, "john@example.com");
      await of.pass(10_000);
      of.deliveries.length = 0;
      const [{ id = "" } = {}] = of.view().mailbox as { id: string }[];
      for (const kind of ["bounce", "complain", "unsubscribe"] as const) {
        expect(await of.simulator.act({ kind, email_id: id })).toEqual({
          ok: true,
          delivered: { status: 200 },
        });
      }
      expect(understood(ours[name], of.deliveries)).toEqual(["bounced", "complained", "marketing"]);
      expect(of.view().mailbox).toMatchObject([{ outcome: "unsubscribed" }]);
    },
  );

  test("has no list that one could leave at the relay", async () => {
    const of = world();
    const body = { from: "a@example.com", to: "b@example.com", subject: "Hi", text: "Hi" };
    const { id } = (await (await of.relay(body)).json()) as { id: string };
    expect(await of.simulator.act({ kind: "unsubscribe", email_id: id })).toEqual({
      ok: false,
      reason: "unknown",
    });
  });
});
