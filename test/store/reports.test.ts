// What providers report about addresses, accounts and templates, and what they said that nobody understood.
import { expect, test } from "vitest";
import type { JsonObject } from "../../src/lib/json.ts";
import { healthAfter, recordAccountEvent } from "../../src/store/account-health.ts";
import { createAccount, getAccount } from "../../src/store/accounts.ts";
import { getJournalEntry, keepInJournal, listJournal } from "../../src/store/journal.ts";
import { loadProfile, updateLead, upsertLeads } from "../../src/store/leads.ts";
import {
  liftSuppression,
  listSuppressions,
  suppressAddress,
} from "../../src/store/suppressions.ts";
import { applyTemplateUpdate, listTemplates, syncTemplates } from "../../src/store/templates.ts";
import type { Workspace } from "../../src/store/workspaces.ts";
import { db, newWorkspace, sealKey } from "./support.ts";

const now = Date.now();

async function newLead(workspace: Workspace, email: string) {
  const change = { id: crypto.randomUUID(), firstName: "Ana", email };
  await upsertLeads(db, workspace, [change], now);
  return { workspaceId: workspace.id, leadId: change.id };
}

const newAccount = (workspace: Workspace) =>
  createAccount(
    { db, sealKey },
    workspace,
    { name: "Sales", provider: "meta", channel: "whatsapp", settings: {}, credentials: {} },
    now,
  );

test("suppresses an address for everyone who has it or gets it, in this workspace only", async () => {
  const [ours, theirs] = [await newWorkspace(), await newWorkspace()];
  const [one, two] = [
    await newLead(ours, "ana@example.com"),
    await newLead(ours, "ana@example.com"),
  ];
  const foreign = await newLead(theirs, "ana@example.com");
  const owners = await suppressAddress(db, ours.id, "email", "Ana@Example.com", "bounced", now);
  expect(owners.toSorted()).toEqual([one.leadId, two.leadId].toSorted());
  await suppressAddress(db, ours.id, "email", "ana@example.com", "complained", now + 1);
  const late = await newLead(ours, "ana@example.com");
  for (const ref of [one, two, late]) {
    expect(await loadProfile(db, ref)).toMatchObject({ emailSuppressed: "bounced" });
  }
  expect(await loadProfile(db, foreign)).toMatchObject({ emailSuppressed: null });
});

test("a lead with another address is free, and its old address is not", async () => {
  const workspace = await newWorkspace();
  const ref = await newLead(workspace, "old@example.com");
  await suppressAddress(db, workspace.id, "email", "old@example.com", "bounced", now);
  await updateLead(db, ref, { company: "Acme" }, now);
  expect(await loadProfile(db, ref)).toMatchObject({ emailSuppressed: "bounced" });
  await updateLead(db, ref, { email: "new@example.com" }, now);
  expect(await loadProfile(db, ref)).toMatchObject({ emailSuppressed: null });
  await updateLead(db, ref, { email: "old@example.com" }, now);
  expect(await loadProfile(db, ref)).toMatchObject({ emailSuppressed: "bounced" });
});

test("lifts a suppression once", async () => {
  const workspace = await newWorkspace();
  const ref = await newLead(workspace, "ana@example.com");
  await suppressAddress(db, workspace.id, "email", "ana@example.com", "bounced", now);
  expect(await listSuppressions(db, workspace.id)).toMatchObject([{ value: "ana@example.com" }]);
  const foreign = await newWorkspace();
  expect(await liftSuppression(db, foreign.id, "email", "ana@example.com")).toBeNull();
  expect(await liftSuppression(db, workspace.id, "email", "ANA@example.com")).toMatchObject({
    reason: "bounced",
  });
  expect(await liftSuppression(db, workspace.id, "email", "ana@example.com")).toBeNull();
  expect(await loadProfile(db, ref)).toMatchObject({ emailSuppressed: null });
});

const restriction = { restriction_type: "RESTRICTED_BIZ_INITIATED_MESSAGING", expiration: 1 };
const reports: [event: string, at: number, details: JsonObject][] = [
  ["phone_number_quality_update", 1, { event: "FLAGGED", current_limit: "TIER_1K" }],
  ["account_update", 2, { event: "ACCOUNT_RESTRICTION", restriction_info: [restriction] }],
  ["phone_number_quality_update", 3, { event: "UNFLAGGED" }],
  ["account_update", 4, { event: "DISABLED_UPDATE", ban_info: { waba_ban_state: "DISABLE" } }],
];

test("keeps the account's health, the same in every order and however often it is told", async () => {
  const expected = {
    quality: "UNFLAGGED",
    restrictions: [{ waba_ban_state: "DISABLE" }],
    events: reports.map(([event, at, details]) => ({ event, at, details })),
  };
  const workspace = await newWorkspace();
  for (const order of [reports, reports.toReversed(), [...reports, ...reports.toReversed()]]) {
    const account = await newAccount(workspace);
    for (const [event, at, details] of order) {
      await recordAccountEvent(db, account.id, event, at, details);
    }
    expect((await getAccount(db, workspace.id, account.id))?.health).toEqual(expected);
  }
});

test("loses no report of many that arrive at once", async () => {
  const account = await newAccount(await newWorkspace());
  await Promise.all(
    reports.map(([event, at, details]) => recordAccountEvent(db, account.id, event, at, details)),
  );
  const stored = await getAccount(db, account.workspaceId, account.id);
  expect(stored?.health?.events.map(({ at }) => at)).toEqual([1, 2, 3, 4]);
});

test("ends a ban that was lifted, keeps the last twenty events and what earlier ones said", () => {
  let health = healthAfter(
    { quality: null, restrictions: [], events: [] },
    {
      event: "phone_number_quality_update",
      at: 0,
      details: { event: "FLAGGED" },
    },
  );
  for (let at = 1; at <= 30; at++) {
    const ban_info = { waba_ban_state: at === 30 ? "REINSTATE" : "DISABLE" };
    health = healthAfter(health, { event: "account_update", at, details: { ban_info } });
  }
  expect(health).toMatchObject({ quality: "FLAGGED", restrictions: [] });
  expect(health.events.map(({ at }) => at)).toEqual(Array.from({ length: 20 }, (_, i) => i + 11));
});

test("an account that is gone has no health", async () => {
  await recordAccountEvent(db, crypto.randomUUID(), "account_update", 1, {});
});

const listed = {
  providerTemplateId: "9001",
  name: "welcome",
  language: "es",
  status: "APPROVED",
  category: "UTILITY",
  parameterFormat: "POSITIONAL" as const,
  components: [],
};
const update = {
  kind: "template" as const,
  owner: "1",
  providerTemplateId: "9001",
  name: "welcome",
  language: "es",
};

test("writes down a template's status, category and quality at once", async () => {
  const account = await newAccount(await newWorkspace());
  await syncTemplates(db, account, [listed], now);
  const change = { status: "REJECTED", reason: "INVALID_FORMAT", category: "MARKETING" };
  expect(await applyTemplateUpdate(db, account, { ...update, ...change, at: 1000 })).toBe(true);
  expect(await applyTemplateUpdate(db, account, { ...update, quality: "YELLOW", at: 900 })).toBe(
    true,
  );
  expect(await listTemplates(db, account.workspaceId)).toMatchObject([
    {
      status: "REJECTED",
      rejectedReason: "INVALID_FORMAT",
      category: "MARKETING",
      quality: "YELLOW",
      components: [],
    },
  ]);
});

test("a late report of a template changes nothing, and a sync leaves its quality alone", async () => {
  const account = await newAccount(await newWorkspace());
  await syncTemplates(db, account, [listed], now);
  await applyTemplateUpdate(db, account, { ...update, status: "PAUSED", quality: "RED", at: 2000 });
  await applyTemplateUpdate(db, account, { ...update, status: "APPROVED", at: 1000 });
  expect(await listTemplates(db, account.workspaceId)).toMatchObject([{ status: "PAUSED" }]);
  const counts = await syncTemplates(db, account, [listed], now);
  expect(counts).toMatchObject({ added: 0, updated: 1 });
  expect(await listTemplates(db, account.workspaceId)).toMatchObject([
    { status: "APPROVED", quality: "RED" },
  ]);
  expect(await syncTemplates(db, account, [listed], now)).toMatchObject({ updated: 0 });
});

test("knows a template by its name when its id is new, in its own workspace only", async () => {
  const [account, foreign] = [
    await newAccount(await newWorkspace()),
    await newAccount(await newWorkspace()),
  ];
  await syncTemplates(db, account, [listed], now);
  await syncTemplates(db, foreign, [listed], now);
  const renewed = { ...update, providerTemplateId: "9002", status: "PENDING", at: 1 };
  expect(await applyTemplateUpdate(db, account, renewed)).toBe(true);
  expect(await listTemplates(db, account.workspaceId)).toMatchObject([{ status: "PENDING" }]);
  expect(await listTemplates(db, foreign.workspaceId)).toMatchObject([{ status: "APPROVED" }]);
});

test("says when nobody has the template, and stores nothing", async () => {
  const account = await newAccount(await newWorkspace());
  expect(await applyTemplateUpdate(db, account, { ...update, status: "APPROVED", at: 1 })).toBe(
    false,
  );
  expect(await listTemplates(db, account.workspaceId)).toEqual([]);
});

const entry = (workspace: Workspace, body: string) => ({
  workspaceId: workspace.id,
  accountId: "account",
  provider: "meta" as const,
  reason: "an unknown field",
  body,
});

test("keeps a request in the journal once, and pages through it", async () => {
  const [ours, theirs] = [await newWorkspace(), await newWorkspace()];
  for (const i of [1, 2, 3]) await keepInJournal(db, entry(ours, `{"n":${i}}`), now + i);
  await keepInJournal(db, entry(ours, '{"n":3}'), now + 9);
  await keepInJournal(db, { ...entry(theirs, "{}"), accountId: "other" }, now);
  const first = await listJournal(db, ours.id, { limit: 2, cursor: null });
  expect(first.rows.map(({ body }) => body)).toEqual(['{"n":3}', '{"n":2}']);
  const rest = await listJournal(db, ours.id, { limit: 2, cursor: first.next });
  expect(rest.rows.map(({ body }) => body)).toEqual(['{"n":1}']);
  expect(rest.next).toBeNull();
  const id = rest.rows[0]?.id ?? "";
  expect(await getJournalEntry(db, ours.id, id)).toMatchObject({ body: '{"n":1}', bodyBytes: 7 });
  expect(await getJournalEntry(db, theirs.id, id)).toBeNull();
});

test("cuts a body that no row can hold, and says how long it was", async () => {
  const workspace = await newWorkspace();
  const body = "é".repeat(1_500_000);
  await keepInJournal(db, entry(workspace, body), now);
  const { rows } = await listJournal(db, workspace.id, { limit: 1, cursor: null });
  expect(rows[0]).toMatchObject({ body: "é".repeat(2_000), bodyBytes: 3_000_000 });
  const whole = await getJournalEntry(db, workspace.id, rows[0]?.id ?? "");
  expect(whole?.body).toBe("é".repeat(950_000));
});
