// Votel's documented examples: single messages, and one message to many.
import assert from "node:assert/strict";
import { z } from "zod";
import { bulkExamples, singleExamples } from "../../src/dialects/votel/send-examples.ts";
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

interface Documented {
  summary: string;
  value: Fields;
}

function single(
  { summary: title, value: body }: Documented,
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
  { summary: title, value: body }: Documented,
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
    single(singleExamples.email, {
      channel: "EMAIL",
      provider: "resend",
      shows: "Welcome to our service!",
    }),
    single(singleExamples.sms, {
      channel: "SMS",
      provider: "twilio",
      shows: "Your appointment is confirmed",
    }),
    single(singleExamples.instagram, {
      channel: "INSTAGRAM_DM",
      provider: "meta",
      shows: "https://example.com/promo.jpg",
    }),
    bulk(bulkExamples.lead_ids, mails, 3),
    bulk(bulkExamples.search_keyword, texts, 3),
    bulk(bulkExamples.filters, mails, 2),
    bulk(bulkExamples.assignees, mails, 3),
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
