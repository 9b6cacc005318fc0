// Votel's documented examples: single messages, and one message to many.
import assert from "node:assert/strict";
import { z } from "zod";
import { channelDemo } from "../seed-channels.ts";
import type { DialectDemo, DialectStep, Fields, Received } from "./step.ts";

const path = "/api/messaging/send";

const singleSchema = z.strictObject({
  success: z.literal(true),
  message_id: z.uuid(),
  channel_used: z.string(),
  provider_used: z.string(),
  provider_message_id: z.string().min(1),
  status: z.literal("SENT"),
  cost: z.number(),
  sent_at: z.iso.datetime(),
});

function single(
  title: string,
  body: Fields,
  expected: { channel: string; provider: string; shows: string },
): DialectStep {
  return {
    title,
    method: "POST",
    path,
    body,
    promise: "sent, and answered as documented",
    check: (answer, received) => {
      assert.equal(answer.status, 200);
      const { channel_used, provider_used } = singleSchema.parse(answer.body);
      assert.deepEqual([channel_used, provider_used], [expected.channel, expected.provider]);
      const all = [...received.phone, ...received.mailbox];
      assert.equal(all.length, 1, "one message arrived");
      assert.ok(JSON.stringify(all[0]).includes(expected.shows), JSON.stringify(all[0]));
    },
  };
}

function bulk(
  title: string,
  body: Fields,
  arrived: (received: Received) => number,
  total: number,
): DialectStep {
  return {
    title,
    method: "POST",
    path,
    body,
    promise: `${total} leads, one message each`,
    check: (answer, received) => {
      assert.equal(answer.status, 200);
      const { total_leads, messages_sent, messages_failed, success_rate } = z
        .looseObject({
          total_leads: z.number(),
          messages_sent: z.number(),
          messages_failed: z.number(),
          success_rate: z.number(),
        })
        .parse(answer.body);
      assert.deepEqual(
        { total_leads, messages_sent, messages_failed, success_rate },
        { total_leads: total, messages_sent: total, messages_failed: 0, success_rate: 100 },
      );
      assert.equal(arrived(received), total, "each lead received one");
    },
  };
}

const mails = ({ mailbox }: Received) => mailbox.length;
const texts = ({ phone }: Received) => phone.length;

export const votel: DialectDemo = {
  title: "Votel",
  headers: { "X-API-Key": channelDemo.keys.votel },
  steps: [
    single(
      "Email Example",
      {
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
      { channel: "EMAIL", provider: "resend", shows: "Welcome to our service!" },
    ),
    single(
      "SMS Example",
      {
        sender_type: "sms",
        sender_identifier: channelDemo.accounts.sms,
        message_data: {
          recipient: "+1234567890",
          content: "Your appointment is confirmed for tomorrow at 3 PM.",
          contact_id: "11111111-0001-0001-0001-000000000001",
          metadata: { campaign_id: "spring_promo", sent_by: "SMS Test" },
        },
      },
      { channel: "SMS", provider: "twilio", shows: "Your appointment is confirmed" },
    ),
    single(
      "Instagram DM Example",
      {
        sender_type: "instagram_dm",
        sender_identifier: channelDemo.accounts.instagram,
        message_data: {
          recipient: channelDemo.mia.igsid,
          content: "Thanks for reaching out! We'll get back to you soon.",
          image_url: "https://example.com/promo.jpg",
          contact_id: "11111111-0001-0001-0001-000000000001",
        },
        message_type: "TRANSACTIONAL",
      },
      { channel: "INSTAGRAM_DM", provider: "meta", shows: "https://example.com/promo.jpg" },
    ),
    bulk(
      "Bulk with Direct Lead IDs",
      {
        bulk_settings: { lead_ids: channelDemo.customers.map(({ id }) => id) },
        message_data: {
          recipient: "placeholder@example.com",
          subject: "Special Offer - 50% Off!",
          content: "Limited time offer just for you!",
          sender_name: "Marketing Team",
        },
        message_type: "MARKETING",
        priority: "NORMAL",
      },
      mails,
      3,
    ),
    bulk(
      "Bulk with Search Keyword",
      {
        bulk_settings: { search_keyword: "enterprise customers" },
        message_data: {
          recipient: "+1234567890",
          content: "Exclusive enterprise plan now available!",
        },
        message_type: "MARKETING",
      },
      texts,
      3,
    ),
    bulk(
      "Bulk with Filters",
      {
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
      mails,
      2,
    ),
    bulk(
      "Bulk with Assignees",
      {
        bulk_settings: { assignees: ["user-uuid-1", "user-uuid-2"] },
        message_data: {
          recipient: "placeholder@example.com",
          subject: "Team Update",
          content: "Check your assigned leads",
        },
        message_type: "NOTIFICATION",
      },
      mails,
      3,
    ),
    {
      title: "A recipient that is missing",
      method: "POST",
      path,
      body: { message_data: { content: "Hi" } },
      promise: "refused with 422, in FastAPI's shape",
      check: (answer) => {
        assert.equal(answer.status, 422);
        const detail = z.array(z.looseObject({ loc: z.array(z.unknown()), msg: z.string() }));
        const [first] = z.object({ detail }).parse(answer.body).detail;
        assert.deepEqual(first?.loc, ["body", "message_data", "recipient"]);
        assert.equal(first?.msg, "Field required");
      },
    },
  ],
};
