// One Durable Object around the lead's core. A turn is one event and all microtasks after it. Its output
// gate: requests, answers and the alarm leave when the turn is flushed, and never when the object died
// first. A life that was superseded may go on running, but its storage is closed and nothing leaves it.
// https://developers.cloudflare.com/durable-objects/reference/in-memory-state/
import type { LeadDeps } from "../../src/lead/deps.ts";
import type { Lead } from "../../src/lead/lead.ts";
import type { Row } from "../../src/lead/row.ts";
import type { Log } from "../../src/lib/log.ts";
import type { Account } from "../../src/model/account.ts";
import type { LeadRef } from "../../src/model/lead.ts";
import type { ProjectedMessage } from "../../src/model/message.ts";
import type { Storage } from "./storage.ts";
import { settleMicrotasks, type VirtualTime } from "./virtual-time.ts";

export type OpenLead = (deps: LeadDeps) => Lead;

/** What the core asks of the world, and waits for. */
export type Request =
  | { kind: "deliver"; messageId: string; body: string; account: Account }
  | { kind: "lookUp"; row: Row; account: Account }
  | { kind: "project"; rows: ProjectedMessage[] }
  | { kind: "loadProfile"; ref: LeadRef }
  | { kind: "loadAccount"; workspaceId: string; accountId: string }
  | { kind: "correlationId"; messageId: string }
  | { kind: "wipe" };

interface Life {
  name: string;
  /** Died; `runsOn` when its code does not know it yet. */
  dead: boolean;
  runsOn: boolean;
}

export interface Effect {
  life: Life;
  request: Request;
  leftAt: number;
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
  /** What became of it on the other side; the answer may still be on its way. */
  outcome?: { label: string; value: unknown } | { label: string; error: Error };
}

/** A call of somebody outside. One of the two is called at most, once the turn was flushed. */
export interface Caller<T> {
  name: string;
  answered(value: T): void;
  broken(): void;
}

/** A fault that the simulation made. */
export class Injected extends Error {}
/** The storage of a superseded life. */
export class Superseded extends Error {}

export interface ObjectParts {
  openLead: OpenLead;
  storage: Storage;
  time: VirtualTime;
  pure: Pick<LeadDeps, "prepare" | "canLookUp" | "dedupesForMs">;
  /** What is answered within the turn; undefined when it takes longer. */
  atOnce(request: Request): unknown;
  /** The core hands a message to its provider, in this turn. */
  dispatching(messageId: string): void;
}

interface Waiting {
  life: Life;
  caller: Caller<unknown>;
  /** The handler of the alarm that was due, or of one that the runtime rings once too often. */
  alarm: "due" | "spurious" | null;
  result?: { value: unknown } | { error: unknown };
}

const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };

export function createObject(parts: ObjectParts) {
  const { storage, time } = parts;
  let current: { life: Life; lead: Lead } | null = null;
  let lives = 0;
  let held: Effect[] = [];
  let effects: Effect[] = [];
  let waiting: Waiting[] = [];

  function depsOf(life: Life): LeadDeps {
    const guarded =
      <Args extends unknown[], T>(verb: (...args: Args) => T) =>
      (...args: Args): T => {
        if (life.dead) throw new Superseded("another life of the object owns the storage");
        return verb(...args);
      };
    const ask = <T>(request: Request): Promise<T> => {
      if (life.dead) return new Promise<T>(() => {});
      const answer = parts.atOnce(request);
      if (answer !== undefined) return Promise.resolve(answer as T);
      return new Promise<T>((resolve, reject) => {
        held.push({
          life,
          request,
          leftAt: 0,
          resolve: resolve as (value: unknown) => void,
          reject,
        });
      });
    };
    return {
      ...parts.pure,
      clock: () => time.now,
      log: silent,
      boot: life.name,
      sql: {
        all: guarded(storage.all) as LeadDeps["sql"]["all"],
        transaction: guarded(storage.transaction) as LeadDeps["sql"]["transaction"],
      },
      loadProfile: (ref) => ask({ kind: "loadProfile", ref }),
      loadAccount: (workspaceId, accountId) => ask({ kind: "loadAccount", workspaceId, accountId }),
      correlationId: (messageId) => ask({ kind: "correlationId", messageId }),
      deliver: ({ messageId, body, account }) => {
        if (!life.dead) parts.dispatching(messageId);
        return ask({ kind: "deliver", messageId, body, account });
      },
      lookUp: (row, account) => ask({ kind: "lookUp", row, account }),
      project: (rows) => ask({ kind: "project", rows }),
      wakeAt: guarded((at: number | null) => storage.setAlarm(at, ringing() !== undefined)),
      wipe: guarded(() => {
        storage.wipe();
        return ask<void>({ kind: "wipe" });
      }),
    };
  }

  const ringing = () => waiting.find(({ alarm, life }) => alarm !== null && !life.dead);

  function alive(): Lead {
    if (!current) {
      const life = { name: `life-${++lives}`, dead: false, runsOn: false };
      time.owner = life.name;
      current = { life, lead: parts.openLead(depsOf(life)) };
    }
    time.owner = current.life.name;
    return current.lead;
  }

  function start<T>(
    caller: Caller<T>,
    method: (lead: Lead) => Promise<T>,
    alarm: Waiting["alarm"] = null,
  ): void {
    const lead = alive();
    if (!current) return;
    const call: Waiting = { life: current.life, caller: caller as Caller<unknown>, alarm };
    waiting.push(call);
    method(lead).then(
      (value) => {
        call.result = { value };
      },
      (error: unknown) => {
        call.result = { error };
      },
    );
  }

  return {
    /** Requests that have left and are not answered yet. */
    effects: (): readonly Effect[] => effects,
    /** Messages that the living object has handed out and has no answer for. */
    inFlight: (): string[] =>
      [...held, ...effects].flatMap(({ life, request }) =>
        request.kind === "deliver" && !life.dead ? [request.messageId] : [],
      ),
    isRinging: () => ringing() !== undefined,
    /** The life that runs; null when there is none. */
    life: () => current?.life.name ?? null,
    waitingCallers: () => waiting.map(({ caller }) => caller.name),

    /** One event, whole. */
    async turn(event: () => void): Promise<void> {
      storage.begin();
      event();
      await settleMicrotasks();
    },

    call<T>(caller: Caller<T>, method: (lead: Lead) => Promise<T>): void {
      start(caller, method);
    },

    /** The alarm's time has come. The runtime deletes it when its handler is through, unless it was set again. */
    ring(alarm: "due" | "spurious"): void {
      storage.setAlarm(storage.alarm().at, false);
      start({ name: "alarm", answered: () => {}, broken: () => {} }, (lead) => lead.alarm(), alarm);
    },

    runTimer(id: number): void {
      const timer = time.timers.get(id);
      if (!timer) return;
      time.timers.delete(id);
      time.owner = timer.owner;
      try {
        timer.run();
      } catch (error) {
        if (!(error instanceof Superseded)) throw error;
      }
    },

    settle(effect: Effect): void {
      effects = effects.filter((other) => other !== effect);
      const { outcome, life } = effect;
      if (!outcome || (life.dead && !life.runsOn)) return;
      time.owner = life.name;
      if ("error" in outcome) effect.reject(outcome.error);
      else effect.resolve(outcome.value);
    },

    /** Forgets a request that never got anywhere. */
    drop(effect: Effect): void {
      effects = effects.filter((other) => other !== effect);
    },

    /** Everything since the last flush becomes durable, and then leaves. Gives whether anything was written. */
    flush(answerIsLost: () => boolean): boolean {
      const through = waiting.filter(({ result, life }) => result && !life.dead);
      const alarm = storage.alarm();
      if (through.some((call) => call.alarm === "due") && !alarm.replaced)
        storage.setAlarm(null, false);
      const news = storage.commit();
      for (const effect of held) effects.push(Object.assign(effect, { leftAt: time.now }));
      held = [];
      waiting = waiting.filter((call) => !through.includes(call));
      for (const { result, caller } of through) {
        if (result && "error" in result && !(result.error instanceof Injected)) throw result.error;
        if (!result || "error" in result || answerIsLost()) caller.broken();
        else caller.answered(result.value);
      }
      return news;
    },

    /** The object dies: whatever was not flushed never happened, and nobody who waits is answered. */
    crash(runsOn: boolean): void {
      storage.rollback();
      held = [];
      if (!current) return;
      const { life } = current;
      life.dead = true;
      life.runsOn = runsOn;
      current = null;
      if (!runsOn) time.forgetTimersOf(life.name);
      const broken = waiting;
      waiting = [];
      for (const { caller } of broken) caller.broken();
    },
  };
}
