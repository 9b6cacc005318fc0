import { describe, expect, test } from "vitest";
import type { Outgoing } from "../../../src/model/policy.ts";
import { messenger, meta } from "../../../src/providers/meta/index.ts";
import { answerOf, providerContract, replying } from "../../contract/provider.ts";
import errors from "../../fixtures/messenger/errors.json";
import captures from "../../fixtures/messenger/sdk-request-captures.json";
import { accepted, asked, draft, errorOf, link, page, reply, text } from "./messaging-accounts.ts";

const bodyOf = (outgoing: Outgoing, rest: Parameters<typeof draft>[1] = {}) =>
  JSON.parse(messenger.prepare(draft(outgoing, rest), page.settings));

const delivered = async (answer: Parameters<typeof answerOf>[0]) => {
  const { transport, requests } = replying(answerOf(answer));
  const delivery = { messageId: draft(text("Hi")).messageId, body: "{}", account: page };
  return { verdict: await messenger.deliver(delivery, transport), requests };
};

providerContract({
  provider: messenger,
  account: page,
  drafts: [
    draft(text("Hi John, just following up.")),
    draft({ kind: "media", media: { type: "image", url: "https://acme.example/a.jpg" } }),
    draft(asked("Shall we?", [reply("Yes"), reply("No")])),
    draft({ kind: "elements", elements: [{ title: "Sofa", subtitle: "Blue", buttons: [] }] }),
  ],
  answers: {
    accepted,
    acceptedId: "m_AG5Hz2Uq7tuwNEhXfYYKj8mJEM",
    refused: { ...errorOf(400, 551), code: "recipient_unreachable" },
    unauthorized: { status: 401, body: errors["190"] },
    throttled: errorOf(400, 613),
    broken: errorOf(500, 2),
  },
});

test("posts to the page's own messages", async () => {
  const { requests } = await delivered(accepted);
  expect(requests[0]?.url).toBe("https://graph.facebook.com/v25.0/100000000000001/messages");
});

test("names the page when it is checked", async () => {
  const { transport, requests } = replying(
    answerOf({ status: 200, body: { id: "100000000000001", name: "Acme", link: "https://x" } }),
  );
  expect(await messenger.check(page, transport)).toEqual({
    ok: true,
    facts: { name: "Acme", link: "https://x" },
  });
  expect(requests[0]?.url).toContain("/100000000000001?fields=name,link");
});

describe("prepare", () => {
  test("writes what an independent client writes, and our id besides", () => {
    const [withReplies, plain] = captures.map(({ body }) => JSON.parse(body));
    const metadata = draft(text("")).correlationId;
    const ours = bodyOf(text(plain.message.text), { to: "PSID" });
    expect(ours).toEqual({ ...plain, message: { ...plain.message, metadata } });
    const many = bodyOf(
      asked(
        "hi",
        ["A", "b", "c", "d"].map((title) => reply(title, title.toLowerCase())),
      ),
    );
    expect(many.message.quick_replies[0]).toEqual(withReplies.message.quick_replies[0]);
  });

  test("tags a message of a person who answers late", () => {
    expect(bodyOf(text("Sorry!"), { tag: "HUMAN_AGENT" })).toMatchObject({
      messaging_type: "MESSAGE_TAG",
      tag: "HUMAN_AGENT",
    });
  });

  test("sends files as attachments, by address or by Meta's id", () => {
    const url = "https://acme.example/a";
    const attachmentOf = (media: object) =>
      bodyOf({ kind: "media", media } as Outgoing).message.attachment;
    expect(attachmentOf({ type: "document", url })).toEqual({ type: "file", payload: { url } });
    expect(attachmentOf({ type: "video", url })).toEqual({ type: "video", payload: { url } });
    expect(attachmentOf({ type: "image", id: "17" })).toEqual({
      type: "image",
      payload: { attachment_id: "17" },
    });
  });

  test("makes a card of an image with a caption", () => {
    const media = {
      type: "image" as const,
      url: "https://acme.example/a.jpg",
      caption: "Our sofa",
    };
    expect(bodyOf({ kind: "media", media }).message.attachment.payload).toEqual({
      template_type: "generic",
      elements: [{ title: "Our sofa", image_url: media.url }],
    });
  });

  test("puts up to three buttons under the text, answers and links mixed", () => {
    const buttons = [reply("Yes", "yes-id"), link("Look")];
    const whole = { header: "Sofa", footer: "Acme" };
    expect(bodyOf(asked("Shall we?", buttons, whole)).message.attachment).toEqual({
      type: "template",
      payload: {
        template_type: "button",
        text: "Sofa\n\nShall we?\n\nAcme",
        buttons: [
          { type: "postback", title: "Yes", payload: "yes-id" },
          { type: "web_url", title: "Look", url: "https://acme.example/" },
        ],
      },
    });
  });

  test.each([
    ["more than three answers", "Which?", 4],
    ["answers under a long text", "x".repeat(641), 2],
  ])("sends %s as quick replies", (_what, body, count) => {
    const answers = Array.from({ length: count }, (_, i) => reply(`Answer ${i}`));
    const { message } = bodyOf(asked(body, answers));
    expect(message).not.toHaveProperty("attachment");
    expect(message).toMatchObject({ text: body, quick_replies: { length: count } });
  });

  test("makes a button of a link", () => {
    const interaction = { type: "cta_url" as const, title: "Look", url: "https://acme.example/" };
    const { payload } = bodyOf({ kind: "interactive", body: "See", interaction }).message
      .attachment;
    expect(payload).toMatchObject({ template_type: "button", buttons: [{ type: "web_url" }] });
  });

  test("makes a carousel of elements", () => {
    const element = {
      title: "Sofa",
      subtitle: "Blue",
      imageUrl: "https://acme.example/a.jpg",
      url: "https://acme.example/",
      buttons: [reply("Take it", "take")],
    };
    expect(bodyOf({ kind: "elements", elements: [element] }).message.attachment.payload).toEqual({
      template_type: "generic",
      elements: [
        {
          title: "Sofa",
          subtitle: "Blue",
          image_url: element.imageUrl,
          default_action: { type: "web_url", url: element.url },
          buttons: [{ type: "postback", title: "Take it", payload: "take" }],
        },
      ],
    });
  });

  test("does not carry an e-mail", () => {
    expect(() => bodyOf({ kind: "email", subject: "Hi" })).toThrow(TypeError);
  });
});

describe("refuse", () => {
  const refusalOf = (outgoing: Outgoing) => messenger.refuse?.(outgoing, page.settings);
  const media = (rest: object) =>
    ({ kind: "media", media: { type: "image", ...rest } }) as Outgoing;
  const url = "https://acme.example/a.jpg";
  const cards = (...elements: object[]) =>
    ({
      kind: "elements",
      elements: elements.map((one) => ({ buttons: [], ...one })),
    }) as unknown as Outgoing;
  const many = (count: number) => Array.from({ length: count }, (_, i) => reply(`${i}`));

  test.each<[string, Outgoing]>([
    ["a video with an empty caption", media({ type: "video", url, caption: "" })],
    ["a text of 2,000 characters", text("x".repeat(2_000))],
    ["an image with a caption of 80", media({ url, caption: "x".repeat(80) })],
    ["a button template of 640 characters", asked("x".repeat(640), [link("x".repeat(20))])],
    ["thirteen answers", asked("x".repeat(2_000), many(13))],
    [
      "ten cards",
      cards(...Array.from({ length: 10 }, () => ({ title: "x".repeat(80), imageUrl: url }))),
    ],
  ])("lets %s pass", (_what, outgoing) => {
    expect(refusalOf(outgoing)).toBeNull();
  });

  test.each<[string, Outgoing, string, number]>([
    ["a longer text", text("x".repeat(2_001)), "content", 2_000],
    ["a longer caption", media({ url, caption: "x".repeat(81) }), "media.caption", 80],
    ["a longer template", asked("x".repeat(641), [link("A")]), "content", 640],
    ["four buttons with a link", asked("x", [...many(3), link("A")]), "interactive.buttons", 3],
    ["fourteen answers", asked("x", many(14)), "interactive.buttons", 13],
    [
      "a longer quick reply",
      asked("x", [...many(3), reply("x".repeat(21))]),
      "interactive.buttons.title",
      20,
    ],
    ["a longer button", asked("x", [reply("x".repeat(21))]), "interactive.buttons.title", 20],
    [
      "eleven cards",
      cards(...Array.from({ length: 11 }, () => ({ title: "x", subtitle: "y" }))),
      "elements",
      10,
    ],
    ["a longer card", cards({ title: "x".repeat(81), subtitle: "y" }), "elements.title", 80],
    ["a longer subtitle", cards({ title: "x", subtitle: "x".repeat(81) }), "elements.subtitle", 80],
    ["a card with four buttons", cards({ title: "x", buttons: many(4) }), "elements.buttons", 3],
  ])("refuses %s", (_what, outgoing, field, limit) => {
    expect(refusalOf(outgoing)).toMatchObject({
      code: "content_too_long",
      details: { field, limit },
    });
  });

  test("counts header and footer as text", () => {
    const long = asked("x".repeat(640), [link("A")], { footer: "Acme" });
    expect(refusalOf(long)).toMatchObject({ code: "content_too_long", details: { limit: 640 } });
  });

  test.each<[string, Outgoing]>([
    ["a sticker", media({ type: "sticker", url })],
    ["files beside a text", { kind: "text", text: "x", mediaUrls: [url] }],
    ["a video with a caption", media({ type: "video", url, caption: "Look" })],
    ["a card of a title alone", cards({ title: "Sofa" })],
    ["a link that is not https", asked("x", [link("A", "http://acme.example/")])],
    ["a card's link that is not https", cards({ title: "x", url: "http://acme.example/" })],
    [
      "a list",
      {
        kind: "interactive",
        body: "x",
        interaction: {
          type: "list",
          button: "Open",
          sections: [{ rows: [{ id: "1", title: "A" }] }],
        },
      },
    ],
    ["a template", { kind: "template", name: "hello", language: "en", components: [] }],
  ])("does not carry %s", (_what, outgoing) => {
    expect(refusalOf(outgoing)).toMatchObject({ code: "content_unsupported" });
  });
});

describe("verdicts", () => {
  test.each([
    [10, 2018278, "window_closed"],
    [10, 2018065, "window_closed"],
    [10, 2018108, "recipient_unreachable"],
    [551, undefined, "recipient_unreachable"],
    [200, 1545041, "recipient_unreachable"],
    [100, 2018001, "recipient_unreachable"],
    [100, 33, "account_refused"],
    [10, 1893063, "account_refused"],
    [368, undefined, "account_refused"],
    [2, 2018344, "account_refused"],
    [100, 2018109, "content_refused"],
    [100, 2018008, "content_refused"],
    [100, 2018047, "content_refused"],
    [100, 2018294, "content_refused"],
    [100, 2018074, "content_refused"],
    [100, undefined, "content_refused"],
  ])("takes %i/%s for a definite no: %s", async (code, subcode, ours) => {
    // Meta: the status that comes with a code is no part of its meaning.
    for (const status of [400, 500]) {
      const { verdict } = await delivered(errorOf(status, code, subcode));
      expect(verdict).toMatchObject({ kind: "reject", code: ours });
      expect(JSON.stringify(verdict)).not.toContain("WhatsApp");
    }
  });

  test.each([
    [190, 463],
    [10, undefined],
    [3, undefined],
    [200, undefined],
    [230, undefined],
  ])("asks for new credentials or permissions at %i/%s", async (code, subcode) => {
    const { verdict } = await delivered(errorOf(400, code, subcode));
    expect(verdict).toMatchObject({ kind: "reauth" });
  });

  test.each([4, 9, 32, 613])("tries again after the rate limit %i", async (code) => {
    expect((await delivered(errorOf(400, code))).verdict).toMatchObject({ kind: "retry" });
  });

  test.each([
    [1, 1357046],
    [1, undefined],
    [2, undefined],
    [1200, undefined],
  ])("never sends again what may have been sent: %i/%s", async (code, subcode) => {
    const { verdict } = await delivered(errorOf(400, code, subcode));
    expect(verdict).toMatchObject({ kind: "unknown", reason: "server_error" });
  });

  test("shows the subcode beside the code", async () => {
    const answer = { status: 400, body: errors["10_2018278_shape"] };
    expect((await delivered(answer)).verdict).toMatchObject({
      provider: { code: 10, details: "subcode 2018278" },
    });
  });

  test("does not read subcodes on WhatsApp, which has codes for everything", async () => {
    const account = {
      settings: { phone_number_id: "106540352242922", waba_id: "102290129340398" },
      credentials: page.credentials,
    };
    const delivery = { messageId: "x", body: "{}", account };
    const { transport } = replying(answerOf(errorOf(400, 10, 2018278)));
    expect(await meta.deliver(delivery, transport)).toMatchObject({ kind: "reauth" });
  });
});
