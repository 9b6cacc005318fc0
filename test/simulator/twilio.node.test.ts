// The pretend Twilio, with Twilio's own client and library on the other side.
import twilio from "twilio";
import { describe, expect, onTestFinished, test } from "vitest";
import { twilioHost } from "../../src/simulator/twilio.ts";
import { wordSchema } from "../../src/simulator/word.ts";
import { serve } from "./serve.ts";
import { secrets, world } from "./world.ts";

const sid = "AC0123456789abcdef0123456789abcdef";
const token = "tok";
const service = "MG0123456789abcdef0123456789abcdef";
const from = "+12025550100";
const to = "+12025550142";

/** Twilio's own client, its requests led to the simulator. */
class LedClient extends twilio.RequestClient {
  readonly #base: string;
  constructor(base: string) {
    super();
    this.#base = base;
  }
  override request: twilio.RequestClient["request"] = (options) =>
    super.request({ ...options, uri: options.uri.replace(`https://${twilioHost}`, this.#base) });
}

async function played({ user = sid, password = token, accountSid = sid } = {}) {
  const made = world();
  const server = await serve(({ method, url, headers, body }) => {
    const { pathname, search } = new URL(url);
    const target = `https://${twilioHost}${pathname}${search}`;
    const init = { method, headers, body, duplex: "half" } as RequestInit;
    return made.simulator.fetch(new Request(target, init));
  });
  onTestFinished(server.close);
  const client = twilio(user, password, { accountSid, httpClient: new LedClient(server.url) });
  const say = (fields: object) =>
    made.simulator.say(wordSchema.parse({ channel: "sms", to: from, from: to, ...fields }));
  return { ...made, client, say };
}

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    ({ status, code }: { status: number; code: number }) => [status, code],
  );

describe("Twilio's own client", () => {
  test("sends an SMS, and sees it on its way", async () => {
    const { client, pass, view } = await played();
    const sent = await client.messages.create({ to, from, body: "Hi", mediaUrl: ["https://x/1"] });
    expect(sent).toMatchObject({
      accountSid: sid,
      body: "Hi",
      direction: "outbound-api",
      errorCode: null,
      from,
      numMedia: "1",
      status: "queued",
      to,
    });
    expect(sent.sid).toMatch(/^MM[0-9a-f]{32}$/);
    expect(view().phone).toMatchObject([
      {
        id: sent.sid,
        direction: "received",
        channel: "sms",
        account: from,
        contact: to,
        text: "Hi",
      },
    ]);
    expect((await client.messages(sent.sid).fetch()).status).toBe("queued");
    await pass(60);
    expect((await client.messages(sent.sid).fetch()).status).toBe("sent");
    await pass(1_000);
    const delivered = await client.messages(sent.sid).fetch();
    expect(delivered.status).toBe("delivered");
    expect(delivered.dateSent?.getTime()).toBe(Date.parse("2026-04-05T14:30:00Z"));
  });

  test("sends over a messaging service", async () => {
    const { client } = await played();
    const sent = await client.messages.create({ to, messagingServiceSid: service, body: "Hi" });
    expect(sent).toMatchObject({ messagingServiceSid: service, status: "accepted", from: null });
  });

  test("reads the account, by the account itself and by an API key", async () => {
    const { client } = await played();
    expect(await client.api.v2010.accounts(sid).fetch()).toMatchObject({ sid, status: "active" });
    const keyed = await played({ user: `SK${"1".repeat(32)}` });
    expect((await keyed.client.messages.create({ to, from, body: "Hi" })).status).toBe("queued");
  });

  test("knows every refusal for what it is", async () => {
    const { client, view } = await played();
    const send = (change: object) =>
      refusal(client.messages.create({ to, from, body: "Hi", ...change }));
    expect(await send({ to: "555" })).toEqual([400, 21211]);
    expect(await send({ from: undefined })).toEqual([400, 21603]);
    expect(await send({ body: undefined })).toEqual([400, 21602]);
    expect(await send({ body: "x".repeat(1601) })).toEqual([400, 21617]);
    expect(await send({ mediaUrl: ["ftp://x"] })).toEqual([400, 21620]);
    expect(await send({ mediaUrl: Array.from({ length: 11 }, () => "https://x/1") })).toEqual([
      400, 21623,
    ]);
    expect(await send({ to: "+12020021610" })).toEqual([400, 21610]);
    expect(await send({ to: "+12020020429" })).toEqual([429, 20429]);
    expect(await send({ applicationSid: "AP1" })).toEqual([400, 20001]);
    expect(await refusal(client.messages("SM1").fetch())).toEqual([404, 20404]);
    expect(view().phone).toEqual([]);
  });

  test("is refused with a wrong password, and with another account's", async () => {
    const wrong = await played({ password: "wrong-token" });
    expect(await refusal(wrong.client.messages.create({ to, from, body: "x" }))).toEqual([
      401, 20003,
    ]);
    const other = await played({ user: `AC${"f".repeat(32)}` });
    expect(await refusal(other.client.messages.create({ to, from, body: "x" }))).toEqual([
      401, 20003,
    ]);
  });
});

describe("what is reported", () => {
  test("is sent and delivered, signed over the address as Twilio's library wants it", async () => {
    const { client, pass, deliveries } = await played();
    const sent = await client.messages.create({ to, from, body: "Hi" });
    await pass(1_000);
    const reports = deliveries.map(({ path, headers, body }) => {
      const params = Object.fromEntries(new URLSearchParams(body));
      const signature = headers.get("x-twilio-signature") ?? "";
      const url = `https://gateway.invalid${path}`;
      expect(twilio.validateRequest(secrets.twilio, signature, url, params)).toBe(true);
      return params;
    });
    expect(reports).toMatchObject([
      { MessageSid: sent.sid, MessageStatus: "sent", From: from, To: to, AccountSid: sid },
      { MessageSid: sent.sid, MessageStatus: "delivered" },
    ]);
  });

  test("names our message where the message asked for it, and goes to no other address", async () => {
    const { client, pass, deliveries } = await played();
    const hook = `/hooks/twilio/${from}`;
    const create = (statusCallback: string) =>
      client.messages.create({ to, from, body: "Hi", statusCallback });
    const addresses = {
      [`https://gw.example/prefix${hook}?c=m.1`]: `https://gw.example/prefix${hook}?c=m.1`,
      "https://evil.example/elsewhere?c=m.2": `https://gateway.invalid${hook}`,
    };
    for (const [asked, signedFor] of Object.entries(addresses)) {
      const before = deliveries.length;
      await create(asked);
      await pass(1_000);
      expect(deliveries.slice(before)).toHaveLength(2);
      for (const { path, headers, body } of deliveries.slice(before)) {
        const params = Object.fromEntries(new URLSearchParams(body));
        const signature = headers.get("x-twilio-signature") ?? "";
        expect(path).toBe(hook);
        expect(twilio.validateRequest(secrets.twilio, signature, signedFor, params)).toBe(true);
      }
    }
  });

  test.each([
    ["+12020030003", ["sent", "undelivered"], "30003"],
    ["+12020030000", ["sent"], undefined],
    ["+12020000503", ["sent", "delivered"], undefined],
  ])("of a message to %s is %j", async (number, statuses, code) => {
    const { client, pass, deliveries } = await played();
    await refusal(client.messages.create({ to: number, from, body: "Hi" }));
    await pass(1_000);
    const forms = deliveries.map(({ body }) => new URLSearchParams(body));
    expect(forms.map((form) => form.get("MessageStatus"))).toEqual(statuses);
    expect(forms.at(-1)?.get("ErrorCode") ?? undefined).toBe(code);
  });
});

describe("a person", () => {
  test("writes, and sends a picture", async () => {
    const { say, deliveries, view } = await played();
    expect(await say({ text: "Hello & bye" })).toMatchObject({ delivered: { status: 200 } });
    await say({ image: { url: "https://x.example/1.jpg" } });
    const forms = deliveries.map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
    expect(forms).toMatchObject([
      { Body: "Hello & bye", From: to, To: from, NumMedia: "0" },
      {
        NumMedia: "1",
        MediaUrl0: expect.stringMatching(/\/Messages\/MM\w{32}\/Media\/ME\w{32}$/),
        MediaContentType0: "image/jpeg",
      },
    ]);
    expect(view().phone).toMatchObject([
      { direction: "written", account: from, contact: to, type: "text", text: "Hello & bye" },
      { direction: "written", type: "media" },
    ]);
  });

  test("who said STOP gets nothing from that sender until they say START", async () => {
    const { client, say } = await played();
    const send = (sender = from) =>
      refusal(client.messages.create({ to, from: sender, body: "Hi" }));
    await say({ text: " stop " });
    expect(await send()).toEqual([400, 21610]);
    expect(await send("+12025550101")).toBeNull();
    await say({ text: "Stop it" });
    await say({ text: "Start" });
    expect(await send()).toBeNull();
  });

  test("is a person of the messaging service whose number they wrote to", async () => {
    const { say, deliveries } = await played();
    await say({ to: service, text: "Hello" });
    expect(Object.fromEntries(new URLSearchParams(deliveries[0]?.body))).toMatchObject({
      MessagingServiceSid: service,
      To: expect.stringMatching(/^\+\d+$/),
    });
  });
});
