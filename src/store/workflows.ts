import { and, asc, eq, getTableColumns, inArray, type SQL, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { Account } from "../model/account.ts";
import { type Channel, channels } from "../model/channel.ts";
import { GatewayError } from "../model/errors.ts";
import type { Workflow, WorkflowDefaults } from "../model/workflow.ts";
import { type Database, orConflict } from "./db.ts";
import { accounts, workflowAccounts, workflows, workspaces } from "./schema.ts";

/** A workflow as people see it, active or not, with all of its accounts. */
export interface WorkflowRecord {
  id: string;
  workspaceId: string;
  name: string;
  active: boolean;
  defaults: WorkflowDefaults;
  accounts: Partial<Record<Channel, { id: string; active: boolean }>>;
  createdAt: number;
  updatedAt: number;
}

/** Which account serves a channel; null takes the channel away. */
export type Assignments = Partial<Record<Channel, string | null>>;

export interface NewWorkflow {
  id?: string | undefined;
  name: string;
  active: boolean;
  defaults: WorkflowDefaults;
  accounts: Assignments;
}

export interface WorkflowChange {
  name?: string | undefined;
  active?: boolean | undefined;
  /** Replaces the defaults. */
  defaults?: WorkflowDefaults | undefined;
  /** Merged with what is assigned. */
  accounts?: Assignments | undefined;
}

/** Throws `conflict` when the id is taken, `field_invalid` when an account cannot serve its channel. */
export async function createWorkflow(
  db: Database,
  workspaceId: string,
  { id = crypto.randomUUID(), accounts: assignments, ...rest }: NewWorkflow,
  now: number,
): Promise<WorkflowRecord> {
  await refuseUnfitAccounts(db, workspaceId, assignments);
  const row = { id, workspaceId, ...rest, createdAt: now, updatedAt: now };
  await orConflict(
    db.batch([db.insert(workflows).values(row), ...assign(db, id, assignments)]),
    `There is already a workflow with the id ${id}.`,
  );
  return existing(db, workspaceId, id);
}

/** Null when the workspace has no such workflow; throws `field_invalid` when an account cannot serve its channel. */
export async function updateWorkflow(
  db: Database,
  workspaceId: string,
  id: string,
  { accounts: assignments = {}, ...rest }: WorkflowChange,
  now: number,
): Promise<WorkflowRecord | null> {
  if (!(await getWorkflowRecord(db, workspaceId, id))) return null;
  await refuseUnfitAccounts(db, workspaceId, assignments);
  await db.batch([
    db
      .update(workflows)
      .set({ ...rest, updatedAt: now })
      .where(eq(workflows.id, id)),
    ...assign(db, id, assignments),
  ]);
  return existing(db, workspaceId, id);
}

/** The workflow with its active accounts, in one round trip; null when absent, foreign or inactive. */
export async function getWorkflow(
  db: Database,
  workspaceId: string,
  id: string,
): Promise<Workflow | null> {
  const rows = await db
    .select({
      workflow: workflows,
      account: accounts,
      environment: workspaces.environment,
    })
    .from(workflows)
    .innerJoin(workspaces, eq(workspaces.id, workflows.workspaceId))
    .leftJoin(workflowAccounts, eq(workflowAccounts.workflowId, workflows.id))
    .leftJoin(accounts, and(servesItsChannel, eq(accounts.active, true)))
    .where(
      and(eq(workflows.workspaceId, workspaceId), eq(workflows.id, id), eq(workflows.active, true)),
    );
  const workflow = rows[0]?.workflow;
  if (!workflow) return null;
  const serving: Partial<Record<Channel, Account>> = {};
  for (const { account, environment } of rows) {
    if (account) serving[account.channel] = { ...account, environment };
  }
  const { name, defaults } = workflow;
  return { id, workspaceId, name, defaults, accounts: serving };
}

export async function getWorkflowRecord(
  db: Database,
  workspaceId: string,
  id: string,
): Promise<WorkflowRecord | null> {
  return (await records(db, workspaceId, eq(workflows.id, id)))[0] ?? null;
}

export function listWorkflows(db: Database, workspaceId: string): Promise<WorkflowRecord[]> {
  return records(db, workspaceId);
}

/** Which of these ids are workflows of the workspace. */
export async function knownWorkflows(
  db: Database,
  workspaceId: string,
  ids: string[],
): Promise<Set<string>> {
  const rows = await db
    .select({ id: workflows.id })
    .from(workflows)
    .where(
      and(
        eq(workflows.workspaceId, workspaceId),
        inArray(workflows.id, sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`),
      ),
    );
  return new Set(rows.map(({ id }) => id));
}

/** An account counts only in its own workspace and for its own channel, whatever a row says. */
const servesItsChannel = and(
  eq(accounts.id, workflowAccounts.accountId),
  eq(accounts.workspaceId, workflows.workspaceId),
  eq(accounts.channel, workflowAccounts.channel),
);

async function records(db: Database, workspaceId: string, where?: SQL): Promise<WorkflowRecord[]> {
  const rows = await db
    .select({
      ...getTableColumns(workflows),
      channel: accounts.channel,
      accountId: accounts.id,
      accountActive: accounts.active,
    })
    .from(workflows)
    .leftJoin(workflowAccounts, eq(workflowAccounts.workflowId, workflows.id))
    .leftJoin(accounts, servesItsChannel)
    .where(and(eq(workflows.workspaceId, workspaceId), where))
    .orderBy(asc(workflows.createdAt), asc(workflows.id));
  const found = new Map<string, WorkflowRecord>();
  for (const { channel, accountId, accountActive, ...workflow } of rows) {
    const known = found.get(workflow.id) ?? { ...workflow, accounts: {} };
    if (channel && accountId) known.accounts[channel] = { id: accountId, active: !!accountActive };
    found.set(workflow.id, known);
  }
  return [...found.values()];
}

async function existing(db: Database, workspaceId: string, id: string): Promise<WorkflowRecord> {
  const found = await getWorkflowRecord(db, workspaceId, id);
  if (!found) throw new GatewayError("workflow_not_found");
  return found;
}

function assign(db: Database, workflowId: string, assignments: Assignments): BatchItem<"sqlite">[] {
  return channels.flatMap((channel): BatchItem<"sqlite">[] => {
    const accountId = assignments[channel];
    if (accountId === undefined) return [];
    const { workflowId: workflow, channel: served } = workflowAccounts;
    if (accountId === null) {
      const assigned = and(eq(workflow, workflowId), eq(served, channel));
      return [db.delete(workflowAccounts).where(assigned)];
    }
    return [
      db
        .insert(workflowAccounts)
        .values({ workflowId, channel, accountId })
        .onConflictDoUpdate({ target: [workflow, served], set: { accountId } }),
    ];
  });
}

async function refuseUnfitAccounts(
  db: Database,
  workspaceId: string,
  assignments: Assignments,
): Promise<void> {
  const ids = Object.values(assignments).filter((id) => typeof id === "string");
  if (ids.length === 0) return;
  const own = await db
    .select({ id: accounts.id, channel: accounts.channel })
    .from(accounts)
    .where(and(eq(accounts.workspaceId, workspaceId), inArray(accounts.id, ids)));
  for (const channel of channels) {
    const id = assignments[channel];
    if (!id || own.some((account) => account.id === id && account.channel === channel)) continue;
    const field = `accounts.${channel}`;
    throw new GatewayError("field_invalid", {
      message: `${field}: must be the id of an account of this workspace for ${channel}`,
      details: { field },
    });
  }
}
