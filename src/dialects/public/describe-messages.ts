// Looking at messages and deciding about them, as the document shows it.
import { z } from "zod";
import type { Failure } from "../../model/errors.ts";
import { described } from "../openapi-described.ts";
import type { Operation } from "../operation.ts";
import { uuid } from "./answers.ts";
import { ids } from "./example-ids.ts";
import { decided, messageAnswer, messageList } from "./message-answers.ts";
import { messageExample, messageListExample } from "./message-examples.ts";
import { messageQuerySchema, resolutionSchema } from "./message-schema.ts";

export const notACursor: Failure = {
  code: "field_invalid",
  message: "cursor: must be a next_cursor of an earlier answer",
  details: { field: "cursor" },
};

/** Texts for the two parameters of every list. */
export const pageTexts = {
  limit: "How many at once.",
  cursor: "Where to go on: the `next_cursor` of the answer before.",
} as const;

const params = () => z.object({ id: uuid().describe("Our id of the message.") });

export const messageOperations: readonly Operation[] = [
  {
    id: "listMessages",
    method: "get",
    path: "/messages",
    group: "Messages",
    summary: "List messages",
    description:
      "The workspace's messages, in and out, the newest first. Following `next_cursor` to its end meets every message once. The list may lag by a second, and has no content: that is with the message itself.",
    scope: "messages.read",
    query: () =>
      described(messageQuerySchema, {
        lead_id: "Those of one lead.",
        channel: "Those on one channel.",
        direction: "`outbound` is ours, `inbound` a person's.",
        status: "Those with one status.",
        from: "`created_at` from this time on.",
        to: "`created_at` before this time.",
        ...pageTexts,
      }),
    answers: {
      200: {
        description: "A page of messages.",
        schema: messageList,
        examples: { messages: { value: messageListExample } },
      },
    },
    failures: [notACursor],
  },
  {
    id: "getMessage",
    method: "get",
    path: "/messages/:id",
    group: "Messages",
    summary: "Show one message",
    description: "Straight from where it is decided: it shows every write that was answered.",
    scope: "messages.read",
    params,
    answers: {
      200: {
        description: "The message, with everything that is known about it.",
        schema: messageAnswer,
        examples: { call: { summary: "A call that nobody answered", value: messageExample } },
      },
    },
    failures: ["message_not_found"],
  },
  {
    id: "getMessageMedia",
    method: "get",
    path: "/messages/:id/media",
    group: "Messages",
    summary: "Fetch what a person sent",
    description:
      "The bytes of a person's file, up to 100 MB, as an attachment that no browser opens. WhatsApp keeps what people send for 7 days.",
    scope: "messages.read",
    params,
    answers: {
      200: {
        description: "The file, in its own type.",
        mediaType: "*/*",
        schema: () => z.instanceof(File),
      },
    },
    failures: [
      "message_not_found",
      { code: "resource_not_found", message: "This message carries no media." },
    ],
  },
  {
    id: "cancelMessage",
    method: "post",
    path: "/messages/:id/cancel",
    group: "Messages",
    summary: "Cancel a scheduled message",
    description: "Repeating it is harmless.",
    scope: "messages.send",
    params,
    answers: {
      200: {
        description: "It will not be sent.",
        schema: decided,
        examples: {
          cancelled: { value: { success: true, message_id: ids.message, status: "cancelled" } },
        },
      },
    },
    failures: ["message_not_found", { code: "not_cancellable", details: { status: "sent" } }],
  },
  {
    id: "resolveMessage",
    method: "post",
    path: "/messages/:id/resolve",
    group: "Messages",
    summary: "Decide about a message whose outcome is open",
    description:
      "For a person who knows what the gateway cannot know. It works on `unknown`, `not_sent` and `unresolved`. `resend` may reach the person a second time.",
    scope: "admin",
    params,
    body: {
      schema: () =>
        described(resolutionSchema, {
          action:
            "`mark_sent` and `mark_failed` say what happened; `resend` queues the message again.",
        }),
      examples: {
        sent: { value: { action: "mark_sent" } },
        resend: { value: { action: "resend" } },
      },
    },
    answers: {
      200: {
        description: "The status after it.",
        schema: decided,
        examples: {
          sent: { value: { success: true, message_id: ids.message, status: "sent" } },
        },
      },
    },
    failures: [
      "message_not_found",
      {
        code: "field_invalid",
        message: 'action: Invalid option: expected one of "mark_sent"|"mark_failed"|"resend"',
        details: { field: "action" },
      },
      { code: "not_resolvable", details: { status: "sent" } },
    ],
  },
];
