// The wire of Xobito's sends. Limits are Xobito's, which are mostly Meta's; where Meta's are tighter, they
// count. Optional fields may be absent, null or blank; unknown ones are ignored.
import { z } from "zod";
import { toE164, toEmail } from "../../model/address.ts";
import { webUrlSchema } from "../../model/content.ts";
import { line, text, whole } from "./validation.ts";

/** E.164 with its plus: ten digits that mean one person here mean another elsewhere. */
const phoneSchema = z
  .string()
  .meta({
    description:
      "E.164: a plus, the country's code and the number. Spaces and hyphens in it do not matter.",
    examples: ["+14155551234"],
  })
  .transform((value, ctx) => {
    const phone = toE164(value, null);
    if (phone !== null) return phone;
    ctx.addIssue({ code: "invalid_format", format: "phone", input: value });
    return z.NEVER;
  });

export const emailSchema = z
  .string()
  .meta({ format: "email", maxLength: 191 })
  .transform((value, ctx) => {
    const email = value.length > 191 ? null : toEmail(value);
    if (email !== null) return email.toLowerCase();
    ctx.addIssue({ code: "invalid_format", format: "email", input: value });
    return z.NEVER;
  });

const groupNames = z.array(line(100)).max(50);

/** Names of groups, in a list or with commas between them. */
export const groupsSchema = z
  .union([
    z.string().meta({ description: "Names with commas between them." }),
    z.array(z.unknown().meta({ type: ["string", "null"], maxLength: 100 })),
  ])
  .transform((given) => {
    const names = typeof given === "string" ? given.split(",") : given;
    const trimmed = names.map((name) => (typeof name === "string" ? name.trim() : name));
    return [...new Set(trimmed.filter((name) => name !== "" && name !== null))];
  })
  .pipe(groupNames);

/** Who the recipient is: makes a contact that is new, and changes one that is known. */
export const contactSchema = z
  .object({
    firstname: line(255).nullish(),
    lastname: line(255).nullish(),
    email: emailSchema.nullish(),
    country: line(255).nullish(),
    assigned_id: z
      .union([whole, line(255)])
      .transform(String)
      .nullish(),
    groups: groupsSchema.nullish(),
  })
  .meta({ id: "ContactDetails" });
export type Contact = z.infer<typeof contactSchema>;

const urlSchema = webUrlSchema.meta({ format: "uri", description: "http or https" });

/** What the three sends share. */
const recipient = {
  phone_number: phoneSchema,
  /** Xobito names it for templates; here every send may say from which number it goes. */
  from_phone_number_id: z
    .union([z.string(), z.number()])
    .meta({
      description: "Meta's id of the number to send from; the workspace's default without it.",
    })
    .transform(String)
    .nullish(),
  contact: contactSchema.nullish(),
};
export type WireRecipient = z.infer<z.ZodObject<typeof recipient>>;

// A blank text is absent before it gets here, so that `min(1)` only says so in the documents.
export const textSchema = z.object({
  ...recipient,
  message_type: z.literal("text").nullish(),
  message_body: text(4096).min(1),
});

const interactive = {
  ...recipient,
  /** Meta: the text of an interactive message is shorter than a plain one. */
  message_body: text(1024).min(1),
  header: line(60).nullish(),
  footer: line(60).nullish(),
};
export type WireFrame = z.infer<z.ZodObject<typeof interactive>>;

export const buttonsSchema = z.object({
  ...interactive,
  message_type: z.literal("interactive"),
  buttons: z
    .array(z.object({ id: line(256).min(1), title: line(20).min(1) }))
    .min(1)
    .max(3),
});

export const ctaSchema = z.object({
  ...interactive,
  message_type: z.literal("cta_url"),
  button_text: line(20).min(1),
  button_url: urlSchema,
});

const kilobytes = 1024;
/** Meta takes documents of 100 MB by upload; we hold a file in memory, and by URL they go as large as they are. */
export const maxFileBytes = 16_384 * kilobytes;
const fileOf = (maxBytes: number) =>
  z
    .instanceof(File)
    .meta({
      type: "string",
      contentMediaType: "application/octet-stream",
      description: `At most ${maxBytes / kilobytes} KB.`,
    })
    .superRefine((file, ctx) => {
      if (file.size <= maxBytes) return;
      ctx.addIssue({ code: "too_big", origin: "file", maximum: maxBytes, input: file });
    });
const imageFile = fileOf(5_120 * kilobytes);
const otherFile = fileOf(maxFileBytes);

/** The places of a template's texts: header `{{1}}`, body `{{1}}` to `{{10}}`, and the buttons from 0. */
const placeNames = [
  "header_field_1",
  ...([1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const).map((n) => `field_${n}` as const),
  ...([0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const).map((n) => `button_${n}` as const),
] as const;
type PlaceName = (typeof placeNames)[number];
const place = z.union([z.string(), z.number()]).transform(String).pipe(text(4096)).nullish();

export const templateSchema = z.object({
  ...recipient,
  template_name: line(512).min(1),
  template_language: line(10)
    .min(1)
    .meta({ examples: ["en_US"] }),
  header_image_url: urlSchema.nullish(),
  header_image_file: imageFile.nullish(),
  header_video_url: urlSchema.nullish(),
  header_video_file: otherFile.nullish(),
  header_document_url: urlSchema.nullish(),
  header_document_file: otherFile.nullish(),
  header_document_name: line(240).nullish(),
  ...(Object.fromEntries(placeNames.map((name) => [name, place])) as Record<
    PlaceName,
    typeof place
  >),
});
export type WireTemplate = z.infer<typeof templateSchema>;

const sentMediaTypes = ["image", "document", "video", "audio"] as const;
const media = {
  ...recipient,
  media_type: z.enum(sentMediaTypes),
  caption: text(1024).nullish(),
  /** Meta's limit is below Xobito's 255. */
  filename: line(240).nullish(),
};
export const mediaByUrlSchema = z.object({ ...media, media_url: urlSchema });
export const mediaFileSchema = z.object({ ...media, media_file: otherFile });
export const imageFileSchema = z.object({ ...media, media_file: imageFile });
/** Names both ways when neither is given. */
export const noMediaSchema = z.object({ ...media, media_url: urlSchema, media_file: otherFile });
