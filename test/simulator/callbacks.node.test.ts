// What comes back by itself. The vendors' own verifiers look at the signatures.
import { Resend } from "resend";
import { verify } from "retell-sdk";
import { describe, expect, test, vi } from "vitest";
import { fromHex, utf8 } from "../../src/lib/bytes.ts";
import {
  type Delivery,
  person,
  phoneNumberId,
  secrets,
  templateMessage,
  textMessage,
  world,
} from "./world.ts";

type World = ReturnType<typeof world>;

/** Seconds after which everything has come, retries included. */
const longEnough = 120_000;

interface Status {
  id: string;
  status: string;
  timestamp: string;
  [field: string]: unknown;
}

const changesIn = ({
  body,
}: Delivery): { value: { statuses?: Status[]; messages?: unknown[] } }[] =>
  JSON.parse(body).entry.flatMap((entry: { changes: unknown[] }) => entry.changes);
const statusesIn = (deliveries: Delivery[]): Status[] =>
  deliveries.flatMap(changesIn).flatMap(({ value }) => value.statuses ?? []);
/** What the gateway was told, in order, in the providers' words. */
const told = (deliveries: Delivery[]): string[] =>
  deliveries.flatMap((one) => {
    const { event, type } = JSON.parse(one.body);
    return event ?? type ?? statusesIn([one]).map(({ status }) => status);
  });

/** What the vendors' own verifiers say; for Meta, WebCrypto. */
async function isGenuine({ body, headers }: Delivery): Promise<boolean> {
  const header = (name: string) => headers.get(name) ?? "";
  if (headers.has("x-hub-signature-256")) {
    const algorithm = { name: "HMAC", hash: "SHA-256" };
    const secret = utf8(secrets.meta);
    const key = await crypto.subtle.importKey("raw", secret, algorithm, false, ["verify"]);
    const mac = fromHex(header("x-hub-signature-256").replace("sha256=", ""));
    return crypto.subtle.verify("HMAC", key, mac ?? new Uint8Array(), utf8(body));
  }
  if (headers.has("x-retell-signature")) {
    return verify(body, secrets.retell, header("x-retell-signature"));
  }
  const svix = {
    id: header("svix-id"),
    timestamp: header("svix-timestamp"),
    signature: header("svix-signature"),
  };
  try {
    new Resend("re_x").webhooks.verify({
      payload: body,
      headers: svix,
      webhookSecret: secrets.email,
    });
    return true;
  } catch {
    return false;
  }
}

const hello = { ...templateMessage("hello_world", "en_US"), biz_opaque_callback_data: "msg.mac" };
const mail = {
  from: "Acme <hello@acme.example>",
  to: "john@example.com",
  subject: "Hello",
  text: "Hi",
  tags: [{ name: "message_id", value: "m1" }],
};
const dial = (to = person) => ({
  from_number: "+12025550100",
  to_number: to,
  metadata: { message_id: "m1" },
  retell_llm_dynamic_variables: { name: "John" },
});
const placeCall = async ({ retell }: World, to = person): Promise<string> => {
  const response = await retell("/v2/create-phone-call", dial(to));
  return ((await response.json()) as { call_id: string }).call_id;
};
const idOf = async (response: Response): Promise<string> => {
  const answer = (await response.json()) as { id?: string; messages?: { id: string }[] };
  return answer.id ?? answer.messages?.[0]?.id ?? "";
};

describe("WhatsApp statuses", () => {
  test("tell that a message was sent, delivered and read, in whole seconds", async () => {
    const { meta, pass, deliveries, time } = world();
    const id = await idOf(await meta(hello));
    const start = time.now;
    expect(deliveries).toEqual([]);
    await pass(longEnough);
    expect(deliveries.map(({ at }) => at - start)).toEqual([50, 150, 400]);
    expect(deliveries.map(({ path }) => path)).toEqual(
      Array.from({ length: 3 }, () => `/hooks/meta/${phoneNumberId}`),
    );
    const pricing = { billable: true, pricing_model: "PMP", type: "regular", category: "utility" };
    const common = {
      id,
      timestamp: String(Math.floor(start / 1_000)),
      recipient_id: "12025550123",
      biz_opaque_callback_data: "msg.mac",
    };
    expect(statusesIn(deliveries)).toEqual([
      { ...common, status: "sent", pricing },
      { ...common, status: "delivered", pricing },
      { ...common, status: "read" },
    ]);
  });

  test("are signed over their exact ASCII bytes with the app secret", async () => {
    const { meta, pass, deliveries } = world();
    await meta({ ...hello, biz_opaque_callback_data: "á/é" });
    await pass(longEnough);
    for (const delivery of deliveries) {
      const { body } = delivery;
      expect(await isGenuine(delivery)).toBe(true);
      expect(await isGenuine({ ...delivery, body: `${body} ` })).toBe(false);
      expect(body).toMatch(/^[\x20-\x7e]*$/);
      expect(body).toContain("\\u00e1\\/\\u00e9");
    }
    expect(deliveries).toHaveLength(3);
  });

  test("stop at sent for a reaction, and cost nothing inside the window", async () => {
    const { meta, write, pass, deliveries } = world();
    const written = await write();
    deliveries.length = 0;
    const reaction = { message_id: written?.id, emoji: "👍" };
    await meta({ messaging_product: "whatsapp", to: person, type: "reaction", reaction });
    await pass(longEnough);
    expect(statusesIn(deliveries)).toMatchObject([
      { status: "sent", pricing: { billable: false, category: "service" } },
    ]);
  });

  test.each([
    ["931026", 131026],
    ["931049", 131049],
  ])("tell of a failure after acceptance to numbers ending in %s", async (ending, code) => {
    const { meta, pass, deliveries } = world();
    expect((await meta({ ...hello, to: `+12025${ending}` })).status).toBe(200);
    await pass(longEnough);
    expect(statusesIn(deliveries)).toMatchObject([{ status: "failed", errors: [{ code }] }]);
  });

  test("tell that the window is closed, but not to a template", async () => {
    const { meta, write, pass, deliveries } = world();
    const to = "+12025931047";
    await write("Hello", to);
    deliveries.length = 0;
    await meta(textMessage("Hi", to));
    await meta({ ...hello, to });
    await pass(longEnough);
    expect(told(deliveries)).toEqual(["sent", "failed", "delivered", "read"]);
    expect(statusesIn(deliveries)[1]).toMatchObject({ errors: [{ code: 131047 }] });
  });

  test("name a person without number by their user id", async () => {
    const { meta, reply, pass, deliveries, view } = world();
    const user_id = "US.13491208655302741918";
    await reply({ user_id, text: "Hello" });
    expect(view().phone).toMatchObject([{ contact: user_id, direction: "written" }]);
    const [first] = deliveries.flatMap(changesIn);
    expect(first?.value).toMatchObject({
      contacts: [{ profile: { name: "John" }, user_id }],
      messages: [{ from_user_id: user_id, type: "text" }],
    });
    expect(JSON.stringify(first)).not.toMatch(/wa_id|"from"/);
    deliveries.length = 0;
    const { to: _, ...rest } = textMessage();
    const response = await meta({ ...rest, recipient: user_id });
    expect(await response.json()).toMatchObject({ contacts: [{ input: user_id, user_id }] });
    await pass(longEnough);
    expect(statusesIn(deliveries)[0]).toMatchObject({ recipient_user_id: user_id });
    expect(statusesIn(deliveries)[0]).not.toHaveProperty("recipient_id");
  });
});

describe("mail events", () => {
  test("tell that a mail was sent, delivered and opened, to Resend's own verifier", async () => {
    const { relay, pass, deliveries, time } = world();
    const email_id = await idOf(await relay(mail));
    await pass(longEnough);
    expect(told(deliveries)).toEqual(["email.sent", "email.delivered", "email.opened"]);
    vi.useFakeTimers({ now: time.now - longEnough });
    for (const delivery of deliveries) {
      expect(delivery.path).toBe("/hooks/email/hello@acme.example");
      expect(await isGenuine(delivery)).toBe(true);
      expect(JSON.parse(delivery.body)).toMatchObject({
        data: { email_id, to: ["john@example.com"], tags: { message_id: "m1" }, subject: "Hello" },
      });
    }
    vi.useRealTimers();
    expect(new Set(deliveries.map(({ headers }) => headers.get("svix-id"))).size).toBe(3);
  });

  test.each([
    ["bounced", ["email.sent", "email.bounced"]],
    ["complained", ["email.sent", "email.delivered", "email.complained"]],
    ["suppressed", ["email.suppressed"]],
    ["failed", ["email.failed"]],
    ["delayed", ["email.sent", "email.delivery_delayed", "email.delivered"]],
    ["clicked", ["email.sent", "email.delivered", "email.opened", "email.clicked"]],
  ])("tell what becomes of mail to %s@…", async (local, events) => {
    const { relay, pass, deliveries } = world();
    await relay({ ...mail, to: [`${local}@example.com`] });
    await pass(longEnough);
    expect(told(deliveries)).toEqual(events);
  });

  test("come once for a request that was repeated with its key", async () => {
    const { relay, pass, deliveries } = world();
    const headers = { "idempotency-key": "key-1" };
    await relay(mail, { headers });
    await relay(mail, { headers });
    await pass(longEnough);
    expect(deliveries).toHaveLength(3);
  });
});

describe("call events", () => {
  test("tell the life of a call to Retell's own verifier, and get-call tells the same", async () => {
    const made = world();
    const { pass, deliveries, time, getRetell } = made;
    const call_id = await placeCall(made);
    await pass(longEnough);
    expect(told(deliveries)).toEqual(["call_started", "call_ended", "call_analyzed"]);
    vi.useFakeTimers({ now: time.now - longEnough });
    for (const delivery of deliveries) {
      expect(await isGenuine(delivery)).toBe(true);
      expect(await isGenuine({ ...delivery, body: `${delivery.body} ` })).toBe(false);
    }
    vi.useRealTimers();
    const [first, second, last] = deliveries.map(({ body }) => JSON.parse(body).call);
    const { metadata, retell_llm_dynamic_variables } = dial();
    const echoed = { call_id, metadata, retell_llm_dynamic_variables };
    expect(first).toMatchObject({ ...echoed, call_status: "ongoing" });
    expect(first).not.toHaveProperty("end_timestamp");
    expect(second).toMatchObject({
      ...echoed,
      call_status: "ended",
      disconnection_reason: "agent_hangup",
      duration_ms: 150,
    });
    expect(second).not.toHaveProperty("call_analysis");
    expect(last).toMatchObject({ ...second, call_analysis: { call_successful: true } });
    expect(last).not.toHaveProperty("steps");
    expect(await (await getRetell(`/v2/get-call/${call_id}`)).json()).toEqual(last);
  });

  test.each([
    ["+12025000480", "dial_no_answer"],
    ["+12025000486", "dial_busy"],
  ])("tell that nobody answered at %s", async (to, disconnection_reason) => {
    const made = world();
    await placeCall(made, to);
    await made.pass(longEnough);
    expect(told(made.deliveries)).toEqual(["call_ended", "call_analyzed"]);
    expect(JSON.parse(made.deliveries[0]?.body ?? "").call).toMatchObject({
      call_status: "not_connected",
      disconnection_reason,
    });
  });
});

test("an account without secret is told nothing, and its calls go on all the same", async () => {
  const made = world({ subscribed: false });
  await made.meta(hello);
  const id = await placeCall(made);
  await made.pass(longEnough);
  expect(made.deliveries).toEqual([]);
  expect(made.view()).toMatchObject({
    callbacks: [],
    calls: [{ call_id: id, call_status: "ended" }],
  });
});

describe("a callback that is not taken", () => {
  test.each([
    ["meta", 6, (made: World) => made.meta({ ...hello, to: "+12025931026" })],
    ["email", 8, (made: World) => made.relay({ ...mail, to: "failed@example.com" })],
  ])(
    "comes again from %s %i times in all, the same, and is then shown",
    async (provider, tries, send) => {
      const made = world();
      made.answers.push(...Array.from({ length: 50 }, () => 503));
      await send(made);
      await made.pass(longEnough);
      const { deliveries, view } = made;
      expect(deliveries).toHaveLength(tries);
      expect(new Set(deliveries.map(({ body }) => body)).size).toBe(1);
      expect(new Set(deliveries.map(({ headers }) => headers.get("svix-id"))).size).toBe(1);
      expect(view().callbacks).toMatchObject([
        { provider, state: "dropped", attempts: tries, last_status: 503 },
      ]);
      await made.pass(longEnough);
      expect(deliveries).toHaveLength(tries);
    },
  );

  test("comes again from Retell three times", async () => {
    const made = world();
    made.answers.push(...Array.from({ length: 50 }, () => 500));
    made.set({ answer_call: "ring" });
    const call_id = await placeCall(made);
    await made.simulator.act({ kind: "miss", call_id });
    await made.pass(longEnough);
    expect(told(made.deliveries).filter((event) => event === "call_ended")).toHaveLength(4);
  });

  test("stops when it is taken", async () => {
    const { meta, answers, pass, deliveries, view } = world();
    answers.push(503, 503);
    await meta({ ...hello, to: "+12025931026" });
    await pass(longEnough);
    expect(deliveries).toHaveLength(3);
    expect(view().callbacks).toEqual([]);
  });

  test("does not hold up what is about something else", async () => {
    const { meta, relay, answers, pass, deliveries } = world();
    answers.push(503, 503);
    await meta({ ...hello, to: "+12025931026" });
    await pass(140);
    await relay({ ...mail, to: "suppressed@example.com" });
    await pass(longEnough);
    expect(told(deliveries)).toEqual(["failed", "email.suppressed", "failed", "email.suppressed"]);
  });
});

describe("switches", () => {
  const sendAll = async (made: World) => {
    await made.meta(hello);
    await made.relay(mail);
    await placeCall(made);
    await made.pass(longEnough);
    return told(made.deliveries);
  };

  test("read and open", async () => {
    const made = world();
    made.set({ read: false, open: false });
    const events = await sendAll(made);
    expect(events).toHaveLength(7);
    expect(events).not.toContain("read");
    expect(events).not.toContain("email.opened");
  });

  test("bounce", async () => {
    const made = world();
    made.set({ bounce: true });
    await made.relay(mail);
    await made.pass(longEnough);
    expect(told(made.deliveries)).toEqual(["email.sent", "email.bounced"]);
    expect(made.view().mailbox).toMatchObject([{ outcome: "bounced" }]);
  });

  test.each([
    ["miss", "not_connected", "dial_no_answer"],
    ["voicemail", "ended", "voicemail_reached"],
    ["ring", "registered", null],
  ] as const)("answer_call: %s", async (answer_call, call_status, disconnection_reason) => {
    const made = world();
    made.set({ answer_call });
    await placeCall(made);
    await made.pass(longEnough);
    expect(made.view().calls).toMatchObject([{ call_status, disconnection_reason }]);
    expect(made.deliveries).toHaveLength({ miss: 2, voicemail: 3, ring: 0 }[answer_call]);
  });

  test("latency_ms", async () => {
    const made = world();
    made.set({ latency_ms: 1_500 });
    await made.meta(hello);
    expect(made.waited).toEqual([1_500]);
  });

  test("duplicate: the same twice", async () => {
    const made = world();
    made.set({ duplicate: true });
    await sendAll(made);
    const bodies = made.deliveries.map(({ body, headers }) => body + headers.get("svix-id"));
    expect([bodies.length, new Set(bodies).size]).toEqual([18, 9]);
  });

  test("reorder: never in the usual order", async () => {
    for (let seed = 0; seed < 20; seed++) {
      const { meta, set, pass, deliveries } = world();
      set({ reorder: true, seed });
      await meta(hello);
      await pass(longEnough);
      expect(told(deliveries)).not.toEqual(["sent", "delivered", "read"]);
      expect(told(deliveries).sort()).toEqual(["delivered", "read", "sent"]);
    }
  });

  test("batch: everything of a number that is due comes in one request", async () => {
    const { meta, write, set, pass, deliveries } = world();
    set({ batch: true });
    await meta(hello);
    expect(await write()).toMatchObject({ delivered: null });
    await meta({ ...hello, to: "+12025550199" });
    await pass(longEnough);
    expect(deliveries).toHaveLength(1);
    const changes = deliveries.flatMap(changesIn).map(({ value }) => value);
    expect(changes.map(({ statuses, messages }) => statuses?.length ?? messages)).toMatchObject([
      3,
      [{ type: "text" }],
      3,
    ]);
  });

  test("early: before the request itself is answered", async () => {
    const { meta, relay, set, deliveries, pass } = world();
    set({ early: true });
    const id = await idOf(await meta(hello));
    expect(statusesIn(deliveries).map((status) => status.id)).toEqual([id, id, id]);
    await relay(mail);
    expect(deliveries).toHaveLength(6);
    await pass(longEnough);
    expect(deliveries).toHaveLength(6);
  });

  test("early: even when the request is never answered", async () => {
    const { simulator, meta, set, deliveries } = world();
    set({ early: true });
    simulator.addFault({ provider: "meta", times: 1, fault: { kind: "hang_after_accept" } });
    await meta(hello);
    expect(told(deliveries)).toEqual(["sent", "delivered", "read"]);
  });

  test("late_ms: later, with the time when it happened; a jump of the clock brings it", async () => {
    const { simulator, meta, set, pass, deliveries, time } = world();
    const day = 24 * 3_600_000;
    set({ late_ms: 2 * day });
    await meta(hello);
    await pass(day);
    expect(deliveries).toEqual([]);
    simulator.advance((2 * day) / 1_000);
    await pass(0);
    expect(told(deliveries)).toEqual(["sent", "delivered", "read"]);
    const sentAt = String(Math.floor((time.now - day) / 1_000));
    expect(statusesIn(deliveries)[0]?.timestamp).toBe(sentAt);
  });

  test("missing: nothing comes, and get-call knows all the same", async () => {
    const made = world();
    made.set({ missing: true });
    expect(await sendAll(made)).toEqual([]);
    expect(await made.write()).toMatchObject({ delivered: null });
    expect(made.view().calls).toMatchObject([{ call_status: "ended" }]);
  });

  test("wrong_signature: no verifier takes it", async () => {
    const made = world();
    made.set({ wrong_signature: true });
    await sendAll(made);
    expect(made.deliveries).toHaveLength(9);
    vi.useFakeTimers({ now: made.time.now - longEnough });
    for (const delivery of made.deliveries) expect(await isGenuine(delivery)).toBe(false);
    vi.useRealTimers();
  });

  test("wrong_signature, switched off: every verifier does", async () => {
    const made = world();
    await sendAll(made);
    expect(made.deliveries).toHaveLength(9);
    vi.useFakeTimers({ now: made.time.now - longEnough });
    for (const delivery of made.deliveries) expect(await isGenuine(delivery)).toBe(true);
    vi.useRealTimers();
  });

  test("the same seed gives the same sequence, and another one another", async () => {
    const sequence = async (seed: number) => {
      const made = world();
      made.set({ reorder: true, duplicate: true, seed });
      const start = made.time.now;
      for (let i = 0; i < 5; i++) await sendAll(made);
      const times = made.deliveries.map(({ at }) => at - start);
      return [told(made.deliveries), times];
    };
    expect(await sequence(7)).toEqual(await sequence(7));
    expect(await sequence(7)).not.toEqual(await sequence(8));
  });
});

describe("people", () => {
  test.each([
    [
      { type: "button", button: { payload: "yes", text: "Yes" } },
      { type: "button", button: { payload: "yes", text: "Yes" } },
      "Yes",
    ],
    [
      { type: "button", reply: { id: "b1", title: "Tomorrow" }, reply_to: "wamid.x" },
      {
        type: "interactive",
        interactive: { type: "button_reply", button_reply: { id: "b1", title: "Tomorrow" } },
        context: { id: "wamid.x" },
      },
      "Tomorrow",
    ],
    [
      { type: "list", reply: { id: "r1", title: "Express", description: "1 day" } },
      {
        type: "interactive",
        interactive: {
          type: "list_reply",
          list_reply: { id: "r1", title: "Express", description: "1 day" },
        },
      },
      "Express",
    ],
    [
      { type: "reaction", reaction: { message_id: "wamid.x", emoji: "👍" } },
      { type: "reaction", reaction: { message_id: "wamid.x", emoji: "👍" } },
      "👍",
    ],
    [
      { type: "location", location: { latitude: 1.5, longitude: -2, name: "Office" } },
      { type: "location", location: { latitude: 1.5, longitude: -2, name: "Office" } },
      "Office",
    ],
  ])("send %j", async (fields, message, text) => {
    const { reply, deliveries, view, meta } = world();
    await reply({ from: person, ...fields });
    expect(deliveries.flatMap(changesIn).flatMap(({ value }) => value.messages)).toMatchObject([
      { from: "12025550123", ...message },
    ]);
    expect(view().phone).toMatchObject([{ text, type: message.type }]);
    expect((await meta(textMessage())).status).toBe(200);
  });

  test("send a photo, whose bytes need a token and a fresh URL", async () => {
    const { reply, deliveries, getMeta, simulator, time } = world();
    await reply({ from: person, type: "image", image: { caption: "Look" } });
    const image = JSON.parse(deliveries[0]?.body ?? "").entry[0].changes[0].value.messages[0].image;
    expect(image).toMatchObject({ caption: "Look", mime_type: "image/png" });
    const media = (await (await getMeta(`/${image.id}`)).json()) as Record<string, string>;
    expect(media).toMatchObject({ id: image.id, file_size: 69, sha256: image.sha256 });
    const download = (authorization: string) =>
      simulator.fetch(new Request(media["url"] ?? "", { headers: { authorization } }));
    expect((await download("Bearer nobody")).status).toBe(401);
    const photo = await download("Bearer EAAx");
    expect(photo.headers.get("content-type")).toBe("image/png");
    const bytes = await photo.arrayBuffer();
    const digest = Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("base64");
    expect([bytes.byteLength, digest]).toEqual([69, image.sha256]);
    time.now += 5 * 60_000;
    expect((await download("Bearer EAAx")).status).toBe(404);
  });

  test("read when they like", async () => {
    const { simulator, meta, set, pass, deliveries } = world();
    set({ read: false });
    const message_id = await idOf(await meta(hello));
    await pass(longEnough);
    const done = await simulator.act({ kind: "read", message_id });
    expect(done).toEqual({ ok: true, delivered: { status: 200 } });
    expect(told(deliveries)).toEqual(["sent", "delivered", "read"]);
    expect(statusesIn(deliveries)[2]).toMatchObject({ id: message_id });
  });

  test("hang up on a call that rings or goes on, but not on one that is over", async () => {
    const made = world();
    made.set({ answer_call: "ring" });
    const first = await placeCall(made);
    await made.pass(1_000);
    await made.simulator.act({ kind: "hang_up", call_id: first });
    const all = ["call_started", "call_ended", "call_analyzed"];
    expect(told(made.deliveries)).toEqual(all);
    expect(made.view().calls).toMatchObject([{ disconnection_reason: "user_hangup" }]);

    made.deliveries.length = 0;
    made.set({});
    const second = await placeCall(made);
    await made.pass(100);
    await made.simulator.act({ kind: "hang_up", call_id: second });
    await made.pass(longEnough);
    expect(told(made.deliveries)).toEqual(all);
    const bodies = made.deliveries.map(({ body }) => JSON.parse(body).call);
    expect(bodies[1]).toMatchObject({ disconnection_reason: "user_hangup", duration_ms: 50 });
    for (const kind of ["hang_up", "miss"] as const) {
      const result = await made.simulator.act({ kind, call_id: second });
      expect(result).toEqual({ ok: false, reason: "too_late" });
    }
  });

  test("miss a call that rings", async () => {
    const made = world();
    made.set({ answer_call: "ring" });
    const call_id = await placeCall(made);
    await made.simulator.act({ kind: "miss", call_id });
    await made.pass(longEnough);
    expect(told(made.deliveries)).toEqual(["call_ended", "call_analyzed"]);
    expect(made.view().calls).toMatchObject([{ call_status: "not_connected" }]);
  });

  test.each([
    ["bounce", "email.bounced"],
    ["complain", "email.complained"],
  ] as const)("make a mail %s", async (kind, event) => {
    const { simulator, relay, pass, deliveries } = world();
    const email_id = await idOf(await relay(mail));
    await pass(longEnough);
    await simulator.act({ kind, email_id });
    expect(told(deliveries).at(-1)).toBe(event);
  });

  test("do nothing with what they never received", async () => {
    const { simulator, write } = world();
    const written = await write();
    for (const done of [
      { kind: "read", message_id: written?.id ?? "" },
      { kind: "hang_up", call_id: "x" },
      { kind: "bounce", email_id: "x" },
    ] as const) {
      expect(await simulator.act(done)).toEqual({ ok: false, reason: "unknown" });
    }
  });
});

describe("the clock", () => {
  test("jumps: windows expire, and what people write carries the new time", async () => {
    const { simulator, meta, write, reply, view, time } = world();
    await write();
    expect((await meta(textMessage())).status).toBe(200);
    const real = time.now;
    expect(simulator.advance(25 * 3_600)).toBe("2026-04-06T15:30:00Z");
    expect((await meta(textMessage())).status).toBe(400);
    await reply({ from: person, text: "Back" });
    expect(view().phone.at(-1)).toMatchObject({ text: "Back", at: "2026-04-06T15:30:00Z" });
    expect((await meta(textMessage())).status).toBe(200);
    expect(time.now).toBe(real);
  });

  test("does not go back when the state is forgotten, while switches and callbacks do", async () => {
    const { simulator, meta, set, view, pass, deliveries } = world();
    simulator.advance(3_600);
    set({ reorder: true });
    await meta(hello);
    expect(view().callbacks).toHaveLength(3);
    simulator.forget();
    expect(view()).toMatchObject({
      now: "2026-04-05T15:30:00Z",
      callbacks: [],
      switches: { reorder: false },
    });
    await pass(longEnough);
    expect(deliveries).toEqual([]);
  });
});
