// The example requests of POST /messages. The first five are the contract's.
import type { Examples } from "../operation.ts";
import { ids } from "./example-ids.ts";

const to = (channel: string, lead_id: string = ids.john) => ({
  lead_id,
  workflow_id: ids.workflow,
  channel,
});

export const sendExamples: Examples = {
  text: {
    summary: "A WhatsApp text",
    value: { ...to("whatsapp"), content: "Hi John, just following up on our conversation." },
  },
  template: {
    summary: "A WhatsApp template, at any time",
    value: {
      ...to("whatsapp"),
      template_id: ids.template,
      components: [
        {
          type: "BODY",
          parameters: [
            { type: "text", parameter_name: "nombre", text: "John" },
            { type: "text", parameter_name: "agente", text: "Sofia" },
            { type: "text", parameter_name: "empresa", text: "Acme Corp" },
          ],
        },
      ],
    },
  },
  email: {
    summary: "An e-mail",
    value: {
      ...to("email"),
      subject: "Follow-up on your inquiry",
      content:
        "Hi John, here is the information you requested.\n\nLet us know if you have any questions.",
    },
  },
  call: { summary: "An AI phone call", value: to("call") },
  greeting: {
    summary: "An AI phone call with its own greeting",
    value: {
      ...to("call", ids.carlos),
      begin_message: "Hi Carlos, I am calling to follow up on your appointment.",
    },
  },
  html: {
    summary: "An e-mail in HTML",
    value: { ...to("email"), subject: "Welcome", html: "<p>Hi <b>John</b>, welcome!</p>" },
  },
  sms: { summary: "An SMS", value: { ...to("sms"), content: "Hi John!" } },
  media: {
    summary: "A picture on WhatsApp",
    value: {
      ...to("whatsapp"),
      media: {
        type: "image",
        url: "https://files.acme.example/house.jpg",
        caption: "The house with the garden",
      },
    },
  },
  buttons: {
    summary: "A question with buttons on WhatsApp",
    value: {
      ...to("whatsapp"),
      content: "Shall we visit it tomorrow?",
      interactive: {
        buttons: [
          { title: "Yes", id: "visit-yes" },
          { title: "No", id: "visit-no" },
        ],
      },
    },
  },
  carousel: {
    summary: "Cards on Messenger",
    value: {
      ...to("messenger", ids.mia),
      elements: [
        {
          title: "House with a garden",
          subtitle: "4 rooms",
          image_url: "https://files.acme.example/house.jpg",
          buttons: [{ title: "See it", url: "https://acme.example/houses/1" }],
        },
      ],
    },
  },
  address: {
    summary: "To an address: who is new becomes a lead",
    value: {
      to: "+12025550123",
      contact: { first_name: "John", last_name: "Doe" },
      workflow_id: ids.workflow,
      channel: "sms",
      content: "Hi John!",
    },
  },
  scheduled: {
    summary: "A call at another time",
    value: { ...to("call"), scheduled_at: "2026-12-24T10:00:00Z" },
  },
};
