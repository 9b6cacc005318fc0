// Whauto's document is held to what the gateway does in the demo workspace.
import { demo } from "../../../scripts/seed.ts";
import { channelDemo } from "../../../scripts/seed-channels.ts";
import { whautoDescription } from "../../../src/dialects/whauto/describe.ts";
import { templateId } from "../../../src/store/templates.ts";
import { descriptionContract } from "../../contract/description.ts";
import { demoAccounts, demoKey, demoWorkspace, happens } from "../../support/demo-workspace.ts";
import { answerOf, request } from "../../support/gateway.ts";
import { whautoRows } from "../../support/whauto-routes.ts";

const workspace = { id: demo.workspaceId };
const mia = { contact: { id: channelDemo.mia.id }, workspace };
const john = { contact: { id: demo.john.id }, workspace };
const textMessage = "Hi";
const template = "hello_world";
const helloWorld = await templateId(demoAccounts.whatsapp.id, {
  name: template,
  language: "en_US",
});
const newTemplate = { name: "order_shipped", language: "en_US", category: "UTILITY" };
const busy = { kind: "status", status: 429, body: { error: { message: "", code: 130429 } } };
const foreign = "00000000-0000-4000-8000-000000000000";
let tagId = "";

descriptionContract({
  description: whautoDescription,
  routes: whautoRows.map(({ route }) => route),
  keys: async () => {
    await demoWorkspace();
    const full = await demoKey("whauto", ["admin"]);
    const headers = { "content-type": "application/json", "x-api-key": full };
    const body = JSON.stringify({ name: "Blue" });
    const made = await answerOf(
      await request("/v1/contactTags", { method: "POST", headers, body }),
    );
    tagId = made.body.id;
    return { full, without: await demoKey("whauto", ["messages.read"]) };
  },
  idFor: ({ id, group }) => {
    if (group === "Tags") return tagId;
    if (group === "Workspaces") return workspace.id;
    if (group === "Templates") return helloWorld;
    return id === "deleteContact" ? demo.ana.id : demo.john.id;
  },
  cases: [
    {
      because: "both a contact and a number",
      id: "sendWhatsAppText",
      body: { ...john, recepient: { phoneNumber: demo.john.phone }, textMessage },
      status: 400,
    },
    {
      because: "a number where only contacts are known",
      id: "sendMessengerText",
      body: { recepient: { phoneNumber: demo.john.phone }, workspace, textMessage },
      status: 400,
    },
    {
      because: "a contact that nobody is",
      id: "sendInstagramText",
      body: { contact: { id: foreign }, workspace, textMessage },
      status: 404,
    },
    {
      because: "another workspace",
      id: "sendTelegramTemplate",
      body: { ...mia, workspace: { id: foreign }, textMessage },
      status: 404,
    },
    {
      because: "a closed window",
      id: "sendWhatsAppText",
      body: { contact: { id: demo.carlos.id }, workspace, textMessage },
      status: 400,
    },
    {
      because: "a contact who never wrote there",
      id: "sendInstagramTemplate",
      body: { ...john, elements: [{ title: "Hi" }] },
      status: 400,
    },
    {
      because: "a time that is none",
      id: "sendWhatsAppMedia",
      body: {
        ...john,
        mediaUrl: "https://example.com/a.png",
        mimeType: "image/png",
        scheduleDateTime: "soon",
      },
      status: 400,
    },
    {
      because: "a text that is too long",
      id: "sendTelegramTemplate",
      body: { ...mia, textMessage: "x".repeat(5_000) },
      status: 400,
    },
    {
      because: "a template that nobody has",
      id: "sendWhatsAppTemplate",
      body: { ...john, template: "nobody_has_it" },
      status: 404,
    },
    {
      because: "a template that is paused",
      id: "sendWhatsAppTemplate",
      body: { ...john, template: "spring_sale" },
      status: 400,
    },
    {
      because: "values that the template does not have",
      id: "sendWhatsAppTemplate",
      body: { ...john, template, bodyTextParameters: ["John"] },
      status: 400,
    },
    {
      because: "a number that WhatsApp does not reach",
      id: "sendWhatsAppTemplate",
      body: { recepient: { phoneNumber: "+12025131026" }, workspace, template },
      status: 400,
    },
    { because: "a page that is none", id: "listContacts", path: "/contacts?page=0", status: 400 },
    {
      because: "a channel that is none",
      id: "listContacts",
      path: "/contacts?channel=fax",
      status: 400,
    },
    {
      because: "another workspace",
      id: "listTags",
      path: `/contactTags?workspaceId=${foreign}`,
      status: 404,
    },
    {
      because: "a number that is none",
      id: "createContact",
      body: { name: "Ann", phoneNumber: "12" },
      status: 400,
    },
    {
      because: "components without a type",
      id: "createTemplate",
      body: { workspace, template: { ...newTemplate, components: [{ text: "Hi" }] } },
      status: 400,
    },
    {
      because: "Meta has that template already",
      id: "createTemplate",
      body: {
        workspace,
        template: { ...newTemplate, name: template, components: [{ type: "BODY", text: "Hi" }] },
      },
      status: 400,
    },
    {
      because: "nobody knows whether it was taken",
      id: "sendMessengerText",
      body: { ...mia, textMessage },
      status: 200,
      given: () => happens("faults", { provider: "meta", times: 1, fault: { kind: "garbage" } }),
    },
    {
      because: "Meta says not now",
      id: "sendWhatsAppTemplate",
      body: { ...john, template },
      status: 200,
      given: () => happens("faults", { provider: "meta", times: 1_000, fault: busy }),
    },
  ],
});
