// The leads of a workspace, as the document shows them.
import { z } from "zod";
import { lazy } from "../../lib/lazy.ts";
import type { Failure } from "../../model/errors.ts";
import { described } from "../openapi-described.ts";
import type { BodyDescription, Method, Operation } from "../operation.ts";
import { uuid } from "./answers.ts";
import { notACursor, pageTexts } from "./describe-messages.ts";
import { leadChanged, leadList, leadShown, leadsWritten } from "./lead-answers.ts";
import {
  changedLead,
  listedLeads,
  shownLead,
  updatedLead,
  writtenLead,
  writtenLeads,
} from "./lead-examples.ts";
import { leadFieldsSchema, leadQuerySchema, leadRowSchema } from "./lead-schema.ts";
import { maxRows } from "./leads.ts";

export const leadParams = () => z.object({ id: uuid().describe("Of a lead.") });

const texts = {
  email: "One plain address; kept in lower case.",
  phone:
    "Kept in E.164. Without `+` it is read as a number of the workspace's country; without such a country it is refused.",
  psid: "The person's id at your page on Messenger, digits only. Who writes to you is known by itself.",
  igsid: "The person's id at your account on Instagram, digits only.",
  telegram_chat_id: "The person's chat with your bot on Telegram, digits only.",
  external_id: "Yours.",
  campaign_id: "Yours.",
  assigned_to: "Who looks after the lead: an id of yours.",
  metadata: "Yours, up to 32,768 characters of JSON in all, 20 levels deep. Merged key by key.",
} as const;

const row = lazy(() =>
  described(leadRowSchema.extend({ first_name: firstName() }), {
    ...texts,
    first_name: "Needed.",
    source: "`api` unless given.",
    tags: "Replace those that are stored.",
    id: "A lead id of your own.",
    workflow_id: "A workflow's id. It must exist; otherwise nothing follows from it.",
    force_first_message: "Accepted and ignored: this gateway runs no cadences.",
    skip_first_message: "Accepted and ignored.",
    force_first_channel: "Accepted and ignored.",
  }).meta({ id: "LeadRow" }),
);

/** The routes say more kindly that it is missing than its schema could. */
const firstName = () => leadRowSchema.shape.first_name.unwrap().unwrap().meta({ minLength: 1 });

const invalidEmail: Failure = {
  code: "field_invalid",
  message: "email: must be one e-mail address such as name@example.com",
  details: { field: "email" },
};

const change = (id: string, method: Method): Operation => ({
  id,
  method,
  path: "/leads/:id",
  group: "Leads",
  summary: "Change a lead",
  description:
    "Changes the fields that are given; `PUT` and `PATCH` do the same. Null or blank clears a field, but `first_name` and `source` cannot be empty. Unknown fields are ignored.",
  scope: "leads.write",
  params: leadParams,
  body: changeBody,
  answers: {
    200: {
      description: "The lead after it.",
      schema: leadChanged,
      examples: { lead: { value: changedLead } },
    },
  },
  failures: ["lead_not_found", invalidEmail],
});

const changeBody: BodyDescription = {
  schema: () => described(leadFieldsSchema, { ...texts, tags: "Replace those that are stored." }),
  examples: { company: { value: { company: "Acme Corp", metadata: { plan: "pro" } } } },
};

export const leadOperations: readonly Operation[] = [
  {
    id: "createLeads",
    method: "post",
    path: "/leads",
    group: "Leads",
    summary: "Create or update leads",
    description: `One lead (an object, up to 64 KB) or up to ${maxRows.toLocaleString("en")} (an array, up to 2 MB).

Which lead is meant: the one with the given \`id\`, or else the one with this e-mail, or else the one with this phone; of several, the oldest. If there is one, it is updated: absent, null and blank fields keep what it has. If there is none, it is created.

An array is done row by row: a refused row does not touch the others. Fields that the gateway does not know go into \`metadata\`.`,
    scope: "leads.write",
    body: {
      schema: () => z.union([row(), z.array(row()).max(maxRows)]),
      examples: {
        one: {
          value: {
            first_name: "John",
            last_name: "Doe",
            email: "john@example.com",
            phone: "+12025550123",
            metadata: { plan: "pro" },
          },
        },
        many: {
          value: [
            { first_name: "John", phone: "+12025550123" },
            { first_name: "Ana", email: "ana@example.com", tags: ["Import 10/05/25"] },
          ],
        },
      },
    },
    answers: {
      201: {
        description: "Done, for all or for those that are in.",
        schema: leadsWritten,
        examples: {
          created: { value: writtenLead },
          updated: { value: updatedLead },
          many: { value: writtenLeads },
        },
      },
    },
    failures: [
      {
        code: "field_invalid",
        message: "first_name is required",
        details: { field: "first_name" },
      },
      invalidEmail,
      {
        code: "field_invalid",
        message: "phone: must be a phone number with its country, such as +12025550123",
        details: { field: "phone" },
      },
      "workflow_not_found",
    ],
  },
  {
    id: "listLeads",
    method: "get",
    path: "/leads",
    group: "Leads",
    summary: "List or search leads",
    description:
      "The newest first. Following `next_cursor` to its end meets every lead once, also while others are created.",
    scope: "leads.read",
    query: () =>
      described(leadQuerySchema, {
        search: "Found in name, e-mail, phone or company.",
        offset: "How many to skip; `cursor` wins over it.",
        ...pageTexts,
      }),
    answers: {
      200: {
        description: "A page of leads.",
        schema: leadList,
        examples: { leads: { value: listedLeads } },
      },
    },
    failures: [notACursor],
  },
  {
    id: "getLead",
    method: "get",
    path: "/leads/:id",
    group: "Leads",
    summary: "Show a lead",
    scope: "leads.read",
    params: leadParams,
    answers: {
      200: {
        description: "The lead.",
        schema: leadShown,
        examples: { lead: { value: shownLead } },
      },
    },
    failures: ["lead_not_found"],
  },
  change("replaceLead", "put"),
  change("changeLead", "patch"),
  {
    id: "deleteLead",
    method: "delete",
    path: "/leads/:id",
    group: "Leads",
    summary: "Forget a lead",
    description:
      "Removes the lead, its addresses, its messages, its windows and its idempotency keys, scheduled messages included. What was already handed to a provider is not taken back.",
    scope: "leads.write",
    params: leadParams,
    answers: {
      200: {
        description: "Forgotten.",
        schema: () => z.object({ success: z.literal(true) }),
        examples: { forgotten: { value: { success: true } } },
      },
    },
    failures: ["lead_not_found"],
  },
];
