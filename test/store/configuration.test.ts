import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { ProjectedMessage } from "../../src/model/message.ts";
import {
  type AccountRecord,
  createAccount,
  findAccountBySetting,
  getAccount,
  getAccountByHook,
  listAccounts,
  unsealAccount,
  updateAccount,
} from "../../src/store/accounts.ts";
import { fixInstallation } from "../../src/store/installation.ts";
import { upsertLeads } from "../../src/store/leads.ts";
import { projectMessages } from "../../src/store/messages.ts";
import {
  getTemplate,
  type ListedTemplate,
  listTemplates,
  syncTemplates,
} from "../../src/store/templates.ts";
import {
  createWorkflow,
  getWorkflow,
  getWorkflowRecord,
  knownWorkflows,
  listWorkflows,
  updateWorkflow,
} from "../../src/store/workflows.ts";
import { createWorkspace, getWorkspace, type Workspace } from "../../src/store/workspaces.ts";
import { db, newWorkspace, sealKey } from "./support.ts";

const now = Date.now();
const vault = { db, sealKey };

function newAccount(
  workspace: Workspace,
  channel: "whatsapp" | "email" = "whatsapp",
): Promise<AccountRecord> {
  return createAccount(
    vault,
    workspace,
    {
      name: "Sales",
      provider: channel === "email" ? "email" : "meta",
      channel,
      settings: { phone_number_id: "1001" },
      credentials: { access_token: "a very secret token" },
    },
    now,
  );
}

test("records facts of the installation once and keeps the first", async () => {
  expect(await fixInstallation(db, { a: "1", b: "2" })).toMatchObject({ a: "1", b: "2" });
  expect(await fixInstallation(db, { a: "other", c: "3" })).toMatchObject({
    a: "1",
    b: "2",
    c: "3",
  });
});

test("refuses a workspace id that is taken", async () => {
  const workspace = await newWorkspace();
  await expect(createWorkspace(db, { ...workspace, name: "Other" }, now)).rejects.toMatchObject({
    failure: { code: "conflict" },
  });
  expect(await getWorkspace(db, workspace.id)).toEqual(workspace);
});

test("keeps credentials sealed and opens them for the row they belong to", async () => {
  const account = await newAccount(await newWorkspace("test"));
  expect(account).toMatchObject({ environment: "test", active: true });
  const { results } = await env.DB.prepare("SELECT * FROM accounts").all();
  expect(JSON.stringify(results)).not.toContain("secret token");
  const stored = await getAccount(db, account.workspaceId, account.id);
  expect(stored).toEqual(account);
  expect(await unsealAccount(sealKey, account)).toEqual({
    settings: { phone_number_id: "1001" },
    credentials: { access_token: "a very secret token" },
  });
});

test("does not open an account's credentials in another workspace, row or installation", async () => {
  const [ours, theirs] = [await newWorkspace(), await newWorkspace()];
  const account = await newAccount(ours);
  const other = await newAccount(theirs);
  await env.DB.prepare("UPDATE accounts SET workspace_id = ? WHERE id = ?")
    .bind(theirs.id, account.id)
    .run();
  await env.DB.prepare("UPDATE accounts SET sealed = ? WHERE id = ?")
    .bind(account.sealed, other.id)
    .run();
  for (const id of [account.id, other.id]) {
    const moved = await getAccount(db, theirs.id, id);
    expect(moved && (await unsealAccount(sealKey, moved))).toBeNull();
  }
});

test("finds accounts by hook and by setting, in the own workspace only", async () => {
  const [ours, theirs] = [await newWorkspace(), await newWorkspace()];
  const account = await newAccount(ours);
  const bySetting = (workspace: Workspace, value: string) =>
    findAccountBySetting(db, workspace.id, "meta", ["phone_number_id"], value);
  expect(await getAccountByHook(db, account.hookId)).toEqual(account);
  expect(await getAccountByHook(db, "")).toBeNull();
  expect(await bySetting(ours, "1001")).toEqual(account);
  expect(await bySetting(ours, "1002")).toBeNull();
  expect(await bySetting(theirs, "1001")).toBeNull();
  expect(await getAccount(db, theirs.id, account.id)).toBeNull();
  expect(await listAccounts(db, theirs.id)).toEqual([]);
  await updateAccount(vault, account, { active: false }, now);
  expect(await bySetting(ours, "1001")).toBeNull();
});

test("replaces credentials without touching what else there is", async () => {
  const account = await newAccount(await newWorkspace());
  const changed = await updateAccount(vault, account, { credentials: { t: 2 } }, now + 5);
  expect(changed).toEqual({ ...account, sealed: changed.sealed, updatedAt: now + 5 });
  expect(await unsealAccount(sealKey, changed)).toMatchObject({ credentials: { t: 2 } });
});

const plainWorkflow = { name: "Sales", active: true, defaults: { subject: "Hello" } };

test("gives a workflow its active accounts", async () => {
  const workspace = await newWorkspace();
  const whatsapp = await newAccount(workspace);
  const email = await newAccount(workspace, "email");
  const { id } = await createWorkflow(
    db,
    workspace.id,
    { ...plainWorkflow, accounts: { whatsapp: whatsapp.id, email: email.id } },
    now,
  );
  expect(await getWorkflow(db, workspace.id, id)).toMatchObject({
    id,
    defaults: { subject: "Hello" },
    accounts: { whatsapp: { id: whatsapp.id, environment: "live" }, email: { id: email.id } },
  });
  await updateAccount(vault, email, { active: false }, now);
  const left = await getWorkflow(db, workspace.id, id);
  expect(Object.keys(left?.accounts ?? {})).toEqual(["whatsapp"]);
  expect(await getWorkflowRecord(db, workspace.id, id)).toMatchObject({
    accounts: { email: { id: email.id, active: false } },
  });
});

test("merges assignments, takes channels away, and hides an inactive workflow from sends", async () => {
  const workspace = await newWorkspace();
  const whatsapp = await newAccount(workspace);
  const email = await newAccount(workspace, "email");
  const { id } = await createWorkflow(
    db,
    workspace.id,
    { ...plainWorkflow, accounts: { whatsapp: whatsapp.id } },
    now,
  );
  const change = { accounts: { email: email.id, whatsapp: null } };
  expect(await updateWorkflow(db, workspace.id, id, change, now)).toMatchObject({
    name: "Sales",
    accounts: { email: { id: email.id, active: true } },
  });
  expect(Object.keys((await getWorkflow(db, workspace.id, id))?.accounts ?? {})).toEqual(["email"]);
  await updateWorkflow(db, workspace.id, id, { active: false }, now);
  expect(await getWorkflow(db, workspace.id, id)).toBeNull();
});

test("refuses accounts of another workspace or channel, and changes nothing", async () => {
  const [ours, theirs] = [await newWorkspace(), await newWorkspace()];
  const foreign = await newAccount(theirs);
  const own = await newAccount(ours);
  for (const accounts of [{ whatsapp: foreign.id }, { email: own.id }]) {
    const attempt = createWorkflow(db, ours.id, { ...plainWorkflow, accounts }, now);
    await expect(attempt).rejects.toMatchObject({ failure: { code: "field_invalid" } });
  }
  expect(await listWorkflows(db, ours.id)).toEqual([]);
});

test("does not show, use or change a foreign workflow", async () => {
  const [ours, theirs] = [await newWorkspace(), await newWorkspace()];
  const { id } = await createWorkflow(db, theirs.id, { ...plainWorkflow, accounts: {} }, now);
  expect(await getWorkflow(db, ours.id, id)).toBeNull();
  expect(await getWorkflowRecord(db, ours.id, id)).toBeNull();
  expect(await updateWorkflow(db, ours.id, id, { name: "Mine" }, now)).toBeNull();
  expect(await knownWorkflows(db, ours.id, [id])).toEqual(new Set());
  expect(await knownWorkflows(db, theirs.id, [id, crypto.randomUUID()])).toEqual(new Set([id]));
  const own = await newAccount(ours);
  const taken = createWorkflow(
    db,
    ours.id,
    { ...plainWorkflow, id, accounts: { whatsapp: own.id } },
    now,
  );
  await expect(taken).rejects.toMatchObject({ failure: { code: "conflict" } });
  expect(await getWorkflow(db, theirs.id, id)).toMatchObject({ name: "Sales", accounts: {} });
});

const listed = (name: string, change: Partial<ListedTemplate> = {}): ListedTemplate => ({
  providerTemplateId: `p-${name}`,
  name,
  language: "en",
  status: "APPROVED",
  category: "UTILITY",
  parameterFormat: "POSITIONAL",
  components: [{ type: "BODY", text: 'Hi {{1}}, it\'s "quoted" \u0000' }],
  ...change,
});

test("keeps a template's id through edits, deletion and re-creation", async () => {
  const account = await newAccount(await newWorkspace());
  const sync = (...templates: ListedTemplate[]) => syncTemplates(db, account, templates, now);
  const all = () => listTemplates(db, account.workspaceId);

  expect(await sync(listed("a"), listed("b"), listed("b", { language: "es" }))).toEqual({
    added: 3,
    updated: 0,
    removed: 0,
    total: 3,
  });
  const [a] = await all();
  expect(a).toMatchObject({ ...listed("a"), accountId: account.id });
  expect(await sync(listed("a"), listed("b", { status: "PAUSED" }))).toEqual({
    added: 0,
    updated: 1,
    removed: 1,
    total: 2,
  });
  expect((await all()).map(({ name, status }) => [name, status])).toEqual([
    ["a", "APPROVED"],
    ["b", "PAUSED"],
  ]);
  expect(await sync()).toMatchObject({ removed: 2, total: 0 });
  expect(await getTemplate(db, account.workspaceId, a?.id ?? "")).toMatchObject({
    status: "DELETED",
  });
  expect(await sync(listed("a"))).toMatchObject({ added: 1 });
  expect((await all()).map(({ id }) => id)).toEqual([a?.id]);
});

test("syncs two thousand templates of one account", async () => {
  const account = await newAccount(await newWorkspace());
  const text = "x".repeat(1_000);
  const many = Array.from({ length: 2_000 }, (_, i) =>
    listed(`t${i}`, { components: [{ type: "BODY", text }] }),
  );
  expect(await syncTemplates(db, account, many, now)).toMatchObject({ added: 2_000 });
  expect(await listTemplates(db, account.workspaceId)).toHaveLength(2_000);
});

test("filters templates and keeps workspaces apart", async () => {
  const [ours, theirs] = [await newWorkspace(), await newWorkspace()];
  const account = await newAccount(ours);
  await syncTemplates(db, account, [listed("a"), listed("b", { status: "REJECTED" })], now);
  const names = async (...filter: Parameters<typeof listTemplates>) =>
    (await listTemplates(...filter)).map(({ name }) => name);
  expect(await names(db, ours.id, { status: "REJECTED" })).toEqual(["b"]);
  expect(await names(db, ours.id, { category: "MARKETING" })).toEqual([]);
  expect(await names(db, ours.id, { accountId: account.id })).toEqual(["a", "b"]);
  expect(await names(db, theirs.id)).toEqual([]);
  const [template] = await listTemplates(db, ours.id);
  expect(await getTemplate(db, theirs.id, template?.id ?? "")).toBeNull();
});

test("projects messages, and a lower version never replaces a higher one", async () => {
  const { id: workspaceId } = await newWorkspace();
  const leadId = crypto.randomUUID();
  await upsertLeads(db, { id: workspaceId }, [{ id: leadId, firstName: "John" }], now);
  const message = (change: Partial<ProjectedMessage>): ProjectedMessage => ({
    id: crypto.randomUUID(),
    workspaceId,
    leadId,
    direction: "outbound",
    channel: "whatsapp",
    kind: "text",
    status: "queued",
    providerMessageId: null,
    failureCode: null,
    createdAt: now,
    updatedAt: now,
    version: 1,
    checkAt: null,
    lagMs: null,
    ...change,
  });
  const first = message({});
  const others = Array.from({ length: 1_000 }, () => message({}));
  await projectMessages(db, [first, ...others]);
  await projectMessages(db, [
    { ...first, version: 3, status: "delivered", providerMessageId: "wamid.1" },
    { ...first, version: 2, status: "sent" },
  ]);
  await projectMessages(db, [first]);
  await projectMessages(db, []);
  // Of a lead that was erased meanwhile.
  await projectMessages(db, [message({ leadId: crypto.randomUUID() })]);
  const { results } = await env.DB.prepare("SELECT * FROM messages WHERE workspace_id = ?")
    .bind(workspaceId)
    .all();
  expect(results).toHaveLength(1_001);
  expect(results.find(({ id }) => id === first.id)).toMatchObject({
    status: "delivered",
    provider_message_id: "wamid.1",
    version: 3,
  });
});
