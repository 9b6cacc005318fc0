import { expect, test } from "vitest";
import type { ProjectedMessage } from "../../src/model/message.ts";
import { cursorText, parseCursor } from "../../src/store/cursor.ts";
import { journalDays, keepInJournal, listJournal } from "../../src/store/journal.ts";
import { upsertLeads } from "../../src/store/leads.ts";
import { forgetMedia, mediaName } from "../../src/store/media.ts";
import { listMessages, type MessageQuery, projectMessages } from "../../src/store/messages.ts";
import { purge } from "../../src/store/purge.ts";
import { updateWorkspace, type Workspace } from "../../src/store/workspaces.ts";
import { db, newWorkspace, silentLog } from "./support.ts";

const now = Date.now();
const dayMs = 24 * 3_600_000;

async function newLead(workspace: Workspace): Promise<string> {
  const [written] = await upsertLeads(db, workspace, [{ firstName: "Ana" }], now);
  if (!written?.ok) throw new Error("no lead");
  return written.value.lead.id;
}

const message = (
  workspace: Workspace,
  leadId: string,
  change: Partial<ProjectedMessage> = {},
): ProjectedMessage => ({
  id: crypto.randomUUID(),
  workspaceId: workspace.id,
  leadId,
  direction: "outbound",
  channel: "whatsapp",
  kind: "text",
  status: "sent",
  providerMessageId: null,
  failureCode: null,
  createdAt: now,
  updatedAt: now,
  version: 1,
  checkAt: null,
  lagMs: null,
  ...change,
});

const list = (workspace: Workspace, query: Partial<MessageQuery> = {}) =>
  listMessages(db, workspace.id, { limit: 50, cursor: null, ...query });

async function ids(workspace: Workspace, query: Partial<MessageQuery> = {}): Promise<string[]> {
  return (await list(workspace, query)).rows.map(({ id }) => id);
}

test("finds messages by lead, channel, direction, status and time, the newest first", async () => {
  const workspace = await newWorkspace();
  const [ana, bob] = [await newLead(workspace), await newLead(workspace)];
  const a = message(workspace, ana, { createdAt: now - 3, status: "failed" });
  const b = message(workspace, bob, { createdAt: now - 2, channel: "email" });
  const c = message(workspace, bob, {
    createdAt: now - 1,
    direction: "inbound",
    status: "received",
  });
  await projectMessages(db, [b, a, c]);
  expect((await list(workspace)).rows).toEqual([c, b, a]);
  expect(await ids(workspace, { leadId: bob })).toEqual([c.id, b.id]);
  expect(await ids(workspace, { channel: "email" })).toEqual([b.id]);
  expect(await ids(workspace, { direction: "inbound" })).toEqual([c.id]);
  expect(await ids(workspace, { status: "failed", leadId: ana })).toEqual([a.id]);
  expect(await ids(workspace, { from: now - 2, to: now - 1 })).toEqual([b.id]);
  expect(await ids(await newWorkspace())).toEqual([]);
});

test("pages through messages of the same moment without loss, while others arrive", async () => {
  const workspace = await newWorkspace();
  const lead = await newLead(workspace);
  const there = Array.from({ length: 23 }, (_, i) =>
    message(workspace, lead, { createdAt: now - (i % 3) }),
  );
  await projectMessages(db, there);
  const seen: string[] = [];
  let cursor: MessageQuery["cursor"] = null;
  for (let page = 0; page < 10; page++) {
    const { rows, next } = await list(workspace, { limit: 5, cursor });
    seen.push(...rows.map(({ id }) => id));
    await projectMessages(db, [message(workspace, lead, { createdAt: now + 1 })]);
    if (!next) break;
    cursor = parseCursor(cursorText(next));
  }
  expect(seen.toSorted()).toEqual(there.map(({ id }) => id).toSorted());
});

/** A bucket that remembers names. */
function bucketOf(names: string[]) {
  const kept = new Set(names);
  const bucket = {
    delete: async (gone: string | string[]) => {
      for (const name of [gone].flat()) kept.delete(name);
    },
    list: async ({ prefix = "" }: R2ListOptions = {}) => {
      const found = [...kept].filter((name) => name.startsWith(prefix));
      const objects = found.slice(0, 2).map((key) => ({ key }));
      return { objects, truncated: found.length > 2 };
    },
  };
  return { kept, bucket: bucket as unknown as R2Bucket };
}

test("deletes what is older than the workspace keeps, in the objects, the bucket and the list", async () => {
  const workspace = await updateWorkspace(db, await newWorkspace(), { retentionDays: 30 });
  const forever = await updateWorkspace(db, await newWorkspace(), { retentionDays: null });
  const lead = await newLead(workspace);
  const old = now - 30 * dayMs - 1;
  const gone = message(workspace, lead, { createdAt: old, direction: "inbound" });
  const waiting = message(workspace, lead, { createdAt: old, status: "scheduled" });
  const young = message(workspace, lead, { createdAt: now - 30 * dayMs });
  const kept = message(forever, await newLead(forever), { createdAt: 1 });
  await projectMessages(db, [gone, waiting, young, kept]);
  const name = mediaName({ workspaceId: workspace.id, leadId: lead }, gone.id);
  const { bucket, kept: media } = bucketOf([name, "another"]);
  const told: [string, number][] = [];
  const purgeLead = async ({ leadId }: { leadId: string }, before: number) => {
    told.push([leadId, before]);
  };
  const purged = await purge({ db, log: silentLog, bucket, purgeLead }, now);
  expect(purged).toMatchObject({ messages: 1, complete: true });
  expect(told).toEqual([[lead, now - 30 * dayMs]]);
  expect([...media]).toEqual(["another"]);
  expect((await ids(workspace)).toSorted()).toEqual([waiting.id, young.id].toSorted());
  expect(await ids(forever)).toEqual([kept.id]);
});

test("comes back to messages whose object could not be reached", async () => {
  const workspace = await updateWorkspace(db, await newWorkspace(), { retentionDays: 30 });
  const old = message(workspace, await newLead(workspace), { createdAt: 1 });
  await projectMessages(db, [old]);
  const broken = {
    db,
    log: silentLog,
    bucket: null,
    purgeLead: () => Promise.reject(new Error("unreachable")),
  };
  expect(await purge(broken, now)).toMatchObject({ messages: 0, complete: false });
  expect(await ids(workspace)).toEqual([old.id]);
  expect(await purge({ ...broken, purgeLead: async () => {} }, now)).toMatchObject({ messages: 1 });
  expect(await ids(workspace)).toEqual([]);
});

test("a workspace that cannot be purged keeps no other waiting, and is named in the log", async () => {
  const [broken, sound] = [await newWorkspace(), await newWorkspace()];
  for (const workspace of [broken, sound]) {
    await projectMessages(db, [message(workspace, await newLead(workspace), { createdAt: 1 })]);
  }
  const failures: unknown[] = [];
  const error = (event: string, fields = {}) => void failures.push({ event, ...fields });
  const purgeLead = async ({ workspaceId }: { workspaceId: string }) => {
    if (workspaceId === broken.id) throw new Error("unreachable");
  };
  await purge({ db, log: { ...silentLog, error }, bucket: null, purgeLead }, now);
  expect(await ids(broken)).toHaveLength(1);
  expect(await ids(sound)).toEqual([]);
  expect(failures).toMatchObject([{ event: "purge_failed", workspaceId: broken.id }]);
  await purge({ db, log: silentLog, bucket: null, purgeLead: async () => {} }, now);
});

test("a workspace keeps messages for a year unless it says otherwise", async () => {
  expect(await newWorkspace()).toMatchObject({ retentionDays: 365 });
});

test("deletes more than one batch", async () => {
  const workspace = await newWorkspace();
  const lead = await newLead(workspace);
  await projectMessages(
    db,
    Array.from({ length: 1_500 }, () => message(workspace, lead, { createdAt: 1 })),
  );
  const purged = await purge({ db, log: silentLog, bucket: null, purgeLead: async () => {} }, now);
  expect(purged).toMatchObject({ messages: 1_500, complete: true });
});

test("the journal forgets after eight days", async () => {
  const workspace = await newWorkspace();
  const { id: workspaceId } = workspace;
  const about = { workspaceId, accountId: workspaceId, provider: "meta" as const, reason: "x" };
  await keepInJournal(db, { ...about, body: "old" }, now - journalDays * dayMs - 1);
  await keepInJournal(db, { ...about, body: "young" }, now - journalDays * dayMs);
  await purge({ db, log: silentLog, bucket: null, purgeLead: async () => {} }, now);
  const { rows } = await listJournal(db, workspaceId, { limit: 10, cursor: null });
  expect(rows.map(({ body }) => body)).toEqual(["young"]);
});

test("forgets all media of a lead and nobody else's", async () => {
  const ref = { workspaceId: "w", leadId: "l" };
  const own = ["1", "2", "3", "4", "5"].map((id) => mediaName(ref, id));
  const { bucket, kept } = bucketOf([...own, mediaName({ ...ref, leadId: "l2" }, "1")]);
  await forgetMedia(bucket, ref);
  expect([...kept]).toEqual(["w/l2/1"]);
});
