// The wire of POST /api/public/messages. Optional fields may be absent or null, as clients send both;
// unknown fields are ignored.
import { z } from "zod";
import { isDeeperThan } from "../../lib/json.ts";
import { uuidSchema } from "../../lib/uuid.ts";
import { channelSchema } from "../../model/channel.ts";
import { messageTags, messageTypes, priorities } from "../../model/command.ts";
import { mediaTypes } from "../../model/content.ts";

const text = z.string().nullish();

/** Refuses JSON that is too large or nested too deeply to be stored. */
const bounded = (maxChars: number) => ({
  check: (value: unknown) => !isDeeperThan(value, 20) && JSON.stringify(value).length <= maxChars,
  message: `must not exceed ${maxChars} characters as JSON or 20 levels`,
});
const metadataBound = bounded(16_384);
const componentsBound = bounded(20_480);

const lowerCase = z.string().transform((value) => value.toLowerCase());

/** A template component in Meta's format, with `type` and `sub_type` in any letter case. */
const componentSchema = z.looseObject({
  type: lowerCase,
  sub_type: lowerCase.exactOptional(),
  index: z.union([z.string(), z.number().int().nonnegative()]).transform(String).exactOptional(),
  parameters: z.array(z.looseObject({ type: lowerCase })).exactOptional(),
});

const upperCase = z.string().transform((value) => value.toUpperCase());

const mediaSchema = z.object({
  type: lowerCase.pipe(z.enum(mediaTypes)),
  url: z.string(),
  mime_type: text,
  filename: text,
  /** `content` when absent. */
  caption: text,
});

/** A link when it has a `url`, else an answer that comes back with `id`; the title is the id where none is given. */
const buttonSchema = z.object({ title: z.string(), id: text, url: text }).meta({ id: "Button" });
export type WireButton = z.infer<typeof buttonSchema>;

/** Exactly one of `buttons`, `list` and `cta_url`; `content` is the text above. */
const interactiveSchema = z.object({
  header: text,
  footer: text,
  buttons: z.array(buttonSchema).nullish(),
  list: z
    .object({
      button: z.string(),
      sections: z.array(
        z.object({
          title: text,
          rows: z.array(z.object({ id: z.string(), title: z.string(), description: text })),
        }),
      ),
    })
    .nullish(),
  cta_url: z.object({ title: z.string(), url: z.string() }).nullish(),
});

const elementSchema = z.object({
  title: z.string(),
  subtitle: text,
  image_url: text,
  url: text,
  buttons: z.array(buttonSchema).nullish(),
});

export const messageBodySchema = z.object({
  lead_id: uuidSchema.nullish(),
  /** An address instead of a lead. */
  to: text,
  /** What a lead that is new is called. */
  contact: z.object({ first_name: text, last_name: text, email: text }).nullish(),
  workflow_id: uuidSchema,
  channel: channelSchema,
  media: mediaSchema.nullish(),
  media_urls: z.array(z.string()).nullish(),
  interactive: interactiveSchema.nullish(),
  elements: z.array(elementSchema).nullish(),
  message_type: upperCase.pipe(z.enum(messageTypes)).nullish(),
  priority: upperCase.pipe(z.enum(priorities)).nullish(),
  tag: upperCase.pipe(z.enum(messageTags)).nullish(),
  content: text,
  html: text,
  subject: text,
  template_id: text,
  components: z
    .array(componentSchema)
    .max(20)
    .refine(componentsBound.check, { message: componentsBound.message })
    .nullish(),
  begin_message: text,
  metadata: z
    .record(z.string(), z.unknown())
    .refine(metadataBound.check, { message: metadataBound.message })
    .nullish(),
  scheduled_at: z.iso
    .datetime({ offset: true, message: "must be an RFC 3339 time such as 2026-04-05T14:30:00Z" })
    .nullish(),
});
export type MessageBody = z.infer<typeof messageBodySchema>;
