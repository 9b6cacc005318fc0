// The wire of the nine sends. What is optional may be absent or null; unknown fields are ignored.
import { z } from "zod";

const text = z.string().nullish();
const required = z.string().refine((said) => said.trim() !== "", { message: "must not be empty" });

/** What all sends share. Who is meant is read by decode.ts: it has an answer of its own. */
const sendSchema = z.object({
  contact: z.object({ id: text }).nullish(),
  /** The contract's spelling. */
  recepient: z.object({ phoneNumber: text }).nullish(),
  recipient: z.object({ phoneNumber: text }).nullish(),
  workspace: z.object({ id: z.string() }),
  scheduleDateTime: text,
});
export type SendBody = z.infer<typeof sendSchema>;

export const textSchema = sendSchema.extend({ textMessage: required });

export const mediaSchema = sendSchema.extend({ mediaUrl: required, mimeType: required });

const value = z.union([z.string(), z.number()]).transform(String);
const values = z.array(value).max(100).nullish();

/**
 * The contract says a text: the template's name, or its id. A later page of the vendor says an object, and
 * fields at the root that fill the template's variables. Their names are those of the vendor's sister
 * product (PipedreamHQ/pipedream, components/whautomate), bare and with the `template` that the page shows
 * the beginning of.
 */
export const templateSchema = sendSchema.extend({
  template: z.union([
    required,
    z.object({
      name: required,
      language: z.union([z.string(), z.object({ code: z.string() })]).nullish(),
    }),
  ]),
  headerMediaUrl: text,
  headerTextParameters: values,
  bodyTextParameters: values,
  buttonUrlParameters: values,
  templateHeaderMediaUrl: text,
  templateHeaderTextParameters: values,
  templateBodyTextParameters: values,
  templateButtonUrlParameters: values,
  /** All variables in the template's order, or by their names. */
  templateParameters: z.union([values, z.record(z.string(), value)]),
  templateParams: z.union([values, z.record(z.string(), value)]),
});
export type TemplateBody = z.infer<typeof templateSchema>;

/**
 * The contract leaves the inside of `buttons` open. These are the names that Messenger, Telegram and WhatsApp
 * themselves use; a bare text is an answer.
 */
const buttonSchema = z.union([
  required.transform((title) => ({ title, id: title, url: null })),
  z
    .object({
      title: text,
      text,
      url: text,
      id: text,
      payload: text,
      callbackData: text,
      callback_data: text,
    })
    .transform(({ title, text: label, url, id, payload, callbackData, callback_data }, ctx) => {
      const shown = [title, label].find((one) => one?.trim());
      const answer = [id, payload, callbackData, callback_data].find((one) => one?.trim());
      if (shown) return { title: shown, id: answer ?? shown, url: url?.trim() || null };
      ctx.addIssue("must have a title");
      return z.NEVER;
    }),
]);
export type WireButton = z.infer<typeof buttonSchema>;

export const elementsSchema = sendSchema.extend({
  elements: z
    .array(
      z.object({
        title: required,
        subtitle: text,
        imageUrl: text,
        image_url: text,
        url: text,
        buttons: z.array(buttonSchema).nullish(),
      }),
    )
    .min(1),
});

export const buttonsSchema = sendSchema.extend({
  textMessage: required,
  /** Telegram itself lays buttons out in rows. */
  buttons: z
    .array(z.union([buttonSchema.transform((one) => [one]), z.array(buttonSchema)]))
    .transform((rows) => rows.flat())
    .nullish(),
});
