// Xobito's document is held to what the gateway does in the demo workspace.
import { demo } from "../../../scripts/seed.ts";
import { channelDemo } from "../../../scripts/seed-channels.ts";
import { xobitoDescription } from "../../../src/dialects/xobito/describe.ts";
import { abilities } from "../../../src/model/key.ts";
import { descriptionContract } from "../../contract/description.ts";
import { demoKey, demoWorkspace, happens } from "../../support/demo-workspace.ts";
import { admin, answerOf, request } from "../../support/gateway.ts";
import { xobitoRows } from "../../support/xobito-routes.ts";

const base = `/api/v1/${channelDemo.slug}`;
const phone_number = channelDemo.mia.phone;
const text = { phone_number, message_body: "Hi" };
const made = { message: "", changed: "", doomed: "" };

async function ask(key: string, path: string, body: unknown) {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify(body) };
  return (await answerOf(await request(base + path, init))).body.data;
}

async function contact(key: string, phone: string): Promise<string> {
  const person = { firstname: "Ann", type: "lead", source_id: 1, status_id: 1 };
  return String((await ask(key, "/contacts", { ...person, phone })).id);
}

descriptionContract({
  description: xobitoDescription,
  routes: xobitoRows.map(({ route }) => route),
  keys: async () => {
    await demoWorkspace();
    await admin("PATCH", `/workspaces/${demo.workspaceId}`, { slug: channelDemo.slug });
    const { phoneNumberId } = demo;
    await happens("replies", { phone_number_id: phoneNumberId, from: phone_number, text: "Hi" });
    const full = await demoKey("xobito", [...abilities]);
    const [reader, sender] = await Promise.all([
      demoKey("xobito", ["templates.read"]),
      demoKey("xobito", ["messages.send"]),
    ]);
    made.message = (await ask(full, "/messages/send", text)).message_id;
    made.changed = await contact(full, "+14155550151");
    made.doomed = await contact(full, "+14155550152");
    return { full, without: ({ scope }) => (scope === "templates.read" ? sender : reader) };
  },
  idFor: ({ id }) => {
    if (id === "getMessageStatus") return made.message;
    return id === "deleteContact" ? made.doomed : made.changed;
  },
  others: { subdomain: channelDemo.slug },
  cases: [
    {
      because: "a closed window",
      id: "sendMessage",
      body: { ...text, phone_number: demo.carlos.phone },
      status: 500,
    },
    {
      because: "an outcome that nobody knows",
      id: "sendMessage",
      body: text,
      given: () => happens("faults", { provider: "meta", fault: { kind: "garbage" }, times: 1 }),
      status: 200,
    },
    {
      because: "everything wrong at once",
      id: "sendMessage",
      body: { message_type: "interactive", buttons: [{ id: "a", title: "x".repeat(21) }] },
      status: 422,
    },
    {
      because: "a number of somebody else",
      id: "sendMessage",
      body: { ...text, from_phone_number_id: "1" },
      status: 422,
    },
    {
      because: "a template that nobody has",
      id: "sendTemplate",
      body: { phone_number, template_name: "none", template_language: "en_US" },
      status: 422,
    },
    {
      because: "a template without its values",
      id: "sendTemplate",
      body: { phone_number, template_name: "order_update", template_language: "en_US" },
      status: 422,
    },
    {
      because: "neither a URL nor a file",
      id: "sendMedia",
      body: { phone_number, media_type: "image" },
      status: 422,
    },
    {
      because: "a number that somebody has",
      id: "createContact",
      body: { firstname: "Eve", type: "lead", source_id: 1, status_id: 1, phone: phone_number },
      status: 422,
    },
    { because: "a page that is none", id: "listContacts", path: "/contacts?page=0", status: 422 },
    {
      because: "a page beyond the last",
      id: "listTemplates",
      path: "/templates?page=9&per_page=2",
      status: 200,
    },
  ],
});
