// The three sends.
import { z } from "zod";
import type { FailureDescription, Operation } from "../operation.ts";
import { sentAnswer } from "./answers.ts";
import { tenant, wrong } from "./describe-parts.ts";
import * as example from "./examples.ts";
import {
  buttonsSchema,
  contactSchema,
  ctaSchema,
  mediaByUrlSchema,
  mediaFileSchema,
  templateSchema,
  textSchema,
} from "./schema.ts";

const group = "Messages";

/** What can be wrong with every send: what it says, whom and what it names, and what WhatsApp makes of it. */
const sendFailures: FailureDescription[] = [
  "workspace_mismatch",
  wrong({
    message_body: ["The message body may not be greater than 4096 characters."],
  }),
  "lead_not_found",
  "account_not_found",
  "account_missing",
  "conflict",
  "phone_missing",
  "recipient_opted_out",
  "content_unsupported",
  "content_too_long",
  "media_invalid",
  "lead_queue_full",
  "window_closed",
  "recipient_unreachable",
  "recipient_refused",
  "content_refused",
  "template_refused",
  "credentials_refused",
  "account_refused",
  "provider_refused",
  "provider_busy",
];

const sent = (value: unknown) => ({
  200: {
    description: "The message was sent, or is recorded and pending.",
    schema: sentAnswer,
    examples: { sent: { value }, pending: { value: example.pending } },
  },
});

/** The same fields in a form, where a contact's are written as PHP reads them: `contact[firstname]`. */
function formOf(schema: z.ZodObject): z.ZodObject {
  const { contact: _, ...fields } = schema.shape;
  const inner = Object.entries(contactSchema.shape).map(([name, field]) => [
    `contact[${name}]`,
    field,
  ]);
  return z.object({
    ...fields,
    ...Object.fromEntries(inner),
    "contact[groups]": z.string().nullish().describe("Names with commas between them."),
  });
}

export const sendOperations: readonly Operation[] = [
  {
    id: "sendMessage",
    method: "post",
    path: "/messages/send",
    group,
    summary: "Send a text, reply buttons or a link",
    description:
      "Needs an open 24-hour window: the person has written within the last 24 hours. Send a template otherwise. A number that nobody has becomes a contact.",
    scope: "messages.send",
    idempotent: true,
    params: tenant,
    body: {
      schema: () =>
        z.union([
          textSchema.meta({ id: "TextMessage" }),
          buttonsSchema.meta({ id: "ButtonsMessage" }),
          ctaSchema.meta({ id: "LinkMessage" }),
        ]),
      examples: {
        text: { summary: "Send Text Message", value: example.text },
        buttons: { summary: "Interactive reply buttons (1–3)", value: example.buttons },
        link: { summary: "CTA URL button (1 URL)", value: example.link },
        contact: { summary: "A text that changes the contact", value: example.withContact },
      },
    },
    answers: sent(example.sent("Message sent successfully")),
    failures: sendFailures,
  },
  {
    id: "sendTemplate",
    method: "post",
    path: "/messages/template",
    group,
    summary: "Send a template",
    description:
      "Needs no open window. `header_field_1`, `field_1` to `field_10` and `button_0` to `button_9` fill the places of the template. Send a form to upload the file of a header.",
    scope: "messages.send",
    idempotent: true,
    params: tenant,
    body: {
      schema: () =>
        templateSchema.omit({
          header_image_file: true,
          header_video_file: true,
          header_document_file: true,
        }),
      examples: {
        plain: { summary: "A template without places", value: example.template },
        filled: { summary: "A template with places", value: example.filledTemplate },
        contact: { summary: "Auto-created contacts", value: example.templateToNobody },
      },
    },
    form: {
      mediaType: "multipart/form-data",
      schema: () => formOf(templateSchema),
      examples: { image: { summary: "A template with a picture", value: example.templateForm } },
    },
    answers: sent(example.sent("Template message sent successfully")),
    failures: [
      ...sendFailures,
      "template_not_found",
      "template_not_sendable",
      "template_parameters_invalid",
    ],
  },
  {
    id: "sendMedia",
    method: "post",
    path: "/messages/media",
    group,
    summary: "Send a file",
    description:
      "By its URL, as large as WhatsApp takes it; or with the form, at most 16 MB, and images at most 5 MB. Needs an open window, like a text. Audio shows no caption, and only documents show their name.",
    scope: "messages.send",
    idempotent: true,
    params: tenant,
    body: {
      schema: () => mediaByUrlSchema,
      examples: {
        document: { summary: "A document", value: example.document },
        image: { summary: "An image", value: example.image },
      },
    },
    form: {
      mediaType: "multipart/form-data",
      schema: () => formOf(mediaFileSchema),
      examples: { document: { summary: "A document", value: example.mediaForm } },
    },
    answers: sent(example.sent("Media message sent successfully")),
    failures: sendFailures,
  },
];
