// Which fields of requests name something of the world, and what they may name.
import { demo } from "../../scripts/seed.ts";
import { channelDemo } from "../../scripts/seed-channels.ts";
import type { DialectName } from "../../src/model/key.ts";
import { demoAccounts } from "../support/demo-workspace.ts";
import { ask, idOf, people, send, supply, times } from "./supplies.ts";

const { john, carlos } = demo;
const { mia } = channelDemo;

/** Values for a field, by its name or by its parent's and its own: `contact.id`. */
export type Names = Record<string, readonly unknown[]>;

/** What it takes to make them: a key of the dialect, and our id of a message with a picture. */
interface Given {
  key: string;
  photo: string;
}

/** By the ids of operations; those of `""` are the same for all of a dialect. */
export const namesOf: Record<DialectName, (given: Given) => Promise<Record<string, Names>>> = {
  public: publicNames,
  whauto: whautoNames,
  votel: async () => votelNames(),
  xobito: xobitoNames,
};

/** Numbers that nobody has at first. */
const freeNumbers = Array.from({ length: 60 }, (_, i) => `+1202555${9_000 + i}`);

const call = { lead_id: carlos.id, channel: "call" };

async function publicNames({ photo }: Given): Promise<Record<string, Names>> {
  const { changed, doomed } = await people();
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
  const scheduled = await times(supply, async () =>
    idOf(await send({ ...call, scheduled_at: tomorrow })),
  );
  const fault = { kind: "status", status: 500 };
  const unknown = await times(supply / 2, async () => {
    await ask("POST", "/simulator/api/faults", { provider: "retell", times: 1, fault });
    return idOf(await send(call));
  });
  const sent = [
    idOf(await send({ lead_id: john.id, channel: "whatsapp", content: "Hi" })),
    idOf(await send({ lead_id: john.id, channel: "email", subject: "Hi", content: "Hi" })),
    idOf(await send({ lead_id: mia.id, channel: "sms", content: "Hi" })),
  ];
  const { templates } = (await ask("GET", "/api/public/templates")).body;
  const jobs = await times(supply / 2, async () => {
    const order = { workflow_id: demo.workflowId, channel: "email", content: "Hi" };
    const { job } = (await ask("POST", "/api/public/jobs", { ...order, lead_ids: changed })).body;
    await ask("POST", `/api/public/jobs/${job.id}/pause`);
    return job.id as string;
  });
  const messages = { id: [...sent, photo, ...scheduled.slice(0, 3), ...unknown.slice(0, 2)] };
  const leads = { id: [john.id, mia.id, carlos.id, ...changed.slice(0, 3)] };
  const changing = { id: changed };
  const ownJobs = { id: jobs };
  return {
    "": {
      lead_id: [john.id, mia.id, mia.id],
      lead_ids: [[john.id, mia.id], changed.slice(0, 5), []],
      workflow_id: [demo.workflowId],
      template_id: templates.map(({ id }: { id: string }) => id),
      to: [john.phone, mia.phone, mia.email, mia.psid, mia.igsid, mia.telegram_chat_id],
      url: ["https://example.com/a.jpg"],
      media_urls: [["https://example.com/a.jpg"]],
      scheduled_at: [tomorrow, null],
      cursor: [`${Date.now()}.${john.id}`, "1"],
    },
    listMessages: { from: ["2026-01-01T00:00:00Z"], to: [tomorrow] },
    getMessage: messages,
    getMessageMedia: { id: [photo, photo, ...sent] },
    cancelMessage: { id: scheduled },
    resolveMessage: { id: unknown },
    getLead: leads,
    getLeadHistory: leads,
    getLeadWindow: leads,
    listOptOuts: leads,
    optOut: changing,
    optIn: changing,
    replaceLead: changing,
    changeLead: changing,
    deleteLead: { id: doomed },
    getJob: ownJobs,
    listJobResults: ownJobs,
    pauseJob: ownJobs,
    resumeJob: ownJobs,
    stopJob: ownJobs,
    getWorkflow: { id: [demo.workflowId] },
  };
}

async function whautoNames({ key }: Given): Promise<Record<string, Names>> {
  const { changed, doomed } = await people();
  const headers = { "x-api-key": key };
  const tag = (await ask("POST", "/v1/contactTags", { name: "vip" }, headers)).body;
  const templates = (await ask("GET", "/v1/whatsapp-templates", undefined, headers)).body;
  const changing = { id: changed };
  return {
    "": {
      "contact.id": [john.id, mia.id],
      "recepient.phoneNumber": [john.phone, mia.phone],
      "recipient.phoneNumber": [john.phone],
      "workspace.id": [demo.workspaceId],
      workspaceId: [demo.workspaceId],
      template: ["hello_world"],
      mediaUrl: ["https://example.com/a.jpg"],
      mimeType: ["image/jpeg"],
      scheduleDateTime: [null, ""],
      tags: [[tag.id], ["crowd"]],
    },
    // Nobody of those who are written to may lose the number.
    createContact: { phoneNumber: [...freeNumbers, null] },
    createTemplate: { template: [] },
    getContact: { id: [john.id, mia.id, ...changed] },
    updateContact: { ...changing, phoneNumber: [...freeNumbers, null] },
    deleteContact: { id: doomed },
    addContactTags: changing,
    removeContactTags: changing,
    getTag: { id: [tag.id] },
    getWorkspace: { id: [demo.workspaceId] },
    getTemplate: { id: templates.map(({ id }: { id: string }) => id) },
  };
}

const votelNames = (): Record<string, Names> => ({
  "": {
    recipient: [john.email, mia.phone, mia.igsid, john.phone],
    contact_id: [john.id, mia.id],
    send_identifier: [demoAccounts.email.id, demoAccounts.sms.id, demoAccounts.instagram.id],
    sender_identifier: [demoAccounts.email.id, demoAccounts.sms.id],
    lead_ids: [[john.id], [john.id, mia.id], []],
    field: ["first_name", "tags", "email"],
    operator: ["contains", "equals"],
    image_url: ["https://example.com/a.jpg"],
    integration_id: [demoAccounts.email.id, demoAccounts.sms.id],
    send_from_email: ["second@acme.example", "third@acme.example"],
    send_from_phone_number: ["+12025550155"],
  },
  createChannelForEmail: { email: ["fourth@acme.example", "fifth@acme.example", demo.sender] },
  // Nobody of those who are written to may lose an address.
  createLead: { phone: [...freeNumbers, null], email: ["new@example.com", null] },
});

async function xobitoNames({ key }: Given): Promise<Record<string, Names>> {
  const base = `/api/v1/${channelDemo.slug}`;
  const headers = { authorization: `Bearer ${key}` };
  const body = { phone_number: john.phone, message_body: "Hi" };
  const sent = await ask("POST", `${base}/messages/send`, body, headers);
  const person = { firstname: "Person", type: "lead", source_id: 1, status_id: 1 };
  const contacts = await times(2 * supply, async (i) => {
    const phone = `+1202555${String(3000 + i)}`;
    return (await ask("POST", `${base}/contacts`, { ...person, phone }, headers)).body.data.id;
  });
  return {
    "": {
      subdomain: [channelDemo.slug, demo.workspaceId],
      phone_number: [john.phone, carlos.phone, john.phone, ...freeNumbers.slice(0, 2)],
      from_phone_number_id: [demo.phoneNumberId, null],
      template_name: ["hello_world"],
      template_language: ["en_US"],
      media_url: ["https://example.com/a.jpg"],
      button_url: ["https://example.com"],
    },
    validatePhone: { phone_number: [john.phone, "+919909919284"] },
    getMessageStatus: { id: [sent.body.data.message_id, idOf(sent)] },
    createContact: { phone: freeNumbers },
    updateContact: { id: contacts.slice(0, supply), phone: freeNumbers },
    deleteContact: { id: contacts.slice(supply) },
  };
}
