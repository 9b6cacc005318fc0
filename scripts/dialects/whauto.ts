// Whauto's nine sends, with the bodies of its documentation.
import assert from "node:assert/strict";
import { z } from "zod";
import { demo } from "../seed.ts";
import { channelDemo } from "../seed-channels.ts";
import type { DialectDemo, DialectStep, Fields } from "./step.ts";

const workspace = { id: demo.workspaceId };
const john = { id: demo.john.id };
const mia = { id: channelDemo.mia.id };

const answerSchema = z.strictObject({ id: z.string(), status: z.string(), error: z.string() });

function send(
  title: string,
  path: string,
  body: Fields,
  arrives: { to: string; shows: string },
  status = "sent",
): DialectStep {
  return {
    title,
    method: "POST",
    path: `/v1/messages/${path}`,
    body,
    promise:
      status === "sent" ? "sent, and received as it was written" : `${status}, and not sent yet`,
    check: (answer, { phone }) => {
      assert.equal(answer.status, 200);
      assert.deepEqual(answerSchema.parse(answer.body), {
        id: answerSchema.parse(answer.body).id,
        status,
        error: "",
      });
      if (status !== "sent") return assert.equal(phone.length, 0, "nothing may have left");
      assert.equal(phone.length, 1, "one message arrived");
      const text = JSON.stringify(phone[0]);
      for (const part of [arrives.to, arrives.shows]) {
        assert.ok(text.includes(JSON.stringify(part).slice(1, -1)), `${part} is missing: ${text}`);
      }
      return undefined;
    },
  };
}

const digits = (phone: string) => phone.replace("+", "");
const elements = [
  {
    title: "Summer sale",
    subtitle: "Everything at half the price",
    buttons: [{ title: "Look", url: "https://example.com/sale" }],
  },
];

export const whauto: DialectDemo = {
  title: "Whauto",
  headers: { "x-api-key": channelDemo.keys.whauto },
  steps: [
    send(
      "1. Send WhatsApp Text Message",
      "whatsapp/sendtext",
      { contact: john, workspace, textMessage: "Hi John, just following up." },
      { to: digits(demo.john.phone), shows: "Hi John, just following up." },
    ),
    send(
      "1. The same to a phone number, scheduled",
      "whatsapp/sendtext",
      {
        recepient: { phoneNumber: demo.john.phone },
        workspace,
        textMessage: "See you tomorrow.",
        scheduleDateTime: new Date(Date.now() + 24 * 3_600_000).toISOString(),
      },
      { to: "", shows: "" },
      "scheduled",
    ),
    send(
      "2. Send WhatsApp Media Message",
      "whatsapp/sendmedia",
      {
        contact: john,
        workspace,
        mediaUrl: "https://example.com/offer.jpg",
        mimeType: "image/jpeg",
      },
      { to: digits(demo.john.phone), shows: "https://example.com/offer.jpg" },
    ),
    send(
      "3. Send WhatsApp Template Message",
      "whatsapp/sendtemplate",
      { recepient: { phoneNumber: demo.carlos.phone }, workspace, template: "hello_world" },
      { to: digits(demo.carlos.phone), shows: "hello_world" },
    ),
    send(
      "4. Send Messenger Text Message",
      "messenger/sendtext",
      { contact: mia, workspace, textMessage: "Hi Mia!" },
      { to: channelDemo.mia.psid, shows: "Hi Mia!" },
    ),
    send(
      "5. Send Messenger Media Message",
      "messenger/sendmedia",
      {
        contact: mia,
        workspace,
        mediaUrl: "https://example.com/offer.jpg",
        mimeType: "image/jpeg",
      },
      { to: channelDemo.mia.psid, shows: "https://example.com/offer.jpg" },
    ),
    send(
      "6. Send Messenger Template Message",
      "messenger/sendtemplate",
      { contact: mia, workspace, elements },
      { to: channelDemo.mia.psid, shows: "Summer sale" },
    ),
    send(
      "7. Send Instagram Text Message",
      "instagram/sendtext",
      { contact: mia, workspace, textMessage: "Hi Mia!" },
      { to: channelDemo.mia.igsid, shows: "Hi Mia!" },
    ),
    send(
      "8. Send Instagram Template Message",
      "instagram/sendtemplate",
      { contact: mia, workspace, elements },
      { to: channelDemo.mia.igsid, shows: "Summer sale" },
    ),
    send(
      "9. Send Telegram Template Message",
      "telegram/sendtemplate",
      {
        contact: mia,
        workspace,
        textMessage: "Shall we talk?",
        buttons: [{ title: "Yes", payload: "yes" }],
      },
      { to: channelDemo.mia.telegram_chat_id, shows: "Shall we talk?" },
    ),
    {
      title: "Either contact or recepient, not both",
      method: "POST",
      path: "/v1/messages/whatsapp/sendtext",
      body: {
        contact: john,
        recepient: { phoneNumber: demo.john.phone },
        workspace,
        textMessage: "Hi",
      },
      promise: "refused, in Whauto's words",
      check: (answer, { phone }) => {
        assert.deepEqual(answer, { status: 400, body: { error: "Invalid parameters" } });
        assert.equal(phone.length, 0, "nothing may have left");
      },
    },
  ],
};
