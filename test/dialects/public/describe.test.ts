// The public document is held to what the gateway does in the demo workspace.
import { demo } from "../../../scripts/seed.ts";
import { channelDemo } from "../../../scripts/seed-channels.ts";
import { publicDescription } from "../../../src/dialects/public/describe.ts";
import { descriptionContract } from "../../contract/description.ts";
import { demoAccounts, demoKey, demoWorkspace, happens } from "../../support/demo-workspace.ts";
import { type Answer, admin, answerOf, request } from "../../support/gateway.ts";
import { rows } from "../../support/routes.ts";

const accounts = Object.fromEntries(
  Object.entries(demoAccounts).map(([channel, { id }]) => [channel, id]),
);
const to = (lead: string, channel: string) => ({
  lead_id: lead,
  workflow_id: demo.workflowId,
  channel,
});
const text = { ...to(demo.john.id, "whatsapp"), content: "Hi" };
const busy = { kind: "status", status: 429, body: "{}" };

const made = { message: "", scheduled: "", open: [""], media: "", jobs: [""] };

async function ask(method: string, path: string, body?: unknown): Promise<Answer> {
  const headers = { "content-type": "application/json", "x-api-key": demo.key };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  return answerOf(await request(path, { method, headers, ...sent }));
}

const send = async (body: unknown): Promise<string> =>
  (await ask("POST", "/api/public/messages", body)).body.message_id;

/** A message of which nobody knows whether it was sent. */
async function openMessage(): Promise<string> {
  await happens("faults", { provider: "meta", fault: { kind: "garbage" }, times: 1 });
  return send(text);
}

/** A job that has been paused before its first message was answered. */
async function pausedJob(): Promise<string> {
  const { body } = await ask("POST", "/api/public/jobs", {
    workflow_id: demo.workflowId,
    channel: "call",
    lead_ids: channelDemo.customers.map(({ id }) => id),
  });
  await ask("POST", `/api/public/jobs/${body.job.id}/pause`);
  return body.job.id;
}

descriptionContract({
  description: publicDescription,
  routes: rows.map(({ route }) => route),
  keys: async () => {
    await demoWorkspace();
    const workflow = { id: demo.workflowId, name: "Follow-up", accounts };
    await admin("POST", `/workspaces/${demo.workspaceId}/workflows`, workflow);
    const { phoneNumberId, john } = demo;
    await happens("replies", { phone_number_id: phoneNumberId, from: john.phone, type: "image" });
    await ask("PUT", "/simulator/api/switches", { missing: true });
    made.message = await send(text);
    made.scheduled = await send({
      ...text,
      scheduled_at: new Date(Date.now() + 3_600_000).toISOString(),
    });
    made.open = [await openMessage(), await openMessage(), await openMessage()];
    const { body } = await ask("GET", `/api/public/leads/${john.id}/history`);
    made.media = body.history.find((item: { media_url: string }) => item.media_url)?.id;
    await ask("PUT", "/simulator/api/switches", { missing: true, latency_ms: 2_000 });
    made.jobs = [await pausedJob(), await pausedJob(), await pausedJob()];
    await ask("PUT", "/simulator/api/switches", { missing: true });
    const [sender, templater] = await Promise.all([
      demoKey("public", ["messages.send"]),
      demoKey("public", ["templates.read"]),
    ]);
    return {
      full: await demoKey("public", ["admin"]),
      without: ({ scope }) => (scope === "templates.read" ? sender : templater),
    };
  },
  idFor: ({ id, group }) => {
    const [paused = "", resumed = "", stopped = ""] = made.jobs;
    if (group === "Jobs") return { resumeJob: resumed, stopJob: stopped }[id] ?? paused;
    if (group === "Workflows") return demo.workflowId;
    if (id === "cancelMessage") return made.scheduled;
    if (id === "getMessageMedia") return made.media;
    if (id === "resolveMessage") return made.open.shift() ?? made.message;
    if (group === "Messages") return made.message;
    return id === "deleteLead" ? demo.ana.id : demo.john.id;
  },
  others: {
    channel: "email",
    get scheduled() {
      return made.scheduled;
    },
    get media() {
      return made.media;
    },
    get message() {
      return made.message;
    },
    get stopped() {
      return made.jobs[2] ?? "";
    },
  },
  cases: [
    { because: "no fields", id: "sendMessage", body: {}, status: 400 },
    {
      because: "a strange channel",
      id: "sendMessage",
      body: { ...text, channel: "fax" },
      status: 400,
    },
    {
      because: "an address that cannot be one",
      id: "sendMessage",
      body: { ...text, lead_id: null, to: "nobody" },
      status: 400,
    },
    {
      because: "to an address that is new",
      id: "sendMessage",
      body: { ...text, lead_id: null, to: "+12025550166", channel: "sms" },
      status: 200,
    },
    {
      because: "a scheduled e-mail",
      id: "sendMessage",
      body: {
        ...to(demo.john.id, "email"),
        content: "Hi",
        scheduled_at: new Date(Date.now() + 3_600_000).toISOString(),
      },
      status: 202,
    },
    {
      because: "an outcome that nobody knows",
      id: "sendMessage",
      body: text,
      given: () => happens("faults", { provider: "meta", fault: { kind: "garbage" }, times: 1 }),
      status: 202,
    },
    {
      because: "a provider that is busy",
      id: "sendMessage",
      body: { ...to(demo.carlos.id, "call") },
      given: () => happens("faults", { provider: "retell", fault: busy, times: 1 }),
      status: 202,
    },
    {
      because: "a closed window",
      id: "sendMessage",
      body: { ...text, lead_id: demo.carlos.id },
      status: 422,
    },
    {
      because: "nothing to say",
      id: "sendMessage",
      body: to(demo.john.id, "sms"),
      status: 400,
    },
    {
      because: "a list on Telegram",
      id: "sendMessage",
      body: {
        ...to(channelDemo.mia.id, "telegram"),
        content: "Choose",
        interactive: {
          list: { button: "Open", sections: [{ rows: [{ id: "a", title: "A" }] }] },
        },
      },
      status: 400,
    },
    {
      because: "a lead who never wrote there",
      id: "sendMessage",
      body: { ...to(demo.john.id, "instagram"), content: "Hi" },
      status: 400,
    },
    {
      because: "a template that nobody has",
      id: "sendMessage",
      body: { ...text, template_id: demo.workflowId },
      status: 400,
    },
    {
      because: "template parameters that are missing",
      id: "sendMessage",
      body: { ...text, template_id: demo.templateId },
      status: 400,
    },
    {
      because: "a number that WhatsApp does not reach",
      id: "sendMessage",
      body: {
        ...to(demo.john.id, "whatsapp"),
        lead_id: null,
        to: "+12025131026",
        template_id: demo.templateId,
        components: [
          {
            type: "body",
            parameters: ["nombre", "agente", "empresa"].map((parameter_name) => ({
              type: "text",
              parameter_name,
              text: "x",
            })),
          },
        ],
      },
      status: 400,
    },
    {
      because: "a scheduled message",
      id: "getMessage",
      path: "/messages/:scheduled",
      status: 200,
    },
    {
      because: "a person's photo",
      id: "getMessage",
      path: "/messages/:media",
      status: 200,
    },
    { because: "a strange limit", id: "listMessages", path: "/messages?limit=0", status: 400 },
    {
      because: "a message that left",
      id: "cancelMessage",
      path: "/messages/:message/cancel",
      status: 409,
    },
    {
      because: "a message whose outcome is known",
      id: "resolveMessage",
      path: "/messages/:message/resolve",
      body: { action: "mark_sent" },
      status: 409,
    },
    {
      because: "a job that is over",
      id: "pauseJob",
      path: "/jobs/:stopped/pause",
      status: 409,
    },
    {
      because: "nobody meant",
      id: "startJob",
      body: { ...text, lead_id: undefined },
      status: 400,
    },
    {
      because: "many, of whom one is refused",
      id: "createLeads",
      body: [
        { first_name: "Eve" },
        { email: "eve@example.com" },
        { ...demo.john, first_name: "John" },
      ],
      status: 201,
    },
    { because: "a strange e-mail", id: "changeLead", body: { email: "x" }, status: 400 },
    {
      because: "a lead without such an address",
      id: "optOut",
      path: `/leads/${demo.carlos.id}/opt-outs/telegram`,
      body: {},
      status: 400,
    },
  ],
});
