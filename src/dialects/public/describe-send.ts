// POST /messages, as the document shows it.
import { described } from "../openapi-described.ts";
import type { Operation } from "../operation.ts";
import { messageBodySchema } from "./schema.ts";
import { sendAnswers } from "./send-answers.ts";
import { sendExamples } from "./send-examples.ts";
import { sendFailures } from "./send-failures.ts";

/** What a message says, whoever gets it. */
export const contentTexts = {
  channel: "How the lead is reached.",
  content:
    "The text, up to 4,096 characters or what the channel can carry. On WhatsApp, needed without `template_id`, `media` and `interactive`. E-mail: the plain text, up to 262,144 characters; needed without `html`.",
  media: "A file by its address, with `content` or its own `caption` beside it.",
  media_urls: "SMS: up to 10 files beside the text.",
  interactive:
    "`content` with exactly one of `buttons`, `list` and `cta_url`; `header` and `footer` around it.",
  elements: "Messenger and Instagram: cards beside each other.",
  message_type:
    "Why you write; `TRANSACTIONAL` unless given. A lead who opted out of marketing gets the others.",
  priority: "Which job goes first. A single message never waits for another lead's.",
  tag: "Messenger and Instagram: a person's own answer may go up to seven days after the lead last wrote.",
  html: "E-mail: the HTML part, sent as it is, up to 262,144 characters. Without it, `content` becomes an escaped HTML part.",
  subject: "E-mail: one line. Else the workflow's default, else `Message from your advisor`.",
  template_id:
    "WhatsApp: an `id` of `GET /templates`. It may be sent at any time, and wins over `content`.",
  components:
    "The template's parameters in Meta's format, `type` and `sub_type` in any letter case. Up to 20,480 characters of JSON.",
  begin_message:
    "Call: the opening line, up to 2,000 characters. Else the workflow's default, else the agent's own.",
  metadata:
    "Yours: kept with the message and shown with it. Up to 16,384 characters of JSON, 20 levels deep.",
} as const;

const messageRequest = () =>
  described(messageBodySchema, {
    lead_id: "Whom to reach: this, or `to`.",
    to: "An address instead of `lead_id`: a phone number with its country (WhatsApp, call, SMS), a WhatsApp user id, an e-mail address, or the person's id at the page, the account or the bot (Messenger, Instagram, Telegram). The oldest lead that has it is meant; when nobody has it, a lead is made.",
    contact: "With `to`: what a lead that is made is called. One that is known stays as it is.",
    workflow_id: "Which account serves the channel, and the defaults.",
    ...contentTexts,
    scheduled_at:
      "When to send, up to 365 days ahead. Up to five minutes in the past count as now.",
  });

const description = `Sends one message to one lead, and answers truthfully what became of it.

**200** means that the provider took the message and named it. **202** means that it is not finished: \`scheduled\`, \`queued\`, or \`unknown\` when the provider did not say whether it took it. Never send again what is \`unknown\`: \`GET /messages/{id}\` tells how it ended.

Give every request an \`Idempotency-Key\`, and repeating it can never send a second message: the same key with the same body gets the first answer again, with \`Idempotent-Replayed: true\`.

Free text on WhatsApp, Messenger and Instagram may go only within 24 hours after the person last wrote; templates may go at any time.

The body may have 1 MB. Optional fields may be absent or null; unknown fields are ignored.`;

export const sendOperations: readonly Operation[] = [
  {
    id: "sendMessage",
    method: "post",
    path: "/messages",
    group: "Messages",
    summary: "Send a message to a lead",
    description,
    scope: "messages.send",
    idempotent: true,
    body: { schema: messageRequest, examples: sendExamples },
    answers: sendAnswers,
    failures: sendFailures,
  },
];
