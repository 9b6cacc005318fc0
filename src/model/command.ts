// What every dialect produces: one send to one lead. Dialects validate their own wire; this schema
// validates what they made of it, so that a dialect's bug is a refused request and never bad data.
import { z } from "zod";
import { utf8 } from "../lib/bytes.ts";
import { type Channel, channelSchema } from "./channel.ts";

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

export const contentSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("text"), text: cleanText(4096).min(1) }),
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
  }),
  z.object({ kind: z.literal("call"), beginMessage: cleanText(2000).exactOptional() }),
]);
export type Content = z.infer<typeof contentSchema>;

const uuid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

const carries: Record<Channel, readonly Content["kind"][]> = {
  whatsapp: ["text", "template"],
  email: ["email"],
  call: ["call"],
};

export const sendCommandSchema = z
  .object({
    leadId: uuid,
    workflowId: uuid,
    channel: channelSchema,
    /** Null when the caller gave nothing to send; that is refused once lead and workflow are known. */
    content: contentSchema.nullable(),
    metadata: z.record(z.string(), z.unknown()),
    /** Epoch milliseconds; null sends at once. */
    scheduledAt: z.number().int().nullable(),
  })
  .refine(({ channel, content }) => !content || carries[channel].includes(content.kind), {
    message: "the channel cannot carry this kind of content",
    path: ["content"],
  });
export type SendCommand = z.infer<typeof sendCommandSchema>;
