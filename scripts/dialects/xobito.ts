// Xobito's documented examples: text, reply buttons, a link, and polling what became of a message.
import assert from "node:assert/strict";
import { z } from "zod";
import { buttons, link, text } from "../../src/dialects/xobito/examples.ts";
import { demo } from "../seed.ts";
import { channelDemo } from "../seed-channels.ts";
import type { DialectDemo, DialectStep, Fields } from "./step.ts";

const at = `/api/v1/${channelDemo.slug}`;
const phone_number = demo.john.phone;

const sentSchema = z.object({
  status: z.literal("success"),
  message: z.string(),
  data: z.looseObject({
    message_id: z.string().startsWith("wamid."),
    contact_id: z.int(),
    phone: z.string(),
    status: z.literal("sent"),
    sent_at: z.string().regex(/\.\d{6}Z$/),
    contact_created: z.boolean(),
  }),
});

let lastId = "";

function send(
  title: string,
  path: string,
  body: Fields,
  shows: string,
  created = false,
): DialectStep {
  return {
    title,
    method: "POST",
    path: `${at}/messages/${path}`,
    body,
    promise: "sent, in Xobito's envelope, and received as it was written",
    check: (answer, { phone }) => {
      assert.equal(answer.status, 200);
      const { data } = sentSchema.parse(answer.body);
      assert.equal(data.contact_created, created);
      assert.equal(phone.length, 1, "one message arrived");
      assert.equal(phone[0]?.["id"], data.message_id);
      assert.ok(JSON.stringify(phone[0]).includes(shows), JSON.stringify(phone[0]));
    },
    keep: (answer) => {
      lastId = sentSchema.parse(answer).data.message_id;
    },
  };
}

const refused = (
  title: string,
  body: Fields,
  expected: { status: number; body: unknown },
): DialectStep => ({
  title,
  method: "POST",
  path: `${at}/messages/send`,
  body,
  promise: `refused with ${expected.status}, in Xobito's words`,
  check: (answer, { phone }) => {
    assert.deepEqual(answer, expected);
    assert.equal(phone.length, 0, "nothing may have left");
  },
});

export const xobito: DialectDemo = {
  title: "Xobito",
  headers: { Authorization: `Bearer ${channelDemo.keys.xobito}` },
  steps: [
    send("Send Text Message", "send", { ...text, phone_number }, "Hello from the API!"),
    send("Interactive reply buttons (1–3)", "send", { ...buttons, phone_number }, "Reschedule"),
    send(
      "CTA URL button (1 URL)",
      "send",
      { ...link, phone_number },
      "https://example.com/track/123",
    ),
    send(
      "Auto-created contacts: a template to a number that nobody knows",
      "template",
      {
        phone_number: "+14155559876",
        template_name: "hello_world",
        template_language: "en_US",
      },
      "hello_world",
      true,
    ),
    {
      title: "Polling delivery status",
      method: "GET",
      get path() {
        return `${at}/messages/${encodeURIComponent(lastId)}/status`;
      },
      promise: "the delivery so far, by the id that the send answered",
      check: (answer) => {
        assert.equal(answer.status, 200);
        const { data } = z
          .object({ data: z.looseObject({ message_id: z.string(), delivery_status: z.string() }) })
          .parse(answer.body);
        assert.equal(data.message_id, lastId);
        assert.match(data.delivery_status, /^(sent|delivered|read)$/);
      },
    },
    refused(
      "422: a body of more than 4,096 characters",
      { phone_number, message_body: "x".repeat(4097) },
      {
        status: 422,
        body: {
          status: "error",
          message: "Validation failed",
          errors: {
            message_body: ["The message body may not be greater than 4096 characters."],
          },
        },
      },
    ),
    refused(
      "500: text to someone who has not written",
      { phone_number: demo.carlos.phone, message_body: "Hi Carlos" },
      { status: 500, body: { status: "error", message: "Failed to send message" } },
    ),
  ],
};
