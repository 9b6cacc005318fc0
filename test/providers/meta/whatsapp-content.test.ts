// What WhatsApp is sent besides texts and templates, and what is refused before it is asked. The pretend Meta
// has limits of its own, written from the same documentation: both must agree on everything.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Content,
  contentSchema,
  type Interaction,
  type OutgoingMedia,
} from "../../../src/model/content.ts";
import type { Outgoing } from "../../../src/model/policy.ts";
import { meta } from "../../../src/providers/meta/index.ts";
import { messageSchema } from "../../../src/simulator/meta/message.ts";
import cta from "../../fixtures/whatsapp/derived__send-request-cta-url.json";
import audio from "../../fixtures/whatsapp/meta-send-request__send-audio-message-by-id.json";
import document from "../../fixtures/whatsapp/meta-send-request__send-document-message-by-url.json";
import image from "../../fixtures/whatsapp/meta-send-request__send-image-message-by-url.json";
import button from "../../fixtures/whatsapp/meta-send-request__send-reply-button.json";
import sticker from "../../fixtures/whatsapp/meta-send-request__send-sticker-message-by-id.json";
import video from "../../fixtures/whatsapp/meta-send-request__send-video-message-by-url.json";

const settings = { phone_number_id: "106540352242922", waba_id: "102290129340398" };

const bodyOf = (outgoing: Outgoing, to = "+16505551234") => {
  const { biz_opaque_callback_data: _, ...body } = JSON.parse(
    meta.prepare(
      {
        messageId: "11111111-2222-8333-8444-555555555555",
        workspaceId: "99999999-2222-4333-8444-555555555555",
        correlationId: "correlation",
        to,
        outgoing,
        tag: null,
        hookPath: "/hooks/meta/x",
      },
      settings,
    ),
  );
  return body;
};
const refusal = (outgoing: Outgoing) => meta.refuse?.(outgoing, settings) ?? null;
const mediaOf = (media: OutgoingMedia): Outgoing => ({ kind: "media", media });
const interactive = (
  interaction: Interaction,
  rest: { body?: string; header?: string; footer?: string } = {},
): Outgoing => ({ kind: "interactive", body: "Hello", ...rest, interaction });
const replies = (...titles: string[]): Interaction => ({
  type: "buttons",
  buttons: titles.map((title, i) => ({ type: "reply", id: `id-${i}`, title })),
});
const rows = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ id: `row-${i}`, title: `Row ${i}` }));

describe("prepare writes Meta's example of", () => {
  test("an image, a video and a document by link", () => {
    const { caption, link } = document.document;
    expect(bodyOf(mediaOf({ type: "document", url: link, caption }), document.to)).toEqual(
      document,
    );
    expect(bodyOf(mediaOf({ type: "image", url: image.image.link }), image.to)).toEqual(image);
    expect(
      bodyOf(
        mediaOf({ type: "video", url: video.video.link, caption: video.video.caption }),
        video.to,
      ),
    ).toEqual(video);
  });

  test("an audio and a sticker by id", () => {
    expect(bodyOf(mediaOf({ type: "audio", id: audio.audio.id }), audio.to)).toEqual(audio);
    expect(bodyOf(mediaOf({ type: "sticker", id: sticker.sticker.id }), sticker.to)).toEqual(
      sticker,
    );
  });

  test("reply buttons", () => {
    const { body, action } = button.interactive;
    const buttons = action.buttons.map(({ reply }) => ({ type: "reply" as const, ...reply }));
    expect(
      bodyOf(interactive({ type: "buttons", buttons }, { body: body.text }), button.to),
    ).toEqual(button);
  });

  test("a link with header and footer", () => {
    const { header, body, footer, action } = cta.interactive;
    const { display_text: title, url } = action.parameters;
    const texts = { body: body.text, header: header.text, footer: footer.text };
    expect(bodyOf(interactive({ type: "cta_url", title, url }, texts), cta.to)).toEqual(cta);
  });
});

test("an uploaded file is named by its id, although its address is known", () => {
  const url = "https://example.com/photo.png";
  const { image: sent } = bodyOf(mediaOf({ type: "image", id: "77", url }));
  expect(sent).toEqual({ id: "77" });
});

test("only a document has a name", () => {
  const file = { url: "https://example.com/x", filename: "x.pdf" };
  expect(bodyOf(mediaOf({ type: "document", ...file })).document.filename).toBe("x.pdf");
  expect(bodyOf(mediaOf({ type: "image", ...file })).image).not.toHaveProperty("filename");
});

describe("refuse", () => {
  const title = "x".repeat(21);
  const tooLong: [string, Outgoing, string, number][] = [
    ["a body over buttons", interactive(replies("A"), { body: "x".repeat(1025) }), "content", 1024],
    [
      "a body over a link",
      interactive(
        { type: "cta_url", title: "Go", url: "https://a.example" },
        { body: "x".repeat(1025) },
      ),
      "content",
      1024,
    ],
    ["a header", interactive(replies("A"), { header: "x".repeat(61) }), "interactive.header", 60],
    ["a footer", interactive(replies("A"), { footer: "x".repeat(61) }), "interactive.footer", 60],
    ["a button", interactive(replies("A", title)), "interactive.buttons.1.title", 20],
    ["four buttons", interactive(replies("A", "B", "C", "D")), "interactive.buttons", 3],
    [
      "a link's label",
      interactive({ type: "cta_url", title, url: "https://a.example" }),
      "interactive.cta_url.title",
      20,
    ],
    [
      "a list's label",
      interactive({ type: "list", button: title, sections: [{ rows: rows(1) }] }),
      "interactive.list.button",
      20,
    ],
    [
      "eleven rows in two sections",
      interactive({
        type: "list",
        button: "Choose",
        sections: [
          { title: "A", rows: rows(6) },
          { title: "B", rows: rows(11).slice(6) },
        ],
      }),
      "interactive.list.sections",
      10,
    ],
    [
      "a row's description",
      interactive({
        type: "list",
        button: "Choose",
        sections: [{ rows: [{ id: "a", title: "A", description: "x".repeat(73) }] }],
      }),
      "interactive.list.sections.0.rows.0.description",
      72,
    ],
    [
      "a caption",
      mediaOf({ type: "image", url: "https://a.example/x.png", caption: "x".repeat(1025) }),
      "media.caption",
      1024,
    ],
  ];
  test.each(tooLong)("%s that is too long, by field and limit", (_, outgoing, field, limit) => {
    expect(refusal(outgoing)).toMatchObject({
      code: "content_too_long",
      message: expect.stringContaining(String(limit)),
      details: { field, limit },
    });
  });

  test("not a list's body of 4,096 characters", () => {
    const list: Interaction = { type: "list", button: "Choose", sections: [{ rows: rows(10) }] };
    expect(refusal(interactive(list, { body: "x".repeat(4096) }))).toBeNull();
  });

  test.each<[string, Outgoing, string]>([
    ["the same title twice", interactive(replies("A", "A")), "title"],
    [
      "the same row twice",
      interactive({ type: "list", button: "Go", sections: [{ rows: [...rows(1), ...rows(1)] }] }),
      "id",
    ],
    [
      "a section without a title beside another",
      interactive({
        type: "list",
        button: "Go",
        sections: [{ title: "A", rows: rows(1) }, { rows: rows(2).slice(1) }],
      }),
      "sections.1.title",
    ],
  ])("%s", (_, outgoing, word) => {
    expect(refusal(outgoing)).toMatchObject({
      code: "field_invalid",
      message: expect.stringContaining(word),
    });
  });

  test.each<[string, Outgoing]>([
    [
      "a link among buttons",
      interactive({
        type: "buttons",
        buttons: [{ type: "url", title: "Go", url: "https://a.example" }],
      }),
    ],
    ["words with a sticker", mediaOf({ type: "sticker", id: "1", caption: "Hi" })],
    ["words with an audio", mediaOf({ type: "audio", id: "1", caption: "Hi" })],
    ["cards", { kind: "elements", elements: [{ title: "A", buttons: [] }] }],
    ["files beside a text", { kind: "text", text: "Hi", mediaUrls: ["https://a.example"] }],
  ])("%s, which WhatsApp does not carry", (_, outgoing) => {
    expect(refusal(outgoing)).toMatchObject({
      code: "content_unsupported",
      message: expect.stringMatching(/\.$/),
    });
  });

  test.each<[OutgoingMedia["type"], string, string | undefined, string | null]>([
    ["image", "https://a.example/x.PNG?x=1.gif", undefined, null],
    ["image", "https://a.example/x.gif", undefined, "media.url"],
    ["image", "https://a.example/x.gif", "image/png", null],
    ["image", "https://a.example/x.webp", undefined, "media.url"],
    ["image", "https://a.example/x", "image/jpg", null],
    ["image", "https://a.example/x", undefined, null],
    ["image", "https://a.example/x.php", undefined, null],
    ["video", "https://a.example/x.mov", undefined, "media.url"],
    ["video", "https://a.example/x", "VIDEO/MP4", null],
    ["audio", "https://a.example/x.mp3", undefined, null],
    ["audio", "https://a.example/x", "audio/wav", "media.mime_type"],
    ["document", "https://a.example/x.docx", undefined, null],
    ["document", "https://a.example/x", "image/png", "media.mime_type"],
    ["sticker", "https://a.example/x.webp", undefined, null],
  ])("judges a %s at %s said to be %s", (type, url, mimeType, field) => {
    const found = refusal(mediaOf({ type, url, ...(mimeType ? { mimeType } : {}) }));
    if (field === null) expect(found).toBeNull();
    else expect(found).toMatchObject({ code: "media_invalid", details: { field } });
  });

  test("names the kind that would fit", () => {
    const webp = mediaOf({ type: "image", url: "https://a.example/x.webp" });
    expect(refusal(webp)?.message).toContain("Send it as sticker");
  });
});

/** Texts around the limits, mostly. */
const text = (...limits: number[]) =>
  fc.oneof(
    fc.string({ minLength: 1, maxLength: 12 }),
    fc.constantFrom(...limits.flatMap((limit) => [limit, limit + 1])).map((n) => "y".repeat(n)),
  );
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const row = fc.record({
  id: text(200),
  title: text(24),
  description: maybe(text(72)),
});
const interaction = fc.oneof(
  fc.record({
    type: fc.constant("buttons"),
    buttons: fc.array(fc.record({ type: fc.constant("reply"), id: text(256), title: text(20) }), {
      minLength: 1,
      maxLength: 4,
    }),
  }),
  fc.record({
    type: fc.constant("list"),
    button: text(20),
    sections: fc.array(
      fc.record({ title: maybe(text(24)), rows: fc.array(row, { minLength: 1, maxLength: 6 }) }),
      { minLength: 1, maxLength: 3 },
    ),
  }),
  fc.record({
    type: fc.constant("cta_url"),
    title: text(20),
    url: fc.constant("https://example.com/dates"),
  }),
);
const file = fc.record({
  type: fc.constantFrom("image", "video", "audio", "document", "sticker"),
  url: fc.constant("https://example.com/file"),
  filename: maybe(text(240)),
  caption: maybe(text(1024)),
});
const contents = fc.oneof(
  fc.record({
    kind: fc.constant("interactive"),
    body: text(1024, 4095),
    header: maybe(text(60)),
    footer: maybe(text(60)),
    interaction,
  }),
  fc.record({ kind: fc.constant("media"), media: file }),
);

test("what is not refused, the pretend Meta takes, and nothing that it takes is refused", () => {
  let taken = 0;
  let refused = 0;
  fc.assert(
    fc.property(contents, (given) => {
      const parsed = contentSchema.safeParse(JSON.parse(JSON.stringify(given)));
      // Control characters and the like never come so far.
      fc.pre(parsed.success);
      const content = parsed.data as Extract<Content, { kind: "interactive" | "media" }>;
      const isRefused = refusal(content) !== null;
      if (isRefused) refused++;
      else taken++;
      const takes = messageSchema.safeParse(bodyOf(content)).success;
      const { interaction: offered } = content.kind === "interactive" ? content : {};
      const ids =
        offered?.type === "buttons"
          ? offered.buttons.flatMap((one) => (one.type === "reply" ? [one.id] : []))
          : offered?.type === "list"
            ? offered.sections.flatMap((section) => section.rows.map(({ id }) => id))
            : [];
      // Meta wants ids to differ, too; a caption or a name that it does not show is simply left out.
      const hasTwins = new Set(ids).size !== ids.length;
      const isSilent = content.kind === "media" && /audio|sticker/.test(content.media.type);
      const isNamed = content.kind === "media" && (content.media.filename?.length ?? 0) > 240;
      if (!hasTwins && !isSilent && !isNamed) expect(isRefused).toBe(!takes);
      else if (!isRefused) expect(takes).toBe(true);
    }),
    { numRuns: 1_000 },
  );
  expect(Math.min(taken, refused)).toBeGreaterThan(50);
});
