import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toHex } from "../../../src/lib/bytes.ts";
import { hmacKey } from "../../../src/lib/hmac.ts";
import { instagram, messenger, meta } from "../../../src/providers/meta/index.ts";
import { receiverContract } from "../../contract/receiver.ts";
import igImage from "../../fixtures/instagram/vercel-chat__image-attachment.json";
import igPostback from "../../fixtures/instagram/vercel-chat__postback.json";
import igQuickReply from "../../fixtures/instagram/vercel-chat__quick-reply.json";
import igReplay from "../../fixtures/instagram/vercel-chat__replay.json";
import igStory from "../../fixtures/instagram/vercel-chat__story-reply.json";
import igText from "../../fixtures/instagram/vercel-chat__text-dm.json";
import replay from "../../fixtures/messenger/vercel-chat__replay.json";

const { receiver } = messenger;
const now = Date.parse("2026-11-20T10:00:00Z");
const page = "100000000000001";
const profile = "17841400000000000";
const person = "200000000000001";
const at = 1_772_998_024_000;

const fromPerson = (kind: "psid" | "igsid") => ({
  phone: null,
  userId: null,
  email: null,
  chat: { kind, value: person },
});
const onMessenger = { sender: page, from: fromPerson("psid"), profileName: null };
const onInstagram = { sender: profile, from: fromPerson("igsid"), profileName: null };

/** One item of a page's or an Instagram account's webhook. */
const item = (content: object, rest: object = {}) => ({
  sender: { id: person },
  recipient: { id: page },
  timestamp: at,
  ...content,
  ...rest,
});
const bodyOf = (items: unknown[], rest: object = {}) => ({
  object: "page",
  entry: [{ id: page, time: at, messaging: items, ...rest }],
});
const onInsta = (items: unknown[]) => ({
  object: "instagram",
  entry: [{ id: profile, time: at, messaging: items }],
});
const read = (...items: unknown[]) => receiver.parse(bodyOf(items), now);

const sign = async (raw: Uint8Array<ArrayBuffer>) => {
  const mac = await crypto.subtle.sign("HMAC", await hmacKey("an-app-secret"), raw);
  return { "x-hub-signature-256": `sha256=${toHex(mac)}` };
};

for (const provider of [messenger, instagram]) {
  describe(`the receiver of ${provider.channel}`, () => {
    receiverContract({
      provider,
      credentials: { access_token: "EAAx", app_secret: "an-app-secret" },
      otherCredentials: { access_token: "EAAx", app_secret: "another-secret" },
      sign,
      samples: {
        "a text": replay.firstMessage,
        "a delivery": replay.deliveryConfirmation,
        "a reading": replay.readConfirmation,
        "a postback": replay.postbackClick,
        "a reaction": replay.reactionAdded,
        "an image": igImage,
        "a story's reply": igStory,
        "a mixed batch": bodyOf([
          item({
            message: { mid: "m_1", text: "x", attachments: [{ type: "image", payload: {} }] },
          }),
          item({ message: { mid: "m_1", is_deleted: true } }),
          item({ message_edit: { mid: "m_1", text: "y", num_edit: 1 } }),
          item({ referral: { ref: "ad", source: "SHORTLINK", type: "OPEN_THREAD" } }),
          item({ delivery: { watermark: at } }),
          item({ message: { mid: "m_2", is_echo: true, metadata: "ours" } }),
        ]),
      },
    });
  });
}

describe("the fixtures", () => {
  test.each<[string, unknown, object[]]>([
    [
      "firstMessage",
      replay.firstMessage,
      [
        {
          ...onMessenger,
          kind: "message",
          type: "text",
          text: "What is Vercel?",
          opensWindow: true,
          at,
          providerMessageId: "m_FAKE_MSG_ID_001",
        },
      ],
    ],
    ["secondMessage", replay.secondMessage, [{ ...onMessenger, text: "Tell me more" }]],
    [
      "deliveryConfirmation",
      replay.deliveryConfirmation,
      [
        {
          kind: "report",
          sender: page,
          providerMessageId: "m_SENT_MSG_001",
          fact: { name: "delivered", at: 1_772_998_034_000 },
        },
      ],
    ],
    [
      "readConfirmation",
      replay.readConfirmation,
      [
        {
          kind: "report",
          sender: page,
          providerMessageId: "",
          upTo: 1_772_998_044_000,
          fact: { name: "read" },
        },
      ],
    ],
    [
      "reactionAdded",
      replay.reactionAdded,
      [
        {
          ...onMessenger,
          type: "reaction",
          text: "❤",
          opensWindow: true,
          details: { reaction: { message_id: "m_FAKE_MSG_ID_001", emoji: "❤" } },
        },
      ],
    ],
    [
      "reactionRemoved",
      replay.reactionRemoved,
      [
        {
          ...onMessenger,
          type: "reaction",
          text: null,
          opensWindow: false,
          details: { reaction: { message_id: "m_FAKE_MSG_ID_001", emoji: null } },
        },
      ],
    ],
    [
      "postbackClick",
      replay.postbackClick,
      [
        {
          ...onMessenger,
          type: "postback",
          text: "Say Hello",
          details: { button: { payload: 'chat:{"a":"hello"}' } },
        },
      ],
    ],
    [
      "legacyPostback",
      replay.legacyPostback,
      [{ ...onMessenger, type: "postback", text: "Get Started" }],
    ],
    [
      "imageAttachment",
      replay.imageAttachment,
      [
        {
          ...onMessenger,
          type: "image",
          text: null,
          details: { attachments: [{ type: "image", url: "https://example.com/image.jpg" }] },
        },
      ],
    ],
    [
      "echoMessage",
      replay.echoMessage,
      [
        {
          kind: "unknown",
          sender: page,
          reason: "a message that was not sent through this gateway",
        },
      ],
    ],
    [
      "Instagram's image",
      igImage,
      [
        {
          ...onInstagram,
          type: "image",
          details: { attachments: [{ url: "https://cdn.example.com/product.jpg" }] },
        },
      ],
    ],
    [
      "Instagram's postback",
      igPostback,
      [
        {
          ...onInstagram,
          type: "postback",
          text: "Track order",
          providerMessageId: "mid.postback.1",
        },
      ],
    ],
    [
      "Instagram's quick reply",
      igQuickReply,
      [
        {
          ...onInstagram,
          type: "quick_reply",
          text: "Yes",
          details: { button: { payload: 'chat:{"a":"confirm","v":"yes"}' } },
        },
      ],
    ],
    [
      "Instagram's story reply",
      igStory,
      [
        {
          ...onInstagram,
          type: "text",
          text: "Is this still available?",
          details: { story: { id: "17900000000000001", url: "https://cdn.example.com/story.jpg" } },
        },
      ],
    ],
    ["Instagram's text", igText, [{ ...onInstagram, text: "Do you ship to Córdoba?" }]],
    ["Instagram's first message", igReplay.firstMessage, [{ ...onInstagram, type: "text" }]],
    [
      "Instagram's other story reply",
      igReplay.storyReply,
      [{ ...onInstagram, details: { story: { id: "17900000000000001" } } }],
    ],
    [
      "Instagram's reaction",
      igReplay.reactionAdded,
      [{ ...onInstagram, type: "reaction", text: "❤️" }],
    ],
    [
      "Instagram's other quick reply",
      igReplay.quickReply,
      [{ ...onInstagram, type: "quick_reply" }],
    ],
    ["Instagram's echo", igReplay.echoMessage, [{ kind: "unknown", sender: profile }]],
  ])("%s is read", (_name, body, expected) => {
    expect(receiver.parse(body, now)).toMatchObject(expected);
  });

  test("none lacks a case", () => {
    const bodies = Object.keys(replay).filter(
      (key) => typeof replay[key as keyof typeof replay] === "object",
    );
    expect(bodies).toHaveLength(10);
    expect(
      Object.keys(igReplay).filter(
        (key) => typeof igReplay[key as keyof typeof igReplay] === "object",
      ),
    ).toHaveLength(5);
  });
});

describe("messages", () => {
  test("a tap without an id of its own is the same when it is delivered twice, and no other tap", () => {
    const tap = (payload: string, rest: object = {}) =>
      read(item({ postback: { title: "Yes", payload } }, rest)).map((one) =>
        "providerMessageId" in one ? one.providerMessageId : null,
      )[0];
    expect(tap("yes")).toBe(tap("yes"));
    const others = [
      tap("no"),
      tap("yes", { timestamp: at + 1 }),
      tap("yes", { sender: { id: "7" } }),
    ];
    expect(new Set([tap("yes"), ...others]).size).toBe(4);
  });

  test("a message taken back is told under an id of its own, and opens nothing", () => {
    expect(read(item({ message: { mid: "m_1", is_deleted: true } }))).toMatchObject([
      {
        type: "deleted",
        providerMessageId: "m_1:deleted",
        opensWindow: false,
        details: { deleted: { message_id: "m_1" } },
      },
    ]);
  });

  test("an edit names the message that it changes, and opens nothing", () => {
    const edit = { mid: "m_1", text: "Better", num_edit: 2 };
    expect(read(item({ message_edit: edit }))).toMatchObject([
      { type: "edit", text: "Better", providerMessageId: "m_1:edit:2", opensWindow: false },
    ]);
  });

  test("an answer, a link's visitor and a strange message are told apart", () => {
    expect(
      read(
        item({ message: { mid: "m_1", text: "Yes", reply_to: { mid: "m_0" } } }),
        item({ referral: { ref: "ad", source: "SHORTLINK" } }),
        item({ message: { mid: "m_2", is_unsupported: true } }),
        item({ postback: { title: "Start", payload: "S", referral: { ref: "ad" } } }),
      ),
    ).toMatchObject([
      { type: "text", details: { context: { message_id: "m_0" } } },
      { type: "referral", text: null, opensWindow: true, details: { referral: { ref: "ad" } } },
      { type: "unsupported" },
      { type: "postback", details: { referral: { ref: "ad" } } },
    ]);
  });

  test("what reaches a page while another app answers is told, and says so", () => {
    const body = bodyOf([], { standby: [item({ message: { mid: "m_1", text: "Hi" } })] });
    expect(receiver.parse(body, now)).toMatchObject([
      { kind: "message", text: "Hi", details: { standby: true } },
    ]);
  });
});

describe("reports", () => {
  test("an echo with our id is a report of that message", () => {
    const echo = { mid: "m_1", is_echo: true, app_id: 1, metadata: "id.mac", text: "Hi" };
    const swapped = { sender: { id: page }, recipient: { id: person } };
    expect(read(item({ message: echo }, swapped))).toEqual([
      {
        kind: "report",
        sender: page,
        correlationId: "id.mac",
        providerMessageId: "m_1",
        person: fromPerson("psid"),
        fact: { name: "sent", at, failure: null, details: {} },
      },
    ]);
  });

  test("each delivered message is reported; without names, everything until the watermark", () => {
    expect(read(item({ delivery: { mids: ["a", "b"], watermark: at } }))).toMatchObject([
      { providerMessageId: "a" },
      { providerMessageId: "b" },
    ]);
    expect(read(item({ delivery: { watermark: at - 5 } }))).toMatchObject([
      { providerMessageId: "", upTo: at - 5, fact: { name: "delivered", at } },
    ]);
    expect(read(item({ delivery: {} }))).toMatchObject([{ kind: "unknown", sender: page }]);
  });

  test("Instagram names the message that was read", () => {
    expect(receiver.parse(onInsta([item({ read: { mid: "m_1" } })]), now)).toMatchObject([
      { kind: "report", sender: profile, providerMessageId: "m_1", fact: { name: "read", at } },
    ]);
  });
});

describe("what cannot be read", () => {
  test.each<[string, unknown]>([
    ["nothing", null],
    ["no time", item({ message: { mid: "m" } }, { timestamp: "now" })],
    ["nobody", item({ message: { mid: "m" } }, { sender: undefined })],
    ["a name for an id", item({ message: { mid: "m" } }, { sender: { id: "John" } })],
    ["our own side as the person", item({ message: { mid: "m" } }, { sender: { id: page } })],
    ["an opt-in", item({ optin: { ref: "x" } })],
    ["a message without an id", item({ message: { text: "Hi" } })],
    ["a message that cannot be stored", item({ message: { mid: "m", text: "x".repeat(300_000) } })],
  ])("is kept: %s", (_what, strange) => {
    const good = item({ message: { mid: "m_good", text: "Hi" } });
    expect(read(strange, good)).toMatchObject([
      { kind: "unknown", sender: page },
      { kind: "message", providerMessageId: "m_good" },
    ]);
  });

  test("is a change of another field, and an entry without content", () => {
    const changes = [{ field: "feed", value: {} }, null];
    expect(receiver.parse(bodyOf([], { changes }), now)).toMatchObject([
      { kind: "unknown", reason: 'a field "feed"' },
      { kind: "unknown" },
    ]);
    expect(receiver.parse({ object: "page", entry: [{ id: page }, 7] }, now)).toMatchObject([
      { kind: "unknown", sender: page },
      { kind: "unknown" },
    ]);
  });

  test("loses no item to a bad neighbour", () => {
    const good = fc.constantFrom<object>(
      { message: { mid: "m_1", text: "x" } },
      { postback: { title: "x", payload: "y" } },
      { reaction: { mid: "m_1", action: "react", emoji: "❤" } },
      { read: { watermark: at } },
    );
    const bad = fc.constantFrom<unknown>(null, 7, {}, { message: null }, { message: { mid: 5 } });
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            good.map((one) => [true, item(one)] as const),
            bad.map((one) => [false, one] as const),
          ),
        ),
        (items) => {
          const updates = read(...items.map(([, one]) => one));
          const understood = updates.filter(({ kind }) => kind !== "unknown");
          expect(understood).toHaveLength(items.filter(([isGood]) => isGood).length);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe("concerns", () => {
  const [message] = read(item({ message: { mid: "m" } }));
  const [dm] = receiver.parse(igText, now);

  test("takes what is about this page or Instagram account, and nothing else", () => {
    if (!message || !dm) throw new Error("nothing was read");
    expect(receiver.concerns(message, { page_id: page })).toBe(true);
    expect(receiver.concerns(message, { page_id: "1" })).toBe(false);
    expect(receiver.concerns(message, { instagram_id: profile })).toBe(false);
    expect(receiver.concerns(dm, { instagram_id: profile })).toBe(true);
    expect(receiver.concerns(dm, { phone_number_id: "1", waba_id: "2" })).toBe(false);
  });

  test("is one receiver for all that Meta carries", () => {
    expect(new Set([meta.receiver, messenger.receiver, instagram.receiver]).size).toBe(1);
  });
});
