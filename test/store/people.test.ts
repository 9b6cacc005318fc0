import { expect, test } from "vitest";
import { searchLeads } from "../../src/store/leads/search-leads.ts";
import { findLeads, getLead, loadProfile, updateLead, upsertLeads } from "../../src/store/leads.ts";
import {
  changeAddress,
  leadAt,
  leadsOf,
  leadsOrStranger,
  learnAddress,
} from "../../src/store/people.ts";
import type { Workspace } from "../../src/store/workspaces.ts";
import { db, newWorkspace } from "./support.ts";

const now = Date.now();
const userId = "US.13491208655302741918";
const nobody = { phone: null, userId: null, email: null };

const stranger = (
  workspace: Workspace,
  person: { phone?: string; userId?: string; name?: string },
) =>
  leadsOrStranger(
    db,
    workspace.id,
    { phone: null, userId: null, name: null, channel: "whatsapp", ...person },
    now,
  );

async function newLead(workspace: Workspace, fields: { phone?: string; email?: string }) {
  const [written] = await upsertLeads(db, workspace, [{ firstName: "Ana", ...fields }], now);
  if (!written?.ok) throw new Error("no lead");
  return { workspaceId: workspace.id, leadId: written.value.lead.id };
}

const all = async (workspace: Workspace) =>
  (await searchLeads(db, workspace.id, { text: null, limit: 200, from: 0 })).leads;

test.each([{ phone: "+12025550111" }, { userId }, { phone: "+12025550111", userId }])(
  "makes one lead of fifty simultaneous messages of a stranger: %j",
  async (person) => {
    const workspace = await newWorkspace();
    const found = await Promise.all(
      Array.from({ length: 50 }, (_, i) => stranger(workspace, { ...person, name: `Name ${i}` })),
    );
    expect(new Set(found.flat().map(({ leadId }) => leadId)).size).toBe(1);
    expect(await all(workspace)).toHaveLength(1);
  },
);

test("makes one lead of a stranger who writes while somebody writes to them", async () => {
  const workspace = await newWorkspace();
  const address = { kind: "whatsapp_user_id" as const, value: userId };
  const found = await Promise.all(
    Array.from({ length: 20 }, async (_, i) =>
      i % 2 === 0
        ? [await leadAt(db, workspace.id, { address }, now)]
        : await stranger(workspace, { userId }),
    ),
  );
  expect(new Set(found.flat().map(({ leadId }) => leadId)).size).toBe(1);
  expect(await all(workspace)).toHaveLength(1);
});

test("names a stranger by the profile, else by the address", async () => {
  const workspace = await newWorkspace();
  await stranger(workspace, { phone: "+12025550101", name: " Ana\n\tMaría " });
  await stranger(workspace, { phone: "+12025550102", name: "\u0000 \n" });
  await stranger(workspace, { userId });
  const names = (await all(workspace)).map(({ firstName, source }) => [firstName, source]);
  expect(names.toSorted()).toEqual([
    ["+12025550102", "whatsapp"],
    ["Ana María", "whatsapp"],
    [userId, "whatsapp"],
  ]);
});

test("a message never renames a lead that is known", async () => {
  const workspace = await newWorkspace();
  const ref = await newLead(workspace, { phone: "+12025550101" });
  expect(await stranger(workspace, { phone: "+12025550101", name: "Somebody" })).toEqual([ref]);
  expect(await getLead(db, ref)).toMatchObject({ firstName: "Ana", source: "api" });
});

test.each([
  ["Brazil", "+5511987654321", "+551187654321"],
  ["Mexico", "+525512345678", "+5215512345678"],
  ["Argentina", "+5491123456789", "+541123456789"],
])("finds the person whose number of %s is written in another way", async (_, stored, shown) => {
  const workspace = await newWorkspace();
  const ref = await newLead(workspace, { phone: stored });
  expect(await stranger(workspace, { phone: shown })).toEqual([ref]);
  expect(await leadsOf(db, workspace.id, { ...nobody, phone: shown })).toEqual([ref]);
});

test("two leads that share a number are both meant, the older one first", async () => {
  const workspace = await newWorkspace();
  const first = await newLead(workspace, { phone: "+12025550101" });
  const second = { workspaceId: workspace.id, leadId: crypto.randomUUID() };
  await upsertLeads(
    db,
    workspace,
    [{ id: second.leadId, firstName: "Second", phone: "+12025550101" }],
    now + 1000,
  );
  expect(await stranger(workspace, { phone: "+12025550101" })).toEqual([first, second]);
});

test("a number and a user id that came together find the same lead apart", async () => {
  const workspace = await newWorkspace();
  const ref = await newLead(workspace, { phone: "+12025550101" });
  await stranger(workspace, { phone: "+12025550101", userId });
  expect(await stranger(workspace, { userId })).toEqual([ref]);
  expect(await loadProfile(db, ref)).toMatchObject({ whatsappUserId: userId });

  const other = await newWorkspace();
  const [unnumbered] = await stranger(other, { userId });
  await stranger(other, { phone: "+12025550109", userId });
  expect(await stranger(other, { phone: "+12025550109" })).toEqual([unnumbered]);
  expect(await all(other)).toHaveLength(1);
});

test("never finds a person of another workspace", async () => {
  const [ours, theirs] = [await newWorkspace(), await newWorkspace()];
  const [our] = await stranger(ours, { phone: "+12025550101", userId });
  const [their] = await stranger(theirs, { phone: "+12025550101", userId });
  expect(our?.leadId).not.toBe(their?.leadId);
  await changeAddress(
    db,
    ours.id,
    { phone: "+12025550101", userId: null },
    { phone: "+12025550102", userId: null },
    now,
  );
  expect(await leadsOf(db, theirs.id, { ...nobody, phone: "+12025550101" })).toEqual([their]);
});

test("finds the leads behind an e-mail in any letter case, and behind nothing nobody", async () => {
  const workspace = await newWorkspace();
  const ref = await newLead(workspace, { email: "ana@example.com" });
  expect(await leadsOf(db, workspace.id, { ...nobody, email: "ANA@Example.com" })).toEqual([ref]);
  expect(await leadsOf(db, workspace.id, nobody)).toEqual([]);
});

test("follows a person to another number, and does so once", async () => {
  const workspace = await newWorkspace();
  const ref = await newLead(workspace, { phone: "+12025550101" });
  const before = { phone: "+12025550101", userId: null };
  const after = { phone: "+12025550102", userId: "US.2" };
  expect(await changeAddress(db, workspace.id, before, after, now)).toEqual([ref]);
  expect(await changeAddress(db, workspace.id, before, after, now)).toEqual([]);
  expect(await loadProfile(db, ref)).toMatchObject({
    phone: "+12025550102",
    whatsappUserId: "US.2",
  });
});

test("follows a person to another user id", async () => {
  const workspace = await newWorkspace();
  const [ref] = await stranger(workspace, { userId });
  const moved = await changeAddress(
    db,
    workspace.id,
    { phone: null, userId },
    { phone: null, userId: "US.3" },
    now,
  );
  expect(moved).toEqual([ref]);
  expect(await stranger(workspace, { userId: "US.3" })).toEqual([ref]);
  expect(await leadsOf(db, workspace.id, { ...nobody, userId })).toEqual([]);
});

test("what WhatsApp said of a number goes when the lead gets another, and stays otherwise", async () => {
  const workspace = await newWorkspace();
  const ref = await newLead(workspace, { phone: "+12025550101" });
  await learnAddress(db, ref, "whatsapp_user_id", userId);
  await learnAddress(db, ref, "whatsapp_id", "+12025550109");
  await updateLead(db, ref, { lastName: "Doe", email: "ana@example.com" }, now);
  const wanted = [{ kind: "whatsapp_id" as const, value: "+12025550109" }];
  expect(await findLeads(db, workspace.id, wanted)).toEqual([ref.leadId]);
  await updateLead(db, ref, { phone: "+12025550102" }, now);
  expect(await findLeads(db, workspace.id, wanted)).toEqual([]);
  expect(await loadProfile(db, ref)).toMatchObject({
    phone: "+12025550102",
    email: "ana@example.com",
    whatsappUserId: null,
  });
});

test("learns nothing for a lead that is gone", async () => {
  const workspace = await newWorkspace();
  const gone = { workspaceId: workspace.id, leadId: crypto.randomUUID() };
  await learnAddress(db, gone, "whatsapp_user_id", userId);
  expect(await findLeads(db, workspace.id, [{ kind: "whatsapp_user_id", value: userId }])).toEqual(
    [],
  );
});
