// Brings the world into being over HTTP, as an operator and a few people would.
import { z } from "zod";
import {
  botAccount,
  emailAccount,
  type Installation,
  instagramAccount,
  installation,
  metaAccount,
  pageAccount,
  retellAccount,
  twilioAccount,
} from "./installation.ts";
import { readReports } from "./read-reports.ts";
import { signature } from "./request.ts";
import { settleGallery } from "./settle-gallery.ts";
import {
  accounts,
  agentPhone,
  botId,
  chatLead,
  credentials,
  foreignLead,
  instagramId,
  leads,
  pageId,
  phoneNumberId,
  playedNumberId,
  slug,
  type World,
  workflows,
  workspaces,
} from "./world.ts";

const dayMs = 24 * 60 * 60 * 1000;
/** Three decisions may be made about each: enough of them for a long run's beginning. */
const unknownMessages = 6;
const accepted = z.object({ message_id: z.string() });
const journalSchema = z.object({ journal: z.tuple([z.object({ id: z.string() })], z.unknown()) });
const templatesSchema = z.object({
  templates: z.array(z.object({ id: z.string(), name: z.string() })),
});
const calledSchema = z.object({ call_id: z.string() });

export async function settle(url: string, adminToken: string): Promise<World> {
  const place = installation(url, adminToken);
  const { key, account, add, ask } = place;
  for (const name of Object.keys(workspaces) as (keyof typeof workspaces)[]) {
    await place.workspace(name, name === "foreign" ? "live" : "test");
  }
  const main = (await key("main", ["messages.send", "templates.read", "admin"])).secret;
  const revoked = await key("main");
  await place.revoke("main", revoked.id);

  const { whatsapp, email, call } = accounts;
  const hooks = {
    meta: await account("main", whatsapp, metaAccount(phoneNumberId)),
    email: await account("main", email, emailAccount("sofia@acme.example")),
    retell: await account("main", call, retellAccount(agentPhone)),
  };
  await account("main", accounts.sms, twilioAccount("+12025550101"));
  await account("main", accounts.messenger, pageAccount(pageId));
  await account("main", accounts.instagram, instagramAccount(instagramId));
  await account("main", accounts.telegram, botAccount(botId));
  await place.name("main", slug);
  await account("sandbox", accounts.sandboxed, metaAccount(phoneNumberId));
  await account("sandbox", accounts.kept, metaAccount(phoneNumberId));
  await account("playground", accounts.played, metaAccount(playedNumberId));
  await add("main", `accounts/${whatsapp}/templates/sync`, {});
  const { sms, messenger, instagram, telegram } = accounts;
  const served = { whatsapp, email, call, sms, messenger, instagram, telegram };
  await add("main", "workflows", { id: workflows.main, name: "Main", accounts: served });
  await add("sandbox", "workflows", { id: workflows.sandboxed, name: "Sandbox" });
  await add("foreign", "workflows", { id: workflows.foreign, name: "Foreign" });
  await add(
    "main",
    "leads",
    [...leads, chatLead].map((lead) => ({ ...lead, first_name: "John" })),
  );
  await add("playground", "leads", { first_name: "Ana", phone: leads[0]?.phone });
  await add("foreign", "leads", { id: foreignLead, first_name: "Eve" });

  const { templates } = templatesSchema.parse(await ask(main, "GET", "/api/public/templates"));
  const template = templates.find(({ name }) => name === "seguimiento_lead");
  if (!template) throw new Error("the templates are not as they should be");
  const tomorrow = new Date(Date.now() + dayMs).toISOString();
  const messages = await write(place, main, tomorrow);
  const gallery = (await key("gallery")).secret;
  const spoken = {
    whauto: (await key("main", undefined, "whauto")).secret,
    votel: (await key("main", ["admin"], "votel")).secret,
    xobito: (await key("main", undefined, "xobito")).secret,
  };

  return {
    adminToken,
    keys: {
      main,
      narrow: (await key("main", ["messages.read"])).secret,
      revoked: revoked.secret,
      playground: (await key("playground")).secret,
      gallery,
      ...spoken,
    },
    hooks,
    ...(await dialectThings(place, spoken)),
    reports: readReports(),
    messages,
    templateId: template.id,
    keyId: (await key("sandbox")).id,
    journalId: await confuse(place, url + hooks.meta),
    gallery: await settleGallery(place, gallery),
    stageCallId: await callFromStage(place),
    tomorrow,
  };
}

/** Everybody writes to us, and we write to them. */
async function write(
  { ask }: Installation,
  key: string,
  tomorrow: string,
): Promise<World["messages"]> {
  const simulator = "/simulator/api";
  for (const { phone: from } of leads) {
    const reply = { phone_number_id: phoneNumberId, from, text: "Hello" };
    await ask(key, "POST", `${simulator}/replies`, reply);
  }
  const says = (channel: string, to: string, from: string) =>
    ask(key, "POST", `${simulator}/words`, { channel, to, from, text: "Hello" });
  await says("messenger", pageId, chatLead.psid);
  await says("instagram", instagramId, chatLead.igsid);
  await says("telegram", botId, chatLead.telegram_chat_id);
  await says("sms", "+12025550101", chatLead.phone);
  // The reports of the pretend providers would be half of the traffic; the receivers are asked directly.
  await ask(key, "PUT", `${simulator}/switches`, { missing: true });
  const send = async (lead_id: string, fields: object): Promise<string> => {
    const body = { lead_id, workflow_id: workflows.main, ...fields };
    return accepted.parse(await ask(key, "POST", "/api/public/messages", body)).message_id;
  };
  const text = { channel: "whatsapp", content: "Hello" };
  const scheduled: string[] = [];
  for (const { id } of leads) {
    scheduled.push(await send(id, { channel: "call", scheduled_at: tomorrow }));
  }
  const sent = await send(leads[0]?.id ?? "", text);
  const fault = { provider: "meta", times: unknownMessages, fault: { kind: "garbage" } };
  await ask(key, "POST", `${simulator}/faults`, fault);
  const unknown: string[] = [];
  for (const { id } of leads.slice(0, unknownMessages)) unknown.push(await send(id, text));
  return { sent, scheduled, unknown };
}

const sentToSchema = z.object({ data: z.object({ message_id: z.string(), contact_id: z.int() }) });
const tagSchema = z.object({ id: z.string() });

/** What the dialects name by ids of their own, and a job. */
async function dialectThings(
  { ask }: Installation,
  keys: Pick<World["keys"], "whauto" | "xobito">,
): Promise<Pick<World, "sentWamid" | "contactNumber" | "tagId">> {
  const text = { phone_number: leads[1]?.phone, message_body: "Hello" };
  const sent = await ask(keys.xobito, "POST", `/api/v1/${slug}/messages/send`, text);
  const { message_id: sentWamid, contact_id: contactNumber } = sentToSchema.parse(sent).data;
  const tag = tagSchema.parse(await ask(keys.whauto, "POST", "/v1/contactTags", { name: "vip" }));
  return { sentWamid, contactNumber, tagId: tag.id };
}

/** Leaves something in the journal: genuine, and not to be read. */
async function confuse({ list }: Installation, hook: string): Promise<string> {
  const body = Buffer.from("{}");
  const headers = Object.fromEntries(signature("meta", body, Date.now()));
  await fetch(hook, { method: "POST", headers, body });
  return journalSchema.parse(await list("main", "journal")).journal[0].id;
}

async function callFromStage({ ask }: Installation): Promise<string> {
  const path = `/simulator/providers/${workspaces.stage}/retell/v2/create-phone-call`;
  const body = { from_number: agentPhone, to_number: leads[0]?.phone };
  return calledSchema.parse(await ask(credentials.retellKey, "POST", path, body)).call_id;
}
