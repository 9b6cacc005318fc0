// The ids under which platforms without numbers know a person, among a lead's addresses.
import { expect, test } from "vitest";
import type { LeadChange } from "../../src/store/leads/merge-leads.ts";
import { findLeads, getLead, loadProfile, updateLead, upsertLeads } from "../../src/store/leads.ts";
import { leadAt, leadsOrStranger, learnAddress } from "../../src/store/people.ts";
import type { Workspace } from "../../src/store/workspaces.ts";
import { db, newWorkspace } from "./support.ts";

const now = Date.now();

async function newLead(workspace: Workspace, change: LeadChange) {
  const [written] = await upsertLeads(db, workspace, [{ firstName: "Ana", ...change }], now);
  if (!written?.ok) throw new Error("no lead");
  return { workspaceId: workspace.id, leadId: written.value.lead.id };
}

const writes = (workspace: Workspace, psid: string) =>
  leadsOrStranger(
    db,
    workspace.id,
    {
      phone: null,
      userId: null,
      chat: { kind: "psid", value: psid },
      name: "Mia Wong",
      channel: "messenger",
    },
    now,
  );

test("are given, changed and taken away like any other address", async () => {
  const workspace = await newWorkspace();
  const ref = await newLead(workspace, { psid: "7001", igsid: "7002", telegramChatId: "7003" });
  expect(await loadProfile(db, ref)).toMatchObject({
    psid: "7001",
    igsid: "7002",
    telegramChatId: "7003",
    optOuts: {},
  });
  const changed = await updateLead(db, ref, { psid: "7009", igsid: null }, now);
  expect(changed).toMatchObject({ ok: true, value: { profileChanged: true } });
  expect(await getLead(db, ref)).toMatchObject({
    psid: "7009",
    igsid: null,
    telegramChatId: "7003",
  });
  expect(await findLeads(db, workspace.id, [{ kind: "psid", value: "7001" }])).toEqual([]);
});

test("one that was learnt meanwhile outlives a change of something else", async () => {
  const workspace = await newWorkspace();
  const ref = await newLead(workspace, { phone: "+12025550111" });
  await learnAddress(db, ref, "psid", "7100");
  await updateLead(db, ref, { company: "Acme" }, now);
  expect(await loadProfile(db, ref)).toMatchObject({ phone: "+12025550111", psid: "7100" });
});

test("a stranger who writes becomes one lead, however many of their messages come at once", async () => {
  const workspace = await newWorkspace();
  const answers = await Promise.all(Array.from({ length: 5 }, () => writes(workspace, "7200")));
  const ids = new Set(answers.flat().map(({ leadId }) => leadId));
  expect(ids.size).toBe(1);
  const [leadId = ""] = ids;
  const ref = { workspaceId: workspace.id, leadId };
  expect(await getLead(db, ref)).toMatchObject({ firstName: "Mia Wong", source: "messenger" });
  expect(await loadProfile(db, ref)).toMatchObject({ psid: "7200" });
});

test("who has a lead with the id already is that lead", async () => {
  const workspace = await newWorkspace();
  const ref = await newLead(workspace, { psid: "7300" });
  expect(await writes(workspace, "7300")).toEqual([ref]);
  const to = { address: { kind: "psid" as const, value: "7300" } };
  expect(await leadAt(db, workspace.id, to, now)).toEqual({
    leadId: ref.leadId,
    created: false,
    changed: false,
  });
  const stranger = await leadAt(db, (await newWorkspace()).id, to, now);
  expect(stranger.created).toBe(true);
  expect(stranger.leadId).not.toBe(ref.leadId);
});

test("details change a known lead only when they are meant to", async () => {
  const workspace = await newWorkspace();
  const ref = await newLead(workspace, { phone: "+12025550122", lastName: "Diaz" });
  const address = { kind: "phone" as const, value: "+12025550122" };
  const contact = { address, firstName: "Ana Maria", email: "ana@example.com", tags: ["vip"] };
  await leadAt(db, workspace.id, contact, now);
  expect(await getLead(db, ref)).toMatchObject({ firstName: "Ana", email: null, tags: [] });
  const changed = await leadAt(db, workspace.id, { ...contact, updates: true }, now);
  expect(changed).toEqual({ leadId: ref.leadId, created: false, changed: true });
  expect(await getLead(db, ref)).toMatchObject({
    firstName: "Ana Maria",
    lastName: "Diaz",
    phone: "+12025550122",
    email: "ana@example.com",
    tags: ["vip"],
  });
});
