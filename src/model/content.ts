// What can be said to a lead, in the shapes that all channels share. How long it may be is a matter of the
// channel: each provider's `refuse` knows.
import { z } from "zod";
import { utf8 } from "../lib/bytes.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is the point
const controlCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/;

/** Whether we can store and send it unchanged: no lone surrogates, no control characters but tab, LF and CR. */
export const isCleanText = (text: string): boolean =>
  text.isWellFormed() && !controlCharacters.test(text);

export const uncleanText = "must not contain control characters or lone surrogates";

export const cleanText = (maxChars: number) =>
  z.string().max(maxChars).refine(isCleanText, { message: uncleanText });

/** Also the line breaks that only Unicode knows: some mail programs break lines there, too. */
const lineBreak = /[\r\n\u0085\u2028\u2029]/;
/** RFC 5322: no line of an e-mail is longer. */
const maxLineBytes = 998;

/** One line of text, so that it cannot add an e-mail header. */
export const singleLine = (maxChars: number) =>
  cleanText(maxChars)
    .refine((text) => !lineBreak.test(text), { message: "must be a single line" })
    .refine((text) => utf8(text).length <= maxLineBytes, {
      message: `must not exceed ${maxLineBytes} bytes in UTF-8`,
    });

/** A template component in Meta's send format, its `type` and `sub_type` in lower case. */
export const templateComponentSchema = z.looseObject({
  type: z.string(),
  sub_type: z.string().exactOptional(),
  index: z.string().exactOptional(),
  parameters: z.array(z.looseObject({ type: z.string() })).exactOptional(),
});
export type TemplateComponent = z.infer<typeof templateComponentSchema>;

/** Where a provider, or a person's tap, fetches something: http or https, at most 2,000 characters. */
export const webUrlSchema = cleanText(2000).refine(
  (text) => {
    const url = URL.parse(text);
    return url !== null && /^https?:$/.test(url.protocol) && !/\s/.test(text);
  },
  { message: "must be a valid http or https URL" },
);

/** A button under a message: an answer that comes back with `id`, or a link. */
export const buttonSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("reply"),
    id: cleanText(256).min(1),
    title: cleanText(256).min(1),
  }),
  z.object({ type: z.literal("url"), title: cleanText(256).min(1), url: webUrlSchema }),
]);
export type Button = z.infer<typeof buttonSchema>;

const rowSchema = z.object({
  id: cleanText(256).min(1),
  title: cleanText(256).min(1),
  description: cleanText(256).exactOptional(),
});

/** What the person can do with an interactive message: exactly one kind of it. */
export const interactionSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("buttons"), buttons: z.array(buttonSchema).min(1).max(100) }),
  z.object({
    type: z.literal("list"),
    /** The label that opens the list. */
    button: cleanText(256).min(1),
    sections: z
      .array(
        z.object({
          title: cleanText(256).exactOptional(),
          rows: z.array(rowSchema).min(1).max(100),
        }),
      )
      .min(1)
      .max(100),
  }),
  z.object({ type: z.literal("cta_url"), title: cleanText(256).min(1), url: webUrlSchema }),
]);
export type Interaction = z.infer<typeof interactionSchema>;

/** A card of a carousel on Messenger or Instagram. */
export const elementSchema = z.object({
  title: cleanText(1000).min(1),
  subtitle: cleanText(1000).exactOptional(),
  imageUrl: webUrlSchema.exactOptional(),
  url: webUrlSchema.exactOptional(),
  buttons: z.array(buttonSchema).max(100),
});
export type Element = z.infer<typeof elementSchema>;

export const mediaTypes = ["image", "video", "audio", "document", "sticker"] as const;
export type MediaType = (typeof mediaTypes)[number];

/** A file by its URL, or by the id that the provider gave it when it was uploaded, which counts where both are known. */
export const mediaSchema = z
  .object({
    type: z.enum(mediaTypes),
    url: webUrlSchema.exactOptional(),
    id: z.string().min(1).max(512).exactOptional(),
    mimeType: z
      .string()
      .regex(/^[\w.+-]{1,100}\/[\w.+-]{1,100}$/, "must be a MIME type such as image/jpeg")
      .exactOptional(),
    /** What a document is called on the person's side. */
    filename: singleLine(240).exactOptional(),
    caption: cleanText(4096).exactOptional(),
  })
  .refine(({ url, id }) => url !== undefined || id !== undefined, {
    message: "must have a url",
    path: ["url"],
  });
export type OutgoingMedia = z.infer<typeof mediaSchema>;

export const contentSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("text"),
    text: cleanText(4096).min(1),
    /** SMS only: what an MMS shows beside the text. */
    mediaUrls: z.array(webUrlSchema).min(1).max(10).exactOptional(),
  }),
  z.object({
    kind: z.literal("template"),
    templateId: z.string(),
    components: z.array(templateComponentSchema).max(20),
  }),
  z.object({
    kind: z.literal("email"),
    subject: singleLine(998).exactOptional(),
    text: cleanText(262_144).exactOptional(),
    html: cleanText(262_144).exactOptional(),
    /** Instead of the workflow's. */
    senderName: singleLine(200).exactOptional(),
  }),
  z.object({ kind: z.literal("call"), beginMessage: cleanText(2000).exactOptional() }),
  z.object({ kind: z.literal("media"), media: mediaSchema }),
  z.object({
    kind: z.literal("interactive"),
    body: cleanText(4096).min(1),
    header: cleanText(4096).exactOptional(),
    footer: cleanText(4096).exactOptional(),
    interaction: interactionSchema,
  }),
  z.object({ kind: z.literal("elements"), elements: z.array(elementSchema).min(1).max(100) }),
]);
export type Content = z.infer<typeof contentSchema>;
