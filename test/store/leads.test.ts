import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { AddressKind } from "../../src/model/address.ts";
import { cursorText, parseCursor } from "../../src/store/cursor.ts";
import { openDatabase } from "../../src/store/db.ts";
import type { LeadChange } from "../../src/store/leads/merge-leads.ts";
import { searchLeads } from "../../src/store/leads/search-leads.ts";
import {
  deleteLead,
  findLeads,
  getLead,
  loadProfile,
  updateLead,
  upsertLeads,
} from "../../src/store/leads.ts";
import { projectMessages } from "../../src/store/messages.ts";
import type { Workspace } from "../../src/store/workspaces.ts";
import { db, newWorkspace } from "./support.ts";

const now = Date.now();

async function upsert(workspace: Workspace, changes: LeadChange[], at = now) {
  const results = await upsertLeads(db, workspace, changes, at);
  return results.map((result) => {
    if (!result.ok) throw new Error(result.error.code);
    return result.value;
  });
}

async function one(workspace: Workspace, change: LeadChange) {
  const [written] = await upsert(workspace, [change]);
  if (!written) throw new Error("nothing was written");
  return written;
}

const ref = (workspace: Workspace, lead: { id: string }) => ({
  workspaceId: workspace.id,
  leadId: lead.id,
});

const behind = (workspace: Workspace, kind: AddressKind, value: string) =>
  findLeads(db, workspace.id, [{ kind, value }]);

const countLeads = async (workspace: Workspace) =>
  (await searchLeads(db, workspace.id, { text: null, limit: 1, from: 0 })).total;

test("creates a lead and reads it back", async () => {
  const workspace = await newWorkspace();
  const { lead, existed } = await one(workspace, {
    firstName: "John",
    email: "john@example.com",
    phone: "+12025550123",
    tags: ["vip"],
    metadata: { score: 0.1 + 0.2, big: 2 ** 53, text: "a\u0000b\ud800", ok: true, none: null },
  });
  expect(existed).toBe(false);
  expect(await getLead(db, ref(workspace, lead))).toMatchObject({
    firstName: "John",
    lastName: null,
    email: "john@example.com",
    phone: "+12025550123",
    source: "api",
    tags: ["vip"],
    metadata: { score: 0.1 + 0.2, big: 2 ** 53, text: "a\u0000b\ud800", ok: true, none: null },
  });
  expect(await loadProfile(db, ref(workspace, lead))).toEqual({
    firstName: "John",
    lastName: null,
    email: "john@example.com",
    phone: "+12025550123",
    emailSuppressed: null,
    psid: null,
    igsid: null,
    telegramChatId: null,
    optOuts: {},
    whatsappUserId: null,
  });
});

test("matches by e-mail first and by phone second", async () => {
  const workspace = await newWorkspace();
  const byEmail = await one(workspace, { firstName: "A", email: "a@example.com" });
  const byPhone = await one(workspace, { firstName: "B", phone: "+12025550101" });
  const both = await one(workspace, {
    firstName: "A2",
    email: "a@example.com",
    phone: "+12025550101",
  });
  expect(both).toMatchObject({ existed: true, lead: { id: byEmail.lead.id, firstName: "A2" } });
  const later = await one(workspace, { firstName: "B2", phone: "+12025550101" });
  // Two leads share the number now: the older one is meant.
  const oldest = [byEmail.lead.id, byPhone.lead.id].toSorted()[0];
  expect(later.lead.id).toBe(oldest);
  expect(await countLeads(workspace)).toBe(2);
});

test("takes a lead's own id for its identity", async () => {
  const workspace = await newWorkspace();
  const id = crypto.randomUUID();
  await one(workspace, { firstName: "First", email: "same@example.com" });
  const mine = await one(workspace, { id, firstName: "Mine", email: "same@example.com" });
  expect(mine).toMatchObject({ existed: false, lead: { id } });
  expect(await one(workspace, { id, firstName: "Again" })).toMatchObject({
    existed: true,
    lead: { id, firstName: "Again", email: "same@example.com" },
  });
  expect(await countLeads(workspace)).toBe(2);
});

test("keeps what a change leaves out and merges metadata key by key", async () => {
  const workspace = await newWorkspace();
  const { lead } = await one(workspace, {
    firstName: "John",
    company: "Acme",
    metadata: { a: { x: 1 }, b: 2 },
  });
  const changed = await updateLead(
    db,
    ref(workspace, lead),
    { lastName: "Doe", metadata: { a: { y: null }, c: 3 } },
    now + 1000,
  );
  expect(changed).toMatchObject({ ok: true, value: { profileChanged: true } });
  expect(await getLead(db, ref(workspace, lead))).toEqual({
    ...(await getLead(db, ref(workspace, lead))),
    firstName: "John",
    lastName: "Doe",
    company: "Acme",
    metadata: { a: { y: null }, b: 2, c: 3 },
    createdAt: lead.createdAt,
    updatedAt: now + 1000,
  });
});

test("moves and clears addresses", async () => {
  const workspace = await newWorkspace();
  const { lead } = await one(workspace, { firstName: "J", phone: "+12025550101" });
  await updateLead(
    db,
    ref(workspace, lead),
    { phone: "+12025550102", email: "j@example.com" },
    now,
  );
  expect(await behind(workspace, "phone", "+12025550101")).toEqual([]);
  expect(await behind(workspace, "phone", "+12025550102")).toEqual([lead.id]);
  expect(await behind(workspace, "email", "J@Example.com")).toEqual([lead.id]);
  await updateLead(db, ref(workspace, lead), { phone: null }, now);
  expect(await behind(workspace, "phone", "+12025550102")).toEqual([]);
  expect(await loadProfile(db, ref(workspace, lead))).toMatchObject({ phone: null });
});

test("says whether the profile changed", async () => {
  const workspace = await newWorkspace();
  const change = { firstName: "J", phone: "+12025550101" };
  expect(await one(workspace, change)).toMatchObject({ profileChanged: false });
  expect(await one(workspace, change)).toMatchObject({ profileChanged: false });
  expect(await one(workspace, { ...change, company: "X" })).toMatchObject({
    profileChanged: false,
  });
  expect(await one(workspace, { ...change, firstName: "K" })).toMatchObject({
    profileChanged: true,
  });
});

test("folds rows of one request that mean one person", async () => {
  const workspace = await newWorkspace();
  const written = await upsert(workspace, [
    { firstName: "One", email: "p@example.com" },
    { firstName: "Two", email: "p@example.com", phone: "+12025550101" },
    { firstName: "Three", phone: "+12025550101" },
    { firstName: "Other" },
  ]);
  expect(new Set(written.slice(0, 3).map(({ lead }) => lead.id)).size).toBe(1);
  expect(written.map(({ existed }) => existed)).toEqual([false, true, true, false]);
  expect(written[0]?.lead.firstName).toBe("Three");
  expect(await countLeads(workspace)).toBe(2);
});

test("writes a thousand leads in a handful of statements", async () => {
  const workspace = await newWorkspace();
  let statements = 0;
  const counting = openDatabase({
    prepare: (query: string) => {
      statements++;
      return env.DB.prepare(query);
    },
    batch: (list: D1PreparedStatement[]) => env.DB.batch(list),
  } as unknown as D1Database);
  const rows = Array.from({ length: 1_000 }, (_, i) => ({
    firstName: `Lead ${i}`,
    email: `lead${i}@example.com`,
    phone: `+1202555${String(i).padStart(4, "0")}`,
    metadata: { i },
  }));
  const created = await upsertLeads(counting, workspace, rows, now);
  expect(created.every((result) => result.ok && !result.value.existed)).toBe(true);
  expect(statements).toBeLessThan(10);
  const again = rows.map((row) => ({ ...row, metadata: { again: true } }));
  const updated = await upsertLeads(counting, workspace, again, now);
  expect(updated.every((result) => result.ok && result.value.existed)).toBe(true);
  expect(statements).toBeLessThan(20);
  expect(await countLeads(workspace)).toBe(1_000);
  const [id] = await behind(workspace, "email", "lead999@example.com");
  expect(await getLead(db, ref(workspace, { id: id ?? "" }))).toMatchObject({
    phone: "+12025550999",
    metadata: { i: 999, again: true },
  });
});

test("makes one lead of fifty simultaneous requests for one person", async () => {
  const workspace = await newWorkspace();
  const requests = Array.from({ length: 50 }, (_, i) =>
    one(workspace, { firstName: "J", email: "j@example.com", metadata: { [`k${i}`]: i } }),
  );
  const written = await Promise.all(requests);
  expect(new Set(written.map(({ lead }) => lead.id)).size).toBe(1);
  expect(written.filter(({ existed }) => !existed)).toHaveLength(1);
  const lead = await getLead(db, ref(workspace, written[0]?.lead ?? { id: "" }));
  expect(Object.keys(lead?.metadata ?? {})).toHaveLength(50);
});

test("refuses metadata that grows too large, and does the other rows", async () => {
  const workspace = await newWorkspace();
  const results = await upsertLeads(
    db,
    workspace,
    [{ firstName: "Big", metadata: { text: "x".repeat(40_000) } }, { firstName: "Small" }],
    now,
  );
  expect(results.map((result) => (result.ok ? "ok" : result.error.code))).toEqual([
    "field_invalid",
    "ok",
  ]);
  expect(await countLeads(workspace)).toBe(1);
});

test("writes more metadata than one parameter carries", async () => {
  const workspace = await newWorkspace();
  const metadata = { text: "x".repeat(30_000) };
  const rows = Array.from({ length: 100 }, (_, i) => ({ firstName: `L${i}`, metadata }));
  await upsert(workspace, rows);
  expect(await countLeads(workspace)).toBe(100);
});

test("keeps two workspaces apart even when they use the same lead id", async () => {
  const [ours, theirs] = [await newWorkspace(), await newWorkspace()];
  const id = crypto.randomUUID();
  const person = { id, email: "same@example.com", phone: "+12025550101" };
  await one(ours, { ...person, firstName: "Ours" });
  await one(theirs, { ...person, firstName: "Theirs" });
  const anonymous = await one(ours, { firstName: "Ours 2", email: "same@example.com" });
  expect(anonymous.lead.id).toBe(id);
  expect(await loadProfile(db, { workspaceId: theirs.id, leadId: id })).toMatchObject({
    firstName: "Theirs",
  });
  await deleteLead(db, { workspaceId: ours.id, leadId: id });
  expect(await behind(ours, "email", "same@example.com")).toEqual([]);
  expect(await behind(theirs, "email", "same@example.com")).toEqual([id]);
});

test("does not change, delete or find a foreign lead", async () => {
  const [ours, theirs] = [await newWorkspace(), await newWorkspace()];
  const { lead } = await one(theirs, { firstName: "Theirs", phone: "+12025550101" });
  const foreign = ref(ours, lead);
  const absent = ref(ours, { id: crypto.randomUUID() });
  expect(await updateLead(db, foreign, { firstName: "X" }, now)).toEqual(
    await updateLead(db, absent, { firstName: "X" }, now),
  );
  expect(await deleteLead(db, foreign)).toBe(false);
  expect(await getLead(db, foreign)).toBeNull();
  expect(await loadProfile(db, foreign)).toBeNull();
  expect(await getLead(db, ref(theirs, lead))).toMatchObject({ firstName: "Theirs" });
});

test("deletes a lead with its addresses and its listed messages", async () => {
  const workspace = await newWorkspace();
  const { lead } = await one(workspace, { firstName: "J", email: "j@example.com" });
  const messageId = crypto.randomUUID();
  await projectMessages(db, [
    {
      id: messageId,
      workspaceId: workspace.id,
      leadId: lead.id,
      direction: "outbound",
      channel: "email",
      kind: "email",
      status: "sent",
      providerMessageId: "re_1",
      failureCode: null,
      createdAt: now,
      updatedAt: now,
      version: 1,
      checkAt: null,
      lagMs: null,
    },
  ]);
  expect(await deleteLead(db, ref(workspace, lead))).toBe(true);
  expect(await deleteLead(db, ref(workspace, lead))).toBe(false);
  for (const table of ["leads", "addresses", "messages"]) {
    const left = await env.DB.prepare(`SELECT 1 FROM ${table} WHERE workspace_id = ?`)
      .bind(workspace.id)
      .all();
    expect(left.results).toEqual([]);
  }
});

test("pages through leads by cursor without loss, while leads change and arrive", async () => {
  const workspace = await newWorkspace();
  const rows = Array.from({ length: 25 }, (_, i) => ({ firstName: `L${i}` }));
  const there = (await upsert(workspace, rows)).map(({ lead }) => lead.id);
  const seen: string[] = [];
  let from: Parameters<typeof searchLeads>[2]["from"] = 0;
  for (let page = 0; page < 10; page++) {
    const answer = await searchLeads(db, workspace.id, { text: null, limit: 7, from });
    seen.push(...answer.leads.map(({ id }) => id));
    await updateLead(db, ref(workspace, { id: there[page] ?? "" }), { title: "changed" }, now + 1);
    await upsert(workspace, [{ firstName: "New" }], now + 10_000);
    if (!answer.next) break;
    from = parseCursor(cursorText(answer.next)) ?? 0;
  }
  expect(seen.toSorted()).toEqual(there.toSorted());
});

test("counts all that is found, whatever the page", async () => {
  const workspace = await newWorkspace();
  await upsert(workspace, [{ firstName: "Ann" }, { firstName: "Anna" }, { firstName: "Bob" }]);
  const page = await searchLeads(db, workspace.id, { text: "ann", limit: 1, from: 1 });
  expect(page).toMatchObject({ total: 2, leads: [{ firstName: expect.stringMatching("Ann") }] });
  expect(page.next).toBeNull();
});

test("searches names, e-mail, phone and company, and hostile text is only text", async () => {
  const workspace = await newWorkspace();
  const { lead } = await one(workspace, {
    firstName: "John",
    lastName: "O'Neil",
    email: "john@example.com",
    phone: "+12025550123",
    company: "100%_pure",
  });
  const found = async (text: string) =>
    (await searchLeads(db, workspace.id, { text, limit: 10, from: 0 })).leads.map(({ id }) => id);
  for (const text of ["john o'n", "JOHN@EX", "202 555-0123", "+1 (202) 555", "0%_P", "PURE"]) {
    expect(await found(text), text).toEqual([lead.id]);
  }
  for (const text of ["%", "_ohn", "' OR 1=1 --", "x".repeat(200), "-", "\\", '"', "💥", "()"]) {
    const expected = text === "%" ? [lead.id] : [];
    expect(await found(text), text).toEqual(expected);
  }
});

test("refuses cursors that are not ours", () => {
  for (const text of ["", "x", "1.", "1.x", "99999999999999999999.a", "1.' OR 1=1", "-1.0"]) {
    expect(parseCursor(text)).toBeNull();
  }
});
