// What belongs to one lead: the history, the window, the opt-outs.
import { described } from "../openapi-described.ts";
import type { Operation } from "../operation.ts";
import { leadParams } from "./describe-leads.ts";
import { leadHistory, leadOptOuts, leadWindows } from "./history-answers.ts";
import { history, optOuts, windows } from "./lead-examples.ts";
import { historyQuerySchema } from "./message-schema.ts";
import { optOutPathSchema, optOutSchema } from "./opt-outs.ts";

const optOutParams = () => leadParams().extend(optOutPathSchema.shape);

const optOutAnswer = {
  200: {
    description: "Everything that the lead does not want.",
    schema: leadOptOuts,
    examples: { sms: { value: optOuts } },
  },
};

export const historyOperations: readonly Operation[] = [
  {
    id: "getLeadHistory",
    method: "get",
    path: "/leads/:id/history",
    group: "Leads",
    summary: "Show what was said with a lead",
    description: "On all channels, by its own time, straight from where it is decided.",
    scope: "messages.read",
    params: leadParams,
    query: () =>
      described(historyQuerySchema, {
        channel: "Some channels, with commas between them: `call,whatsapp,email`.",
        limit: "How many at once.",
        offset: "How many to skip.",
        order_by: "By time.",
      }),
    answers: {
      200: {
        description: "A page of the history.",
        schema: leadHistory,
        examples: { history: { value: history } },
      },
    },
    failures: [
      "lead_not_found",
      {
        code: "field_invalid",
        message: 'order_by: Invalid option: expected one of "asc"|"desc"',
        details: { field: "order_by" },
      },
    ],
  },
  {
    id: "getLeadWindow",
    method: "get",
    path: "/leads/:id/window",
    group: "Leads",
    summary: "Ask whether free text may go to a lead now",
    description:
      "For every account of the workspace on WhatsApp, Messenger and Instagram. Elsewhere there is no window.",
    scope: "messages.read",
    params: leadParams,
    answers: {
      200: {
        description: "One window per account.",
        schema: leadWindows,
        examples: { open: { value: windows } },
      },
    },
    failures: ["lead_not_found"],
  },
  {
    id: "listOptOuts",
    method: "get",
    path: "/leads/:id/opt-outs",
    group: "Leads",
    summary: "List what a lead does not want",
    description:
      "By channel. It is kept by address: every lead that has the address is meant, and it outlives the lead. What people say on a channel itself (STOP by SMS, an unsubscribed e-mail, a blocked bot) is recorded by itself.",
    scope: "leads.read",
    params: leadParams,
    answers: optOutAnswer,
    failures: ["lead_not_found"],
  },
  {
    id: "optOut",
    method: "put",
    path: "/leads/:id/opt-outs/:channel",
    group: "Leads",
    summary: "Write down that a lead opted out",
    description:
      "A send to the lead is then refused with `recipient_opted_out`, and skipped by jobs.",
    scope: "leads.write",
    params: optOutParams,
    body: {
      schema: () =>
        described(optOutSchema, {
          scope: "`all` ends every message on the channel, `marketing` those alone.",
          reason: "How they said it, for people.",
        }),
      examples: { all: { value: { scope: "all", reason: "told us on the phone" } } },
    },
    answers: optOutAnswer,
    failures: [
      "lead_not_found",
      { code: "address_missing", details: { channel: "telegram" } },
      {
        code: "field_invalid",
        message: 'scope: Invalid option: expected one of "all"|"marketing"',
        details: { field: "scope" },
      },
    ],
  },
  {
    id: "optIn",
    method: "delete",
    path: "/leads/:id/opt-outs/:channel",
    group: "Leads",
    summary: "Take an opt-out back",
    scope: "leads.write",
    params: optOutParams,
    answers: optOutAnswer,
    failures: [
      "lead_not_found",
      { code: "address_missing", details: { channel: "telegram" } },
      {
        code: "field_invalid",
        message:
          'channel: Invalid option: expected one of "whatsapp"|"email"|"call"|"sms"|"messenger"|"instagram"|"telegram"',
        details: { field: "channel" },
      },
    ],
  },
];
