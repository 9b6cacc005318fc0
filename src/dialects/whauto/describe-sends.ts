import type { Examples, Operation } from "../operation.ts";
import { describeSend, refusedBy } from "./describe-send.ts";
import { exampleIds } from "./example-ids.ts";
import {
  buttonsSchema,
  elementsSchema,
  mediaSchema,
  templateSchema,
  textSchema,
} from "./schema.ts";

const workspace = { id: exampleIds.workspace };
const john = { id: exampleIds.john };
const mia = { id: exampleIds.mia };
const recepient = { phoneNumber: "+12025550123" };
const image = { mediaUrl: "https://example.com/offer.jpg", mimeType: "image/jpeg" };

/** Only WhatsApp knows people by their numbers: elsewhere there must be a contact, and nothing in its place. */
const noNumber = { recepient: true, recipient: true } as const;
const withContact = { contact: true } as const;

/** What the requests are called in the contract. */
const requests = {
  whatsappText: () => textSchema.meta({ id: "WhatsAppTextMessageRequest" }),
  whatsappMedia: () => mediaSchema.meta({ id: "WhatsAppMediaMessageRequest" }),
  whatsappTemplate: () => templateSchema.meta({ id: "WhatsAppTemplateMessageRequest" }),
  text: () => textSchema.omit(noNumber).required(withContact).meta({ id: "TextMessageRequest" }),
  media: () => mediaSchema.omit(noNumber).required(withContact).meta({ id: "MediaMessageRequest" }),
  cards: (id: string) => () => elementsSchema.omit(noNumber).required(withContact).meta({ id }),
  buttons: () =>
    buttonsSchema
      .omit(noNumber)
      .required(withContact)
      .meta({ id: "TelegramTemplateMessageRequest" }),
};

const eitherPerson = "Give either `contact` or `recepient`, not both.";
const whoWrote = "The contact must have written first, and within the last 24 hours.";

const cards: Examples = {
  link: {
    summary: "A card with a link",
    value: {
      contact: mia,
      workspace,
      elements: [
        {
          title: "Summer sale",
          subtitle: "Everything at half the price",
          buttons: [{ title: "Look", url: "https://example.com/sale" }],
        },
      ],
    },
  },
  bare: {
    summary: "The shape of the original's documentation",
    value: { contact: mia, workspace, elements: [{ buttons: [], title: "Summer sale" }] },
  },
};

const greeting: Examples = {
  contact: { value: { contact: mia, workspace, textMessage: "Hi Mia!" } },
};

/** The nine sends of the contract. */
export const sendOperations: readonly Operation[] = [
  describeSend({
    channel: "whatsapp",
    kind: "text",
    summary: "Send a WhatsApp text",
    description: `${eitherPerson} ${whoWrote} Before that, send a template.`,
    schema: requests.whatsappText,
    examples: {
      contact: {
        summary: "To a contact",
        value: { contact: john, workspace, textMessage: "Hi John, just following up." },
      },
      recepient: {
        summary: "To a phone number",
        value: { recepient, workspace, textMessage: "Hi John, just following up." },
      },
      scheduled: {
        summary: "Later",
        value: {
          recepient,
          workspace,
          textMessage: "See you tomorrow.",
          scheduleDateTime: "2027-01-31T10:30:00Z",
        },
      },
    },
  }),
  describeSend({
    channel: "whatsapp",
    kind: "media",
    summary: "Send a file over WhatsApp",
    description: `${eitherPerson} ${whoWrote}`,
    schema: requests.whatsappMedia,
    examples: {
      contact: { summary: "To a contact", value: { contact: john, workspace, ...image } },
      recepient: { summary: "To a phone number", value: { recepient, workspace, ...image } },
    },
    failures: ["media_invalid"],
  }),
  describeSend({
    channel: "whatsapp",
    kind: "template",
    summary: "Send a WhatsApp template",
    description: `${eitherPerson} A template may be sent at any time, and goes out from the number that has it. Its values must be as many as it has variables.`,
    schema: requests.whatsappTemplate,
    examples: {
      contact: {
        summary: "To a contact",
        value: { contact: john, workspace, template: "hello_world" },
      },
      recepient: {
        summary: "To a phone number",
        value: { recepient, workspace, template: "hello_world" },
      },
      values: {
        summary: "In a language, with values by their names",
        value: {
          contact: john,
          workspace,
          template: { name: "seguimiento_lead", language: "es" },
          templateParameters: { nombre: "John", agente: "Sofia", empresa: "Acme Corp" },
        },
      },
      list: {
        summary: "With values in the template's order",
        value: {
          contact: john,
          workspace,
          template: "seguimiento_lead",
          bodyTextParameters: ["John", "Sofia", "Acme Corp"],
        },
      },
    },
    failures: [
      "template_not_found",
      "account_not_found",
      { code: "template_not_sendable", details: { template_status: "PAUSED" } },
      "template_parameters_invalid",
      refusedBy("whatsapp", "template_refused"),
    ],
  }),
  describeSend({
    channel: "messenger",
    kind: "text",
    summary: "Send a Messenger text",
    description: whoWrote,
    schema: requests.text,
    examples: greeting,
  }),
  describeSend({
    channel: "messenger",
    kind: "media",
    summary: "Send a file over Messenger",
    description: whoWrote,
    schema: requests.media,
    examples: { contact: { value: { contact: mia, workspace, ...image } } },
    failures: ["media_invalid"],
  }),
  describeSend({
    channel: "messenger",
    kind: "template",
    summary: "Send cards over Messenger",
    description: whoWrote,
    schema: requests.cards("MessengerTemplateMessageRequest"),
    examples: cards,
  }),
  describeSend({
    channel: "instagram",
    kind: "text",
    summary: "Send an Instagram text",
    description: whoWrote,
    schema: requests.text,
    examples: greeting,
  }),
  describeSend({
    channel: "instagram",
    kind: "template",
    summary: "Send cards over Instagram",
    description: whoWrote,
    schema: requests.cards("InstagramTemplateMessageRequest"),
    examples: cards,
  }),
  describeSend({
    channel: "telegram",
    kind: "template",
    summary: "Send a Telegram text with buttons",
    description: "The contact must have started the bot. Telegram has no 24-hour window.",
    schema: requests.buttons,
    examples: {
      answer: {
        summary: "A button for an answer",
        value: {
          contact: mia,
          workspace,
          textMessage: "Shall we talk?",
          buttons: [{ title: "Yes", payload: "yes" }],
        },
      },
      plain: {
        summary: "The shape of the original's documentation: without buttons a text",
        value: { contact: mia, workspace, buttons: [], textMessage: "Hi Mia!" },
      },
    },
  }),
];
