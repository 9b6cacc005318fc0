// Figures for an operator, out of D1's list of messages and jobs. Each statement finds by an index what it
// counts, and reads of that no more than a fixed number of messages, however long the list has become.
import { and, count, eq, gte, isNotNull, min, type SQL, sql } from "drizzle-orm";
import type { Channel } from "../model/channel.ts";
import { checkAfterMs, type MessageStatus, type openStatuses } from "../model/message.ts";
import type { Database } from "./db.ts";
import { jobs, messages, workspaces } from "./schema.ts";

/** Messages that one statement reads at most. */
const maxMessages = 100_000;

/** Messages of one channel that became the same. */
export interface Outcome {
  channel: Channel;
  status: MessageStatus;
  failureCode: string | null;
  count: number;
}

/**
 * How late (ms) we learnt of what happened on a channel, over the messages of which that was measured: to ten
 * milliseconds, from ten seconds on to the second.
 */
export interface Lag {
  channel: Channel;
  count: number;
  median: number;
  p95: number;
  max: number;
}

/** Messages that are not finished, by what they wait for. */
export interface Open {
  count: number;
  /** Since when nothing has happened to the one that has waited longest, epoch ms; null when there is none. */
  since: number | null;
  /** Those whose turn has come, and the same of them. */
  due: number;
  dueSince: number | null;
}

export interface UnfinishedJobs {
  count: number;
  /** Leads found so far that wait for their turn. */
  pending: number;
}

export interface Stats {
  outcomes: Outcome[];
  lags: Lag[];
  open: Record<(typeof openStatuses)[number], Open>;
  jobs: Record<"running" | "paused", UnfinishedJobs>;
  /** False when there are more messages than are read, so that the figures are about a part of them. */
  complete: boolean;
}

export interface StatsQuery {
  /** Null for all workspaces. */
  workspaceId: string | null;
  /** Messages made at this time or later; epoch ms. What is open counts whenever it was made. */
  since: number;
  /** Epoch ms. */
  now: number;
}

/** What became of messages, how late we learnt of it, and what is not finished now. */
export async function readStats(
  db: Database,
  query: StatsQuery,
  limit: number = maxMessages,
): Promise<Stats> {
  const { workspaceId, now } = query;
  const openOf = (status: MessageStatus) => readOpen(db, status, { workspaceId, now }, limit);
  const [groups, queued, scheduled, unknown, running, paused] = await Promise.all([
    readGroups(db, query, limit),
    openOf("queued"),
    openOf("scheduled"),
    openOf("unknown"),
    readJobs(db, isNotNull(jobs.checkAt), workspaceId),
    readJobs(db, sql`${jobs.status} = 'paused'`, workspaceId),
  ]);
  const open = { queued, scheduled, unknown };
  const read = groups.reduce((all, one) => all + one.count, 0);
  const complete = [read, ...Object.values(open).map((one) => one.count)].every((n) => n < limit);
  return {
    outcomes: outcomesOf(groups),
    lags: lagsOf(groups),
    open,
    jobs: { running, paused },
    complete,
  };
}

/** Messages that are alike, lag included. */
interface Group extends Outcome {
  lagMs: number | null;
}

/** Groups of alike messages, for one statement to count all that is asked of them. */
async function readGroups(
  db: Database,
  { workspaceId, since }: StatsQuery,
  limit: number,
): Promise<Group[]> {
  // Workspace by workspace, so that one index serves one of them and all.
  const recent = db
    .select({
      channel: messages.channel,
      status: messages.status,
      failureCode: messages.failureCode,
      lagMs: messages.lagMs,
    })
    .from(workspaces)
    .crossJoin(messages)
    .where(
      and(
        eq(messages.workspaceId, workspaces.id),
        gte(messages.createdAt, since),
        workspaceId === null ? undefined : eq(workspaces.id, workspaceId),
      ),
    )
    .limit(limit)
    .as("recent");
  const { channel, status, failureCode } = recent;
  // Nobody asks more exactly, and groups stay few.
  const lagMs = sql<number | null>`iif(${recent.lagMs} < 10000, ${recent.lagMs} / 10 * 10,
    ${recent.lagMs} / 1000 * 1000)`;
  return db
    .select({ channel, status, failureCode, lagMs, count: count() })
    .from(recent)
    .groupBy(channel, status, failureCode, lagMs)
    .orderBy(channel, status, failureCode, lagMs);
}

function outcomesOf(groups: Group[]): Outcome[] {
  const outcomes: Outcome[] = [];
  for (const { lagMs: _, ...group } of groups) {
    const last = outcomes.at(-1);
    const { channel, status, failureCode } = group;
    const isSame =
      last?.channel === channel && last.status === status && last.failureCode === failureCode;
    if (isSame) last.count += group.count;
    else outcomes.push(group);
  }
  return outcomes;
}

function lagsOf(groups: Group[]): Lag[] {
  const measured = groups.flatMap(({ channel, lagMs, count }) =>
    lagMs === null ? [] : [{ channel, lagMs, count }],
  );
  return [...Map.groupBy(measured, ({ channel }) => channel)].map(([channel, all]) => {
    const sorted = all.toSorted((a, b) => a.lagMs - b.lagMs);
    const number = sorted.reduce((sum, one) => sum + one.count, 0);
    /** By the nearest rank, so that it is one that was measured. */
    const percentile = (percent: number): number => {
      let place = Math.ceil((number * percent) / 100);
      for (const one of sorted) {
        place -= one.count;
        if (place <= 0) return one.lagMs;
      }
      return 0;
    };
    return {
      channel,
      count: number,
      median: percentile(50),
      p95: percentile(95),
      max: percentile(100),
    };
  });
}

async function readOpen(
  db: Database,
  status: MessageStatus,
  { workspaceId, now }: Pick<StatsQuery, "workspaceId" | "now">,
  limit: number,
): Promise<Open> {
  const waiting = db
    .select({ updatedAt: messages.updatedAt, checkAt: messages.checkAt })
    .from(messages)
    .where(
      and(
        eq(messages.status, status),
        workspaceId === null ? isNotNull(messages.checkAt) : eq(messages.workspaceId, workspaceId),
      ),
    )
    .limit(limit)
    .as("waiting");
  const isDue = sql`${waiting.checkAt} <= ${now + checkAfterMs}`;
  const [found] = await db
    .select({
      count: count(),
      since: min(waiting.updatedAt),
      due: sql<number>`total(${isDue})`,
      dueSince: sql<number | null>`min(CASE WHEN ${isDue} THEN ${waiting.updatedAt} END)`,
    })
    .from(waiting);
  return found ?? { count: 0, since: null, due: 0, dueSince: null };
}

async function readJobs(
  db: Database,
  which: SQL,
  workspaceId: string | null,
): Promise<UnfinishedJobs> {
  const [found] = await db
    .select({ count: count(), pending: sql<number>`total(${jobs.counts} ->> '$.pending')` })
    .from(jobs)
    // The plus keeps SQLite from the index of all the workspace's jobs, most of which are over.
    .where(
      and(which, workspaceId === null ? undefined : sql`+${jobs.workspaceId} = ${workspaceId}`),
    );
  return found ?? { count: 0, pending: 0 };
}
