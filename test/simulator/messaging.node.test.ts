// Messenger and Instagram as Meta plays them: what is taken, what is refused, what is told.
import { describe, expect, test } from "vitest";
import { wordSchema } from "../../src/simulator/word.ts";
import captures from "../fixtures/messenger/sdk-request-captures.json" with { type: "json" };
import { type Delivery, world } from "./world.ts";

type World = ReturnType<typeof world>;

const page = "100000000000001";
const profile = "17841400000000000";
const person = "200000000000001";
const longEnough = 120_000;

const post = (
  w: World,
  node: string,
  body: unknown,
  { host = "graph.facebook.com", token = "EAAx" } = {},
) =>
  w.simulator.fetch(
    new Request(`https://${host}/v25.0/${node}/messages`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    }),
  );

const says = (w: World, channel: "messenger" | "instagram", word: object, from = person) =>
  w.simulator.say(
    wordSchema.parse({ channel, to: channel === "messenger" ? page : profile, from, ...word }),
  );

const text = (words: string, rest: object = {}, to = person) => ({
  recipient: { id: to },
  messaging_type: "RESPONSE",
  message: { text: words },
  ...rest,
});

const answerOf = async (response: Response) => ({
  status: response.status,
  body: (await response.json()) as {
    message_id?: string;
    recipient_id?: string;
    error?: { code: number; error_subcode?: number; message: string };
  },
});

interface Item {
  sender: { id: string };
  recipient: { id: string };
  timestamp: number;
  [content: string]: unknown;
}

const itemsIn = (deliveries: Delivery[]): Item[] =>
  deliveries.flatMap(({ body }) =>
    JSON.parse(body).entry.flatMap((entry: { messaging: Item[] }) => entry.messaging),
  );

/** A simulator to whose page and Instagram account the person has written. */
async function written() {
  const w = world();
  await says(w, "messenger", { text: "Hi" });
  await says(w, "instagram", { text: "Hi" }, `${person}9`);
  w.deliveries.length = 0;
  return w;
}

describe("sends", () => {
  test("are taken inside the window, and echoed, delivered and read", async () => {
    const w = await written();
    const { status, body } = await answerOf(
      await post(w, page, text("Hello ü", { message: { text: "Hello ü", metadata: "ours" } })),
    );
    expect(status).toBe(200);
    expect(body).toEqual({ recipient_id: person, message_id: expect.stringMatching(/^m_/) });
    await w.pass(longEnough);
    const mid = body.message_id;
    expect(w.deliveries.map(({ path }) => path)).toEqual(Array(3).fill(`/hooks/meta/${page}`));
    expect(w.deliveries[0]?.body).toMatch(/^[\x20-\x7e]+$/);
    expect(itemsIn(w.deliveries)).toMatchObject([
      {
        sender: { id: page },
        recipient: { id: person },
        message: { mid, is_echo: true, metadata: "ours", text: "Hello ü" },
      },
      { sender: { id: person }, recipient: { id: page }, delivery: { mids: [mid] } },
      { sender: { id: person }, read: { watermark: expect.any(Number) } },
    ]);
  });

  test("have no delivery receipt on Instagram, and name what was read", async () => {
    const w = await written();
    const { body } = await answerOf(
      await post(w, "me", { recipient: { id: `${person}9` }, message: { text: "Hi" } }),
    );
    await w.pass(longEnough);
    expect(w.deliveries.map(({ path }) => path)).toEqual(Array(2).fill(`/hooks/meta/${profile}`));
    expect(JSON.parse(w.deliveries[0]?.body ?? "").object).toBe("instagram");
    expect(itemsIn(w.deliveries)[1]).toMatchObject({ read: { mid: body.message_id } });
  });

  test("are batched into one entry", async () => {
    const w = await written();
    w.set({ batch: true });
    await post(w, page, text("Hi"));
    await w.pass(longEnough);
    expect(w.deliveries).toHaveLength(1);
    expect(itemsIn(w.deliveries)).toHaveLength(3);
  });

  test("go over Instagram's own host with its own tokens", async () => {
    const w = await written();
    const body = { recipient: { id: `${person}9` }, message: { text: "Hi" } };
    const own = { host: "graph.instagram.com", token: "IGAAx" };
    expect((await post(w, profile, body, own)).status).toBe(200);
  });

  test("of an independent client are taken", async () => {
    const w = await written();
    for (const { body } of captures) {
      const sent = { ...JSON.parse(body), recipient: { id: person } };
      expect((await post(w, page, sent)).status).toBe(200);
    }
  });

  test("need a person who wrote: within a day, tagged within a week", async () => {
    const w = await written();
    const outcome = async (rest: object = {}) =>
      (await answerOf(await post(w, page, text("Hi", rest)))).body.error;
    const tagged = { messaging_type: "MESSAGE_TAG", tag: "HUMAN_AGENT" };
    w.simulator.advance(25 * 3_600);
    expect(await outcome()).toMatchObject({ code: 10, error_subcode: 2018278 });
    expect(await outcome(tagged)).toBeUndefined();
    w.simulator.advance(6 * 24 * 3_600);
    expect(await outcome(tagged)).toMatchObject({ code: 10, error_subcode: 2018278 });
    const late = await post(w, "me", { recipient: { id: `${person}9` }, message: { text: "Hi" } });
    expect((await answerOf(late)).body.error).toMatchObject({ code: 10, error_subcode: 2534022 });
    const nobody = await post(w, "me", text("Hi", {}, "999"));
    expect((await answerOf(nobody)).body.error).toMatchObject({
      code: 100,
      error_subcode: 2018001,
    });
  });

  const attachment = (payload: object, type = "template") => ({
    message: { attachment: { type, payload } },
  });
  const card = { title: "x", subtitle: "y" };
  const button = { type: "postback", title: "Yes", payload: "y" };
  test.each<[string, object]>([
    ["no message", { message: undefined }],
    ["a long text", { message: { text: "x".repeat(2_001) } }],
    [
      "a text and an attachment",
      {
        message: {
          text: "x",
          attachment: { type: "image", payload: { url: "https://x.example" } },
        },
      },
    ],
    ["a misspelt field", { message: { txt: "x" } }],
    ["an unknown type", { messaging_type: "NEWS" }],
    ["a tag without its type", { tag: "HUMAN_AGENT" }],
    ["a type without its tag", { messaging_type: "MESSAGE_TAG" }],
    ["a retired tag", { messaging_type: "MESSAGE_TAG", tag: "ACCOUNT_UPDATE" }],
    [
      "fourteen quick replies",
      {
        message: {
          text: "x",
          quick_replies: Array(14).fill({ content_type: "text", title: "a", payload: "b" }),
        },
      },
    ],
    [
      "a long quick reply",
      {
        message: {
          text: "x",
          quick_replies: [{ content_type: "text", title: "x".repeat(21), payload: "b" }],
        },
      },
    ],
    [
      "a long button template",
      attachment({ template_type: "button", text: "x".repeat(641), buttons: [button] }),
    ],
    [
      "four buttons",
      attachment({ template_type: "button", text: "x", buttons: Array(4).fill(button) }),
    ],
    [
      "a link that is not https",
      attachment({
        template_type: "button",
        text: "x",
        buttons: [{ type: "web_url", title: "x", url: "http://x.example" }],
      }),
    ],
    ["eleven cards", attachment({ template_type: "generic", elements: Array(11).fill(card) })],
    ["a bare card", attachment({ template_type: "generic", elements: [{ title: "x" }] })],
    [
      "a long card",
      attachment({ template_type: "generic", elements: [{ ...card, title: "x".repeat(81) }] }),
    ],
    ["a file from nowhere", attachment({}, "image")],
    ["long metadata", { message: { text: "x", metadata: "x".repeat(1_001) } }],
  ])("are refused with %s", async (_what, rest) => {
    const w = await written();
    const { status, body } = await answerOf(await post(w, page, text("Hi", rest)));
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code: 100 });
    expect(w.view().phone.filter(({ direction }) => direction === "received")).toEqual([]);
  });

  test("of more than 1,000 bytes are refused on Instagram", async () => {
    const w = await written();
    const send = async (words: string) =>
      (await post(w, "me", { recipient: { id: `${person}9` }, message: { text: words } })).status;
    expect([await send("ü".repeat(500)), await send("ü".repeat(501))]).toEqual([200, 400]);
  });

  test.each([
    ["900004", 400, 4, undefined],
    ["900613", 400, 613, undefined],
    ["918108", 400, 10, 2018108],
    ["918278", 400, 10, 2018278],
    ["901200", 500, 1200, undefined],
    ["900002", 500, 2, undefined],
  ])(
    "to a person ending in %s are answered %i with code %i",
    async (ending, status, code, subcode) => {
      const w = world();
      const magic = `2000000000${ending}`;
      await says(w, "messenger", { text: "Hi" }, magic);
      const answer = await answerOf(await post(w, page, text("Hi", {}, magic)));
      expect(answer.status).toBe(status);
      expect(answer.body.error?.code).toBe(code);
      expect(answer.body.error?.error_subcode).toBe(subcode);
      expect(w.view().phone).toHaveLength(1);
    },
  );

  test("are sent all the same where Meta says that its own answer could not be read", async () => {
    const w = world();
    const magic = "2000000000957046";
    await says(w, "messenger", { text: "Hi" }, magic);
    const { body } = await answerOf(await post(w, page, text("Hi", {}, magic)));
    expect(body.error).toMatchObject({ code: 1, error_subcode: 1357046 });
    expect(w.view().phone.filter(({ direction }) => direction === "received")).toHaveLength(1);
  });

  test("need a token", async () => {
    const w = await written();
    const refused = await answerOf(await post(w, page, text("Hi"), { token: "nobody" }));
    expect(refused).toMatchObject({ status: 401, body: { error: { code: 190 } } });
  });
});

describe("people", () => {
  test("write, and send pictures", async () => {
    const w = world();
    await says(w, "messenger", { text: "Hi" });
    await says(w, "instagram", { image: { url: "https://x.example/a.jpg" } });
    expect(itemsIn(w.deliveries)).toMatchObject([
      { sender: { id: person }, recipient: { id: page }, message: { text: "Hi" } },
      {
        recipient: { id: profile },
        message: { attachments: [{ type: "image", payload: { url: "https://x.example/a.jpg" } }] },
      },
    ]);
    expect(w.view().phone).toMatchObject([
      { direction: "written", channel: "messenger", account: page, contact: person, text: "Hi" },
      { direction: "written", channel: "instagram", account: profile, type: "image" },
    ]);
  });

  test("tap a quick reply, which is a message, and a button, which is a postback", async () => {
    const w = await written();
    const quick_replies = [{ content_type: "text", title: "A", payload: "a" }];
    await post(w, page, text("Hi", { message: { text: "Hi", quick_replies } }));
    await w.pass(longEnough);
    w.deliveries.length = 0;
    await says(w, "messenger", { tap: { id: "a", title: "A" } });
    await says(w, "messenger", { tap: { id: "b", title: "B" } });
    const [quick, stays] = itemsIn(w.deliveries);
    expect(quick).toMatchObject({ message: { text: "A", quick_reply: { payload: "a" } } });
    expect(stays).toMatchObject({ postback: { title: "B", payload: "b" } });
    // Messenger may give a postback no id of its own.
    expect(stays?.["postback"]).not.toHaveProperty("mid");
  });

  test("read what they received", async () => {
    const w = await written();
    w.set({ read: false });
    const { body } = await answerOf(await post(w, page, text("Hi")));
    await w.pass(longEnough);
    w.deliveries.length = 0;
    await w.simulator.act({ kind: "read", message_id: body.message_id ?? "" });
    expect(itemsIn(w.deliveries)).toMatchObject([{ read: { watermark: w.time.now } }]);
  });
});

test("an account shows what was asked about it", async () => {
  const w = world();
  const response = await w.getMeta(`/${page}?fields=name,link`);
  expect(await response.json()).toEqual({
    id: page,
    name: "Simulated Business",
    link: `https://www.facebook.com/${page}`,
  });
});
