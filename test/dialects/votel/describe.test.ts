// Votel's document is held to what the gateway does in the demo workspace.
import { demo } from "../../../scripts/seed.ts";
import { votelDescription } from "../../../src/dialects/votel/describe.ts";
import { descriptionContract } from "../../contract/description.ts";
import { demoAccounts, demoKey, demoWorkspace, happens } from "../../support/demo-workspace.ts";
import { votelRows } from "../../support/votel-routes.ts";

const foreign = "00000000-0000-4000-8000-000000000000";
const busy = { kind: "status", status: 429, body: { code: 20429, message: "Too many requests" } };
const mail = { recipient: demo.john.email, content: "Hi" };
const condition = { field: "first_name", operator: "contains", value: "st" };

descriptionContract({
  description: votelDescription,
  routes: votelRows.map(({ route }) => route),
  keys: async () => {
    await demoWorkspace();
    return {
      full: await demoKey("votel", ["admin"]),
      without: await demoKey("votel", ["messages.read"]),
    };
  },
  idFor: ({ path }) => {
    throw new Error(`${path} names nothing`);
  },
  cases: [
    {
      because: "a channel that nobody has",
      id: "sendMessage",
      path: `/messaging/send?send_identifier=${foreign}`,
      body: { message_data: mail },
      status: 404,
    },
    {
      because: "a channel whose id is none",
      id: "sendMessage",
      path: "/messaging/send?send_identifier=x",
      body: { message_data: mail },
      status: 422,
    },
    {
      because: "a recipient that is no address",
      id: "sendMessage",
      body: { sender_type: "email", message_data: { ...mail, recipient: "john" } },
      status: 422,
    },
    {
      because: "nothing to say",
      id: "sendMessage",
      body: { message_data: { recipient: demo.john.email } },
      status: 422,
    },
    {
      because: "a closed window",
      id: "sendMessage",
      body: {
        sender_type: "whatsapp",
        message_data: { recipient: demo.carlos.phone, content: "Hi" },
      },
      status: 400,
    },
    {
      because: "a lead without the address",
      id: "sendMessage",
      body: {
        sender_type: "instagram_dm",
        message_data: { recipient: "", content: "Hi", contact_id: demo.john.id },
      },
      status: 400,
    },
    {
      because: "a text that is too long",
      id: "sendMessage",
      body: {
        sender_type: "whatsapp",
        message_data: { recipient: demo.john.phone, content: "x".repeat(5_000) },
      },
      status: 422,
    },
    {
      because: "a bulk for nobody in particular",
      id: "sendMessage",
      body: { message_data: mail, bulk_settings: {} },
      status: 422,
    },
    {
      because: "a criterion that nobody knows",
      id: "sendMessage",
      body: { message_data: mail, bulk_settings: { assignees: ["x"], mood: "good" } },
      status: 422,
    },
    {
      because: "a field that nobody knows",
      id: "sendMessage",
      body: {
        message_data: mail,
        bulk_settings: {
          filters: { conditions: [{ conditions: [{ ...condition, field: "mood" }] }] },
        },
      },
      status: 422,
    },
    {
      because: "a page that is none",
      id: "listChannels",
      path: "/channels?page=0&channel_type=fax",
      status: 422,
    },
    {
      because: "credentials that nobody has",
      id: "createChannel",
      body: {
        name: "x",
        channel_type: "email",
        integration_id: foreign,
        send_from_email: demo.sender,
      },
      status: 404,
    },
    {
      because: "a sender whom the provider cannot have",
      id: "createChannel",
      body: {
        name: "x",
        channel_type: "sms",
        integration_id: demoAccounts.sms.id,
        send_from_phone_number: "x",
      },
      status: 422,
    },
    {
      because: "a domain that nobody sends from",
      id: "createChannelForEmail",
      body: { email: "support@example.com" },
      status: 400,
    },
    {
      because: "a list to choose from",
      id: "listChannels",
      path: "/channels?for_options=yes",
      status: 200,
    },
    {
      because: "a sender who is there",
      id: "createChannelForEmail",
      body: { email: demo.sender },
      status: 200,
    },
    {
      because: "nobody knows whether it was taken",
      id: "sendMessage",
      body: { sender_type: "sms", message_data: { recipient: demo.ana.phone, content: "Hi" } },
      status: 202,
      given: () => happens("faults", { provider: "twilio", times: 1, fault: { kind: "garbage" } }),
    },
    {
      because: "the provider says not now",
      id: "sendMessage",
      body: { sender_type: "sms", message_data: { recipient: demo.carlos.phone, content: "Hi" } },
      status: 202,
      given: () => happens("faults", { provider: "twilio", times: 1_000, fault: busy }),
    },
    { because: "nothing to know it by", id: "createLead", body: { tags: ["a"] }, status: 422 },
    {
      because: "an address that is none",
      id: "createLead",
      body: { email: "john" },
      status: 422,
    },
  ],
});
