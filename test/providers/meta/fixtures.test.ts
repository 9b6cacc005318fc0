// Every webhook body in the folder is a case, and none may lack one.
import { describe, expect, test } from "vitest";
import { receiver } from "../../../src/providers/meta/receiver.ts";
import { now } from "./webhook-bodies.ts";

declare global {
  interface ImportMeta {
    /** Vite: every module that fits the pattern, by path. */
    glob(pattern: string, options: { eager: true; import: string }): Record<string, unknown>;
  }
}

const bodies = import.meta.glob("../../fixtures/whatsapp/*.json", {
  eager: true,
  import: "default",
});
const notReceived = /meta-send-|send-request|meta-templates-200|vector__/;
const nameOf = (path: string) => path.replace(/^.*\/(.*)\.json$/, "$1");
const received = new Map(
  Object.entries(bodies)
    .map(([path, body]) => [nameOf(path), body] as const)
    .filter(([name]) => !notReceived.test(name)),
);

const test1 = { phone: "+972987654321", userId: "US.13491208655302741918", email: null };
const sheena = { phone: "+16505551234", userId: null, email: null };
const fromTest = { kind: "message", from: test1, profileName: "Test Name", opensWindow: true };
const fromSheena = { kind: "message", from: sheena, opensWindow: true };
const tested = { kind: "report", sender: "1122334455667", person: { ...test1, userId: null } };
const pricing = { billable: true, pricing_model: "CBP", category: "service" };
const conversation = { id: "7270432eae37498234f4444b35ffc5", origin: { type: "service" } };
const typeUnknown = {
  code: 131051,
  title: "Message type unknown",
  message: "Message type unknown",
  error_data: { details: "Message type is currently not supported." },
};

const cases: Record<string, object[]> = {
  account_update__account_disabled: [
    {
      kind: "account",
      owner: "102290129340398",
      sender: null,
      event: "account_update",
      at: 1743451903000,
      details: {
        event: "DISABLED_UPDATE",
        ban_info: { waba_ban_state: "REINSTATE", waba_ban_date: "April 17, 2025" },
      },
    },
  ],
  account_update__account_restriction: [
    {
      kind: "account",
      event: "account_update",
      details: {
        event: "ACCOUNT_RESTRICTION",
        restriction_info: [
          { restriction_type: "RESTRICTED_BIZ_INITIATED_MESSAGING", expiration: 1641330498 },
          { restriction_type: "RESTRICTED_ADD_PHONE_NUMBER_ACTION", expiration: 1641330498 },
        ],
      },
    },
  ],
  account_update__partner_removed: [
    { kind: "account", owner: "980198427658004", details: { event: "PARTNER_REMOVED" } },
  ],
  callback_button__button: [
    {
      ...fromTest,
      type: "interactive",
      text: "title",
      details: {
        interactive: { type: "button_reply", id: "callback_data", title: "title" },
        context: {
          message_id: "wamid.xyzxyz",
          from: "1122334455667",
          forwarded: false,
          frequently_forwarded: false,
        },
      },
    },
  ],
  callback_button__quick_reply: [
    {
      ...fromTest,
      type: "button",
      text: "title",
      details: { button: { payload: "callback_data" }, context: { message_id: "wamid.xyzxyz==" } },
    },
  ],
  callback_button__quick_reply_without_context: [
    {
      ...fromTest,
      type: "button",
      text: "title",
      details: { button: { payload: "callback_data" } },
    },
  ],
  callback_selection__callback: [
    {
      ...fromTest,
      text: "title",
      details: { interactive: { type: "list_reply", id: "callback_data", title: "title" } },
    },
  ],
  callback_selection__description: [
    { ...fromTest, text: "title", details: { interactive: { description: "description" } } },
  ],
  edited_message__image: [
    {
      ...fromSheena,
      profileName: null,
      type: "edit",
      text: "Updated image caption",
      details: {
        media: {
          id: "1234567890",
          mime_type: "image/jpeg",
          sha256: "a1b2c3d4e5f6...",
          caption: "Updated image caption",
          url: "https://media.example.com/updated-image.jpg",
        },
        edited: { message_id: "wamid.HBgLMTQxMjU1NTA4MjkVAgASGBQzQUNCNjk5RDUwNUZGMUZEM0VBRAA=" },
      },
    },
  ],
  message__forwarded: [
    {
      ...fromTest,
      text: "forwarded text",
      details: { context: { message_id: null, forwarded: true, frequently_forwarded: false } },
    },
  ],
  message__image: [
    {
      ...fromTest,
      type: "image",
      text: null,
      details: { media: { id: "65463453", mime_type: "image/jpeg", sha256: "4654+8g=" } },
    },
  ],
  message__interactive_message_with_err: [
    {
      ...fromTest,
      type: "interactive",
      text: null,
      details: { context: { message_id: "wamid.gvwegfretge==" } },
    },
    {
      kind: "account",
      owner: "1234567890987654321",
      sender: "1122334455667",
      event: "error",
      at: now,
      details: { code: 131000, error_data: { details: "Unsupported webhook payload" } },
    },
  ],
  message__media_with_url: [
    {
      ...fromTest,
      details: { media: { id: "65463453", url: expect.stringMatching(/^https:\/\/lookaside\./) } },
    },
  ],
  message__reaction: [
    {
      ...fromTest,
      type: "reaction",
      text: "😮",
      details: { reaction: { message_id: "wamid.yzxyzx=", emoji: "😮" } },
    },
  ],
  message__text: [
    {
      ...fromTest,
      sender: "1122334455667",
      providerMessageId: "wamid.xyzxyz",
      at: 1697043223000,
      type: "text",
      text: "Body Text",
      details: {},
    },
  ],
  message__unreaction_empty: [
    {
      ...fromTest,
      text: null,
      details: { reaction: { message_id: "wamid.yzxyzx=", emoji: null } },
    },
  ],
  message__unreaction_no_emoji: [
    {
      ...fromTest,
      text: null,
      details: { reaction: { message_id: "wamid.yzxyzx=", emoji: null } },
    },
  ],
  message__unsupported: [
    { ...fromTest, type: "unsupported", text: null, details: { errors: [typeUnknown] } },
  ],
  message__voice: [
    {
      ...fromTest,
      type: "audio",
      text: null,
      details: {
        media: {
          id: "1234567890987654321",
          mime_type: "audio/ogg; codecs=opus",
          sha256: "m04pFf2ERdaopTyFkGPA0+bX3i+YY2dYgVFwOgDLSDI=",
          voice: true,
        },
      },
    },
  ],
  message_status__failed: [
    {
      ...tested,
      providerMessageId: "wamid.xyzxyz",
      correlationId: null,
      fact: {
        name: "failed",
        at: 1689380458000,
        failure: {
          code: "recipient_refused",
          message: expect.stringMatching(/experiment.*another channel\.$/),
          provider: {
            name: "meta",
            code: 130472,
            message: "User's number is part of an experiment",
            details:
              "Failed to send message because this user's phone number is part of an experiment",
          },
          details: {
            errors: [
              {
                code: 130472,
                title: "User's number is part of an experiment",
                message: "User's number is part of an experiment",
                error_data: {
                  details:
                    "Failed to send message because this user's phone number is part of an experiment",
                },
                href: "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
              },
            ],
          },
        },
        details: {},
      },
    },
  ],
  message_status__played: [{ ...tested, fact: { name: "played", details: { pricing } } }],
  message_status__read: [{ ...tested, fact: { name: "read", details: { pricing, conversation } } }],
  message_status__sent: [
    {
      ...tested,
      fact: {
        name: "sent",
        at: 1698266945000,
        failure: null,
        details: { pricing, conversation: { ...conversation, expiration_timestamp: "1698339900" } },
      },
    },
  ],
  message_status__with_tracker: [{ ...tested, correlationId: "some data" }],
  "meta-docs__status-failed-131049": [
    {
      kind: "report",
      person: sheena,
      fact: {
        name: "failed",
        failure: { code: "recipient_refused", provider: { code: 131049 } },
      },
    },
  ],
  "meta-docs__status-sent-minimal": [
    { kind: "report", person: sheena, fact: { name: "sent", at: 1750030073000, details: {} } },
  ],
  "meta-webhook__image-message": [
    {
      ...fromSheena,
      type: "image",
      text: "Taj Mahal",
      details: { media: { caption: "Taj Mahal" } },
    },
  ],
  "meta-webhook__interactive-button-reply-message": [
    {
      ...fromSheena,
      text: "Cancel",
      details: { interactive: { type: "button_reply", id: "cancel-button" } },
    },
  ],
  "meta-webhook__interactive-list-reply-message": [
    {
      ...fromSheena,
      text: "Priority Mail Express",
      details: { interactive: { id: "priority_express", description: "Next Day to 2 Days" } },
    },
  ],
  "meta-webhook__order-message": [
    {
      ...fromSheena,
      type: "order",
      text: null,
      details: {
        order: {
          catalog_id: "194836987003835",
          text: "",
          product_items: [
            { product_retailer_id: "di9ozbzfi4", quantity: 2, item_price: 30, currency: "USD" },
            { product_retailer_id: "nqryix03ez", quantity: 1, item_price: 25, currency: "USD" },
          ],
        },
      },
    },
  ],
  "meta-webhook__reaction-message": [{ ...fromSheena, details: { reaction: { emoji: "👍" } } }],
  "meta-webhook__system-message": [
    {
      kind: "address",
      sender: "106540352242922",
      before: sheena,
      after: { phone: "+12195555358", userId: null, email: null },
      at: 1750269342000,
    },
  ],
  "meta-webhook__text-message-from-click-to-whatsapp-ad": [
    {
      ...fromSheena,
      text: "Hello! Can I get more info on this?",
      details: {
        referral: {
          source_type: "ad",
          source_id: "120226305854810726",
          welcome_message: { text: "Hi there! Let us know how we can help!" },
        },
      },
    },
  ],
  "meta-webhook__text-message-with-context-product-inquiry": [
    {
      ...fromSheena,
      details: {
        context: {
          message_id: "wamid.HBgLMTY1MDM4Nzk0MzkVAgARGA9wcm9kdWN0X2lucXVpcnkA",
          referred_product: {
            catalog_id: "194836987003835",
            product_retailer_id: "di9ozbzfi4",
          },
        },
      },
    },
  ],
  "meta-webhook__text-message": [
    {
      kind: "message",
      sender: "106540352242922",
      from: sheena,
      providerMessageId: "wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA=",
      at: 1749416383000,
      type: "text",
      text: "Does it come in another color?",
      profileName: "Sheena Nelson",
      opensWindow: true,
      details: {},
    },
  ],
  "meta-webhook__unsupported-message": [
    { ...fromSheena, type: "unsupported", text: null, details: { errors: [typeUnknown] } },
  ],
  // What the business itself wrote on its telephone: kept, and nobody's message.
  outgoing_message__text: [
    {
      kind: "unknown",
      sender: "<WHATSAPP_BUSINESS_ACCOUNT_ID>",
      reason: 'a field "smb_message_echoes"',
    },
  ],
  template_quality_update__yellow: [
    {
      kind: "template",
      owner: "102290129340398",
      providerTemplateId: "806312974732579",
      name: "welcome_template",
      language: "en_US",
      quality: "YELLOW",
      at: 1674864290000,
    },
  ],
  template_status_update__approved: [
    {
      kind: "template",
      owner: "102290129340398",
      providerTemplateId: "1689556908129832",
      name: "order_confirmation",
      language: "en_US",
      status: "APPROVED",
      category: "UTILITY",
      at: 1751247548000,
    },
  ],
  template_status_update__rejected: [
    {
      kind: "template",
      status: "REJECTED",
      reason: expect.stringMatching(/^INVALID_FORMAT: .*next to each other.* Separate parameters/),
    },
  ],
  user_marketing_preferences__signup: [
    {
      kind: "consent",
      sender: "106540352242922",
      person: { phone: "+16505551234", userId: null },
      optedOut: "none",
      reason: "User signed up via signup link",
      at: 1731705721000,
    },
  ],
  "vercel-chat__interactive-button-reply": [
    { kind: "message", text: "Approve", details: { interactive: { id: "btn_approve" } } },
  ],
  "vercel-chat__reaction": [{ kind: "message", details: { reaction: { emoji: "👍" } } }],
  "vercel-chat__status-update-message-delivered": [
    { kind: "report", fact: { name: "delivered", at: 1700000004000 } },
  ],
  "vercel-chat__system-message-user-changed-number": [
    {
      kind: "address",
      before: { phone: "+15551234567", userId: null },
      after: { phone: "+15557654321", userId: "US.24817305912873645029" },
    },
  ],
  "vercel-chat__system-message-user-changed-user-id": [
    {
      kind: "address",
      before: { phone: null, userId: "US.13491208655302741918" },
      after: { phone: null, userId: "US.24817305912873645029" },
      at: 1700000002000,
    },
  ],
  "vercel-chat__text-message-with-business-scoped-user-ids": [
    {
      kind: "message",
      from: { phone: "+15551234567", userId: "US.13491208655302741918", email: null },
      text: "Hello from a username user",
      profileName: "Test User",
    },
  ],
};

test("every webhook body is a case", () => {
  const { "vercel-chat__replay": _conversation, ...single } = Object.fromEntries(received);
  expect(Object.keys(cases).sort()).toEqual(Object.keys(single).sort());
});

describe.each(Object.entries(cases))("%s", (name, expected) => {
  test("says what happened, once and always the same", () => {
    const updates = receiver.parse(received.get(name), now);
    expect(updates).toMatchObject(expected);
    expect(receiver.parse(received.get(name), now)).toStrictEqual(updates);
  });
});

test("reads a conversation: two texts of one person, and a status between them", () => {
  const { firstMessage, statusUpdate, secondMessage } = received.get("vercel-chat__replay") as {
    [part: string]: unknown;
  };
  const told = [firstMessage, statusUpdate, secondMessage].flatMap((body) =>
    receiver.parse(body, now),
  );
  const from = { phone: "+15550002222" };
  expect(told).toMatchObject([
    { kind: "message", from, text: "What is Vercel?" },
    { kind: "report", person: from, providerMessageId: "wamid.FAKE_MSG_SENT_001" },
    { kind: "message", from, text: "Tell me more" },
  ]);
});
