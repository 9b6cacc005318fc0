// The wire of the nine sends. What is optional may be absent or null; unknown fields are ignored.
import { z } from "zod";
import { workspaceIdSchema } from "./workspace-id.ts";

const text = z.string().nullish();
const required = z
  .string()
  .refine((said) => said.trim() !== "", { message: "must not be empty" })
  .meta({ minLength: 1 });

const person = z.object({
  phoneNumber: text.meta({
    description:
      "Without `+` it is read by the workspace's default country; where there is none, as an international number.",
    examples: ["+12025550123"],
  }),
});

/** What all sends share. Who is meant is read by decode.ts: it has an answer of its own. */
const sendSchema = z.object({
  contact: z
    .object({ id: text.meta({ description: "The contact's id.", format: "uuid" }) })
    .nullish()
    .meta({ description: "The contact that is written to." }),
  /** The contract's spelling. */
  recepient: person.nullish().meta({
    description:
      "A number in place of `contact`; the spelling is the contract's. A number that nobody has becomes a contact.",
  }),
  recipient: person.nullish().meta({ description: "Read as `recepient`." }),
  workspace: workspaceIdSchema,
  scheduleDateTime: text.meta({
    description:
      "When the message is to leave: ISO 8601, UTC where it names no zone, at most a year ahead. Blank or past means now.",
    examples: ["2027-01-31T10:30:00Z"],
  }),
});
export type SendBody = z.infer<typeof sendSchema>;

export const textSchema = sendSchema.extend({
  textMessage: required.meta({ description: "What the message says." }),
});

export const mediaSchema = sendSchema.extend({
  mediaUrl: required.meta({
    description: "The address of the file. It must give it to anybody who asks.",
    format: "uri",
  }),
  mimeType: required.meta({
    description:
      "`image/...`, `video/...` and `audio/...` are sent as such, everything else as a document named as in the URL.",
    examples: ["image/jpeg"],
  }),
});

const value = z.union([z.string(), z.number()]).transform(String);
const values = z.array(value).max(100).nullish();
const fileOfHeader = text.meta({
  description: "The file of the template's header.",
  format: "uri",
});
const valuesOf = (part: string) =>
  values.meta({ description: `Values of the template's ${part}, in the template's order.` });
const allValues = z.union([values, z.record(z.string(), value)]).meta({
  description: "All values: a list in the template's order, or an object by the variables' names.",
});

/**
 * The contract says a text: the template's name, or its id. A later page of the vendor says an object, and
 * fields at the root that fill the template's variables. Their names are those of the vendor's sister
 * product (PipedreamHQ/pipedream, components/whautomate), bare and with the `template` that the page shows
 * the beginning of.
 */
export const templateSchema = sendSchema.extend({
  template: z
    .union([
      required,
      z.object({
        name: required,
        language: z
          .union([z.string(), z.object({ code: z.string() })])
          .nullish()
          .meta({ examples: ["en_US"] }),
      }),
    ])
    .meta({
      description:
        "The template's name, its id from `GET /whatsapp-templates`, or its name and language. By its name alone the one that is most likely meant is sent: of the default number, approved, in the first language.",
    }),
  headerMediaUrl: fileOfHeader,
  headerTextParameters: valuesOf("header"),
  bodyTextParameters: valuesOf("body"),
  buttonUrlParameters: valuesOf("buttons"),
  templateHeaderMediaUrl: fileOfHeader,
  templateHeaderTextParameters: valuesOf("header"),
  templateBodyTextParameters: valuesOf("body"),
  templateButtonUrlParameters: valuesOf("buttons"),
  templateParameters: allValues,
  templateParams: allValues,
});
export type TemplateBody = z.infer<typeof templateSchema>;

/**
 * The contract leaves the inside of `buttons` open. These are the names that Messenger, Telegram and WhatsApp
 * themselves use; a bare text is an answer.
 */
const buttonSchema = z
  .union([
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
  ])
  .meta({
    id: "Button",
    description:
      "A link: `title` (or `text`) and `url`. An answer: `title` (or `text`), and what comes back in `id`, `payload`, `callbackData` or `callback_data`, else the title. A bare text is an answer.",
  });
export type WireButton = z.infer<typeof buttonSchema>;

export const elementsSchema = sendSchema.extend({
  elements: z
    .array(
      z.object({
        title: required,
        subtitle: text,
        imageUrl: text.meta({ format: "uri" }),
        image_url: text.meta({ description: "Read as `imageUrl`.", format: "uri" }),
        url: text.meta({ description: "Where a tap on the card leads.", format: "uri" }),
        buttons: z.array(buttonSchema).nullish(),
      }),
    )
    .min(1)
    .meta({ description: "Cards. Where none has more than a title, the titles go out as a text." }),
});

export const buttonsSchema = sendSchema.extend({
  textMessage: required.meta({ description: "What the message says." }),
  /** Telegram itself lays buttons out in rows. */
  buttons: z
    .array(z.union([buttonSchema.transform((one) => [one]), z.array(buttonSchema)]))
    .transform((rows) => rows.flat())
    .nullish()
    .meta({ description: "Flat, or in rows. Without any the message is a text." }),
});
