// The example requests of Votel's documentation, with ids of the demo workspace where they name something.
import type { Examples } from "../operation.ts";

const contactId = "11111111-0001-0001-0001-000000000001";

export const singleExamples = {
  email: {
    summary: "Email Example",
    value: {
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
  },
  sms: {
    summary: "SMS Example",
    value: {
      sender_type: "sms",
      sender_identifier: "825b8057-c85f-44a9-9e9f-6e7d7389ecfc",
      message_data: {
        recipient: "+1234567890",
        content: "Your appointment is confirmed for tomorrow at 3 PM.",
        contact_id: contactId,
        metadata: { campaign_id: "spring_promo", sent_by: "SMS Test" },
      },
    },
  },
  instagram: {
    summary: "Instagram DM Example",
    value: {
      sender_type: "instagram_dm",
      // Votel's own example names the channel of the one before: here an id stands for one channel.
      sender_identifier: "825b8057-c85f-44a9-9e9f-6e7d7389ecfd",
      message_data: {
        recipient: "1234567890123456",
        content: "Thanks for reaching out! We'll get back to you soon.",
        image_url: "https://example.com/promo.jpg",
        contact_id: contactId,
      },
      message_type: "TRANSACTIONAL",
    },
  },
} satisfies Examples;

export const bulkExamples = {
  lead_ids: {
    summary: "Bulk with Direct Lead IDs",
    value: {
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
  },
  search_keyword: {
    summary: "Bulk with Search Keyword",
    value: {
      bulk_settings: { search_keyword: "enterprise customers" },
      message_data: {
        recipient: "+1234567890",
        content: "Exclusive enterprise plan now available!",
      },
      message_type: "MARKETING",
    },
  },
  filters: {
    summary: "Bulk with Filters",
    value: {
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
  },
  assignees: {
    summary: "Bulk with Assignees",
    value: {
      bulk_settings: { assignees: ["user-uuid-1", "user-uuid-2"] },
      message_data: {
        recipient: "placeholder@example.com",
        subject: "Team Update",
        content: "Check your assigned leads",
      },
      message_type: "NOTIFICATION",
    },
  },
} satisfies Examples;
