// A Votel dialect over things that a test says, and the requests of Votel's documentation.

import type { SendContext } from "../../../src/dialects/dialect.ts";
import type { BulkDeps } from "../../../src/dialects/votel/bulk.ts";
import type { MessageDeps } from "../../../src/dialects/votel/decode.ts";
import { votelDialect } from "../../../src/dialects/votel/index.ts";
import { type Failure, GatewayError } from "../../../src/model/errors.ts";
import { type JobOrder, type JobView, noCounts } from "../../../src/model/job.ts";
import type { LeadProfile } from "../../../src/model/lead.ts";

export const workspaceId = "9f0c7d6e-0000-4000-8000-00000000000a";
export const channelId = "825b8057-c85f-44a9-9e9f-6e7d7389ecfc";
export const contactId = "11111111-0001-0001-0001-000000000001";

const context: SendContext = {
  key: {
    id: "key-1",
    workspaceId,
    dialect: "votel",
    slug: null,
    environment: "live",
    scopes: ["messages.send"],
    rateLimit: 600,
    expiresAt: null,
  },
  params: {},
  query: {},
};

export const profile = (fields: Partial<LeadProfile> = {}): LeadProfile => ({
  firstName: "John",
  lastName: null,
  phone: null,
  email: null,
  emailSuppressed: null,
  whatsappUserId: null,
  ...fields,
});

export const jobView = (order: JobOrder, fields: Partial<JobView> = {}): JobView => ({
  id: order.id,
  name: null,
  status: "running",
  counts: noCounts,
  complete: false,
  ratePerSecond: null,
  estimatedEndAt: null,
  hold: null,
  channel: order.command.channel,
  target: {},
  createdAt: 0,
  updatedAt: 0,
  finishedAt: null,
  ...fields,
});

type Deps = MessageDeps & BulkDeps;

const nothing: Deps = {
  channelOf: async () => null,
  profileOf: async () => null,
  countryOf: async () => null,
  jobs: {
    start: async (order) => jobView(order),
    wait: async () => null,
  },
};

/** The dialect with nothing behind it but what is given, and its only send. */
export function votelOver(deps: Partial<Deps> = {}) {
  const dialect = votelDialect({ ...nothing, ...deps });
  const [route] = dialect.sends;
  if (!route) throw new Error("votel sends nothing");
  return {
    dialect,
    decode: (body: unknown, query: Record<string, string> = {}) =>
      route.decode(body, { ...context, query }),
    instead: (body: unknown, idempotencyKey: string | null = null) =>
      route.instead?.(body, context, idempotencyKey),
    read: (body: BodyInit | null) =>
      route.read?.(new Request("https://x.example", { method: "POST", body }), 1_000),
  };
}

/** What a request is refused with. */
export async function failureOf(run: () => unknown): Promise<Failure> {
  try {
    const value = await run();
    throw new Error(`not refused: ${JSON.stringify(value)}`);
  } catch (error) {
    if (error instanceof GatewayError) return error.failure;
    throw error;
  }
}

/** What a request is answered with when it is refused. */
export async function refusalOf(run: () => unknown) {
  const failure = await failureOf(run);
  return votelOver().dialect.encodeError(failure, { requestId: "request-1", messageId: null });
}

export const examples = {
  email: {
    message_data: {
      recipient: "customer@example.com",
      subject: "Welcome to our service!",
      content: "Thank you for signing up.",
      html_content: "<h1>Welcome!</h1><p>Thank you for signing up.</p>",
      sender_name: "Acme Support Team",
    },
    message_type: "TRANSACTIONAL",
    priority: "HIGH",
  },
  sms: {
    sender_type: "sms",
    sender_identifier: channelId,
    message_data: {
      recipient: "+1234567890",
      content: "Your appointment is confirmed for tomorrow at 3 PM.",
      contact_id: contactId,
      metadata: { campaign_id: "spring_promo", sent_by: "SMS Test" },
    },
  },
  instagram: {
    sender_type: "instagram_dm",
    sender_identifier: channelId,
    message_data: {
      recipient: "1234567890123456",
      content: "Thanks for reaching out! We'll get back to you soon.",
      image_url: "https://example.com/promo.jpg",
      contact_id: contactId,
    },
    message_type: "TRANSACTIONAL",
  },
  byIds: {
    bulk_settings: {
      lead_ids: [
        "550e8400-e29b-41d4-a716-446655440001",
        "550e8400-e29b-41d4-a716-446655440002",
        "550e8400-e29b-41d4-a716-446655440003",
      ],
    },
    message_data: {
      recipient: "placeholder@example.com",
      subject: "Special Offer - 50% Off!",
      content: "Limited time offer just for you!",
      sender_name: "Marketing Team",
    },
    message_type: "MARKETING",
    priority: "NORMAL",
  },
  bySearch: {
    bulk_settings: { search_keyword: "enterprise customers" },
    message_data: {
      recipient: "+1234567890",
      content: "Exclusive enterprise plan now available!",
    },
    message_type: "MARKETING",
  },
  byFilters: {
    bulk_settings: {
      filters: {
        conditions: [
          {
            id: "group-1",
            conditions: [
              { id: "cond-1", field: "first_name", operator: "contains", value: "st" },
              {
                id: "1759891068581-u3gsnk8f7",
                field: "tags",
                operator: "contains",
                value: ["Import 10/05/25"],
              },
            ],
          },
        ],
      },
    },
    message_data: {
      recipient: "placeholder@example.com",
      subject: "VIP Notification",
      content: "Important update for VIP customers",
    },
    message_type: "NOTIFICATION",
    priority: "3",
  },
  byAssignees: {
    bulk_settings: { assignees: ["user-uuid-1", "user-uuid-2"] },
    message_data: {
      recipient: "placeholder@example.com",
      subject: "Team Update",
      content: "Check your assigned leads",
    },
    message_type: "NOTIFICATION",
  },
};
