// A lead without a runtime: Node's SQLite, a clock that the test moves, a provider that the test plays.
import { DatabaseSync } from "node:sqlite";
import type { LeadDeps } from "../../src/lead/deps.ts";
import { type Lead, openLead } from "../../src/lead/lead.ts";
import type { Report, SendOrder } from "../../src/lead/port.ts";
import type { SqlValue } from "../../src/lead/sql.ts";
import type { Log } from "../../src/lib/log.ts";
import { ok } from "../../src/lib/result.ts";
import type { Account } from "../../src/model/account.ts";
import type { SendCommand } from "../../src/model/command.ts";
import type { Content } from "../../src/model/content.ts";
import type { Verdict } from "../../src/model/failure.ts";
import type { LeadProfile, LeadRef } from "../../src/model/lead.ts";
import type { ProjectedMessage } from "../../src/model/message.ts";
import type { Fact, FactName, LookUp } from "../../src/model/update.ts";
import type { Workflow } from "../../src/model/workflow.ts";

export const startedAt = Date.UTC(2026, 3, 5, 14, 30);
export const dayMs = 24 * 3_600_000;

const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };

export const accepted = (id = "provider-id"): Verdict => ({
  kind: "accepted",
  providerMessageId: id,
});

const provider = { name: "meta" };
/** The provider's answer got lost. */
export const unknown: Verdict = { kind: "unknown", reason: "timeout", provider };
/** The provider takes it in ten seconds. */
export const busy: Verdict = { kind: "retry", message: "busy", provider, retryAfterMs: 10_000 };
export const never = <T>() => new Promise<T>(() => {});
/** Long enough for those that wait for each other to write together. */
export const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

const account = (channel: Account["channel"], provider: Account["provider"]): Account => ({
  id: `account-${channel}`,
  workspaceId: "workspace",
  environment: "live",
  provider,
  channel,
  name: channel,
  active: true,
  settings: {},
  sealed: "",
  hookId: channel,
});

export const accounts = {
  whatsapp: account("whatsapp", "meta"),
  email: account("email", "email"),
  call: account("call", "retell"),
};

export interface Delivered {
  messageId: string;
  body: string;
  at: number;
}

/** Everything around one lead object. `deliver` is replaced by the test; by default all is accepted. */
export function world() {
  const db = new DatabaseSync(":memory:");
  let rings = 0;
  const state = {
    now: startedAt,
    alarmAt: null as number | null,
    profile: {
      firstName: "John",
      lastName: "Doe",
      phone: "+12025550123",
      email: "john@example.com",
      emailSuppressed: null,
      whatsappUserId: null,
    } as LeadProfile | null,
    profileReads: 0,
    profileDown: false,
    delivered: [] as Delivered[],
    projected: [] as ProjectedMessage[],
    projectionDown: false,
    wiped: 0,
    boots: 0,
    deliver: (_: Delivered): Verdict | Promise<Verdict> => accepted(),
    /** Called before and after everything that can go wrong; what it throws goes wrong there. */
    step: (_: string): void => {},
    lookUps: [] as { messageId: string; at: number }[],
    lookUp: (): LookUp => ({ kind: "unavailable" }),
  };
  const stepped = async <T>(name: string, work: () => T | Promise<T>): Promise<T> => {
    state.step(name);
    const result = await work();
    state.step(`${name} done`);
    return result;
  };
  const deps = (): LeadDeps => ({
    clock: () => state.now,
    log: silent,
    boot: `boot-${++state.boots}`,
    sql: {
      all: <Row>(query: string, ...bindings: SqlValue[]) => {
        state.step("sql");
        return db.prepare(query).all(...bindings) as Row[];
      },
      // The alarm is stored where the rows are, and undone with them.
      transaction: (work) => {
        const { alarmAt } = state;
        db.exec("BEGIN");
        try {
          const result = work();
          state.step("commit");
          db.exec("COMMIT");
          return result;
        } catch (error) {
          db.exec("ROLLBACK");
          state.alarmAt = alarmAt;
          throw error;
        }
      },
    },
    loadProfile: async () => {
      state.profileReads++;
      if (state.profileDown) throw new Error("D1 is down");
      return state.profile;
    },
    loadAccount: (_workspaceId, id) =>
      stepped(
        "loadAccount",
        () => Object.values(accounts).find((candidate) => candidate.id === id) ?? null,
      ),
    correlationId: async (messageId) => `${messageId}.mac`,
    prepare: (plan, ids) => ok(JSON.stringify({ to: plan.to, ...ids, outgoing: plan.outgoing })),
    deliver: ({ messageId, body }) =>
      stepped("deliver", () => {
        const delivered = { messageId, body, at: state.now };
        state.delivered.push(delivered);
        return state.deliver(delivered);
      }),
    canLookUp: ({ provider }) => provider === "retell",
    lookUp: ({ id }) =>
      stepped("lookUp", () => {
        state.lookUps.push({ messageId: id, at: state.now });
        return state.lookUp();
      }),
    dedupesForMs: ({ provider }) => (provider === "email" ? 23 * 3_600_000 : null),
    project: (rows) =>
      stepped("project", () => {
        if (state.projectionDown) throw new Error("D1 is down");
        state.projected.push(...rows);
      }),
    wakeAt: (at) => {
      state.step("wakeAt");
      state.alarmAt = at;
    },
    wipe: async () => {
      state.wiped++;
      state.alarmAt = null;
      const tables = db
        .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        .all();
      for (const { name } of tables) db.exec(`DROP TABLE ${name}`);
    },
  });

  const lead: { current: Lead } = { current: openLead(deps()) };
  return Object.assign(state, {
    db,
    lead,
    /** The object dies and lives again: memory is gone, the database is not. */
    restart: () => {
      lead.current = openLead(deps());
      return lead.current;
    },
    /** Moves the clock to the alarm and lets it ring. */
    ring: async () => {
      if (state.alarmAt === null) throw new Error("no alarm is set");
      if (++rings > 500) throw new Error("the alarm rings without end");
      state.now = Math.max(state.now, state.alarmAt);
      state.alarmAt = null;
      await lead.current.alarm();
    },
    /** What is stored of outbound messages, in order of acceptance. */
    states: () =>
      (db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'messages'").get()
        ? db
            .prepare(
              "SELECT id, state, attempt FROM messages WHERE direction = 'outbound' ORDER BY seq",
            )
            .all()
        : []) as {
        id: string;
        state: string;
        attempt: number;
      }[],
  });
}

export const ref: LeadRef = { workspaceId: "workspace", leadId: "lead" };

export const workflow: Workflow = {
  id: "workflow",
  workspaceId: "workspace",
  name: "Sales",
  defaults: {},
  accounts,
};

export const templateOf = (accountId: string) => ({
  id: "t",
  workspaceId: "workspace",
  accountId,
  name: "hello",
  language: "en",
  status: "APPROVED",
  category: "UTILITY",
  parameterFormat: "POSITIONAL" as const,
  components: [],
});

let minted = 0;

export function order(
  content: Content | null,
  rest: Partial<Omit<SendOrder, "command">> & { command?: Partial<SendCommand> } = {},
): SendOrder {
  const channel =
    content?.kind === "email" ? "email" : content?.kind === "call" ? "call" : "whatsapp";
  const { command, ...others } = rest;
  return {
    ref,
    messageId: `message-${++minted}`,
    idempotency: null,
    workflow,
    template: null,
    ...others,
    command: {
      leadId: "lead",
      workflowId: "workflow",
      channel,
      content,
      metadata: {},
      scheduledAt: null,
      ...command,
    },
  };
}

export const email = (text: string): Content => ({ kind: "email", text });
export const call: Content = { kind: "call" };
export const text = (said: string): Content => ({ kind: "text", text: said });

/** The person writes to the WhatsApp account at `at`. */
export const wrote = (at: number, id = `wamid.${at}`) => ({
  messageId: `inbound-${++minted}`,
  providerMessageId: id,
  account: { id: accounts.whatsapp.id, channel: "whatsapp" as const },
  from: ["+12025550123"] as [string],
  at,
  kind: "text",
  text: "hello",
  opensWindow: true,
  details: {},
});

/** A report of Meta's about one of our messages. */
export const report = (
  messageId: string | null,
  name: FactName,
  at: number,
  rest: Partial<Fact> & { providerMessageId?: string; accountId?: string } = {},
): Report => {
  const { providerMessageId = "provider-id", accountId = accounts.whatsapp.id, ...fact } = rest;
  return {
    workspaceId: "workspace",
    accountId,
    messageId,
    providerMessageId,
    fact: { name, at, failure: null, details: {}, ...fact },
  };
};
