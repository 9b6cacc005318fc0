// Channels, leads and agents.
import { z } from "zod";
import type { Operation } from "../operation.ts";
import {
  agentsAnswer,
  channelAnswer,
  channelOptionsAnswer,
  channelPageAnswer,
  domainAnswer,
  leadAnswer,
} from "./answers.ts";
import { autoCreateSchema, channelQuerySchema, newChannelSchema } from "./channel-schema.ts";
import { leadSchema } from "./leads.ts";
import { missing, valueError } from "./problems.ts";

const tenantId = "de300000-0000-4000-8000-000000000001";
const integrationId = "de300000-0000-4000-8000-000000000022";
const times = { created_at: "2026-04-05T14:30:00Z", updated_at: "2026-04-05T14:30:00Z" };

const support = {
  id: "6b1f0a52-7a51-4c8b-9a64-0d3c5e2f7b18",
  tenant_id: tenantId,
  name: "Support",
  channel_type: "email",
  integration_id: "6b1f0a52-7a51-4c8b-9a64-0d3c5e2f7b18",
  send_from_email: "support@acme.example",
  email_domain_id: null,
  status: "available",
  is_default: false,
  metadata: {},
  ...times,
};
const channel = { description: "The channel.", schema: channelAnswer };
const made = { ...channel, examples: { email: { value: support } } };

const channelOperations: readonly Operation[] = [
  {
    id: "listChannels",
    method: "get",
    path: "/channels",
    group: "Channels",
    summary: "List channels",
    description: "What the workspace sends over. Types and states may be in any letter case.",
    scope: "templates.read",
    query: () => channelQuerySchema,
    answers: {
      200: {
        description: "One page, or `options` where `for_options` asks for them.",
        schema: () => z.union([channelPageAnswer(), channelOptionsAnswer()]),
        examples: {
          page: {
            value: { channels: [support], total: 1, page: 1, page_size: 20, total_pages: 1 },
          },
          options: {
            value: {
              options: [
                {
                  id: support.id,
                  name: "Support (support@acme.example)",
                  identifier: "support@acme.example",
                  category: "email",
                  status: "unavailable",
                  disabled_reason: "The channel is switched off",
                },
              ],
            },
          },
        },
      },
    },
    failures: [
      {
        code: "field_invalid",
        details: {
          problems: [
            {
              type: "greater_than_equal",
              loc: ["query", "page"],
              msg: "Input should be greater than or equal to 1",
              input: "0",
              ctx: { ge: 1 },
            },
          ],
        },
      },
    ],
  },
  {
    id: "createChannel",
    method: "post",
    path: "/channels",
    group: "Channels",
    summary: "Create a channel",
    description:
      "One more sender with the credentials of a channel of the same type that is there: `integration_id` is that channel's id. New credentials are entered by an operator. `email_domain_id` and `phone_number_id` are taken and not needed.",
    scope: "admin",
    body: {
      schema: () => newChannelSchema,
      examples: {
        email: {
          value: {
            name: "Support",
            channel_type: "email",
            integration_id: integrationId,
            send_from_email: "support@acme.example",
          },
        },
        sms: {
          value: {
            name: "Second number",
            channel_type: "sms",
            integration_id: "825b8057-c85f-44a9-9e9f-6e7d7389ecfc",
            send_from_phone_number: "+12025550189",
            is_default: false,
          },
        },
      },
    },
    answers: { 201: made },
    failures: [
      {
        code: "field_invalid",
        details: { problems: [missing(["body", "name"], { channel_type: "email" })] },
      },
      "resource_not_found",
      "credentials_refused",
    ],
  },
  {
    id: "createChannelForEmail",
    method: "post",
    path: "/channels/auto-create-for-email",
    group: "Channels",
    summary: "Create the channel of an e-mail address",
    description:
      "An address that a channel sends from is answered with that channel; another one gets a channel where an active one already sends from its domain.",
    scope: "admin",
    body: {
      schema: () => autoCreateSchema,
      examples: { email: { value: { email: "support@acme.example" } } },
    },
    answers: {
      200: { ...made, description: "The channel that sends from this address already." },
      201: { ...made, description: "The new channel." },
      400: {
        description: "No active channel sends from this domain.",
        schema: domainAnswer,
        examples: {
          domain_not_verified: {
            value: {
              error_code: "DOMAIN_NOT_VERIFIED",
              detail: "No verified domain found for this email",
            },
          },
        },
      },
    },
    failures: [
      {
        code: "field_invalid",
        details: {
          problems: [
            {
              ...valueError(["body", "email"], "", "support"),
              msg: "value is not a valid email address",
            },
          ],
        },
      },
      "credentials_refused",
    ],
  },
];

const leadOperation: Operation = {
  id: "createLead",
  method: "post",
  path: "/leads",
  group: "Leads",
  summary: "Create a lead",
  description:
    "`first_name`, `email` or `phone` must be there. A lead is known again by e-mail or phone; `duplicate_strategy` says what becomes of it then.",
  scope: "leads.write",
  body: {
    schema: () => leadSchema,
    examples: {
      lead: {
        value: {
          first_name: "Stan",
          last_name: "Smith",
          email: "stan@example.com",
          phone: "+12025550166",
          company: "Acme Corp",
          tags: ["Import 10/05/25"],
          custom_fields: { plan: "pro" },
          assigned_to: "user-uuid-1",
        },
      },
    },
  },
  answers: {
    200: {
      description: "The lead, also when it was known.",
      schema: leadAnswer,
      examples: {
        lead: {
          value: {
            id: "9d0f3c1b-52de-4e7f-8a6a-1b2c3d4e5f60",
            tenant_id: tenantId,
            first_name: "Stan",
            last_name: "Smith",
            email: "stan@example.com",
            phone: "+12025550166",
            company: "Acme Corp",
            tags: ["Import 10/05/25"],
            custom_fields: { plan: "pro" },
            assigned_to: "user-uuid-1",
            ...times,
          },
        },
      },
    },
  },
  failures: [
    {
      code: "field_invalid",
      details: { problems: [valueError(["body"], "give first_name, email or phone", {})] },
    },
    "conflict",
  ],
};

const agentOperation: Operation = {
  id: "listAgents",
  method: "get",
  path: "/agents",
  group: "Agents",
  summary: "List agents",
  description: "The accounts that call people.",
  scope: "templates.read",
  answers: {
    200: {
      description: "All of them.",
      schema: agentsAnswer,
      examples: {
        agents: {
          value: [
            { id: "de300000-0000-4000-8000-000000000023", name: "Voice agent", enabled: true },
          ],
        },
      },
    },
  },
  failures: [],
};

export const resourceOperations: readonly Operation[] = [
  ...channelOperations,
  leadOperation,
  agentOperation,
];
