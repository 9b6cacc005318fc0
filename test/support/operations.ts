// Counts what the gateway asks of the platform: at the platform's own classes, below the real Worker and its
// real objects, so that nothing of ours is replaced. Local D1 and SQLite count rows as the bill does.
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";

const noOperations = {
  kvReads: 0,
  kvWrites: 0,
  d1Queries: 0,
  d1RowsRead: 0,
  d1RowsWritten: 0,
  leadCalls: 0,
  /** Of projectors, jobs and accounts. */
  otherCalls: 0,
  providerCalls: 0,
  /** Of SQLite, in the leads' objects. */
  leadRowsRead: 0,
  leadRowsWritten: 0,
  /** Each is billed as a written row. */
  alarmsSet: 0,
};
export type Operations = Record<keyof typeof noOperations, number>;
const names = Object.keys(noOperations) as (keyof Operations)[];

/** What a request asked for before its answer, and what came of it afterwards. */
export interface Measured {
  before: Operations;
  after: Operations;
}

export const total = ({ before, after }: Measured): Operations => sum(before, after);
export const difference = (of: Operations, before: Operations): Operations =>
  combined(of, before, (a, b) => a - b);
export const sum = (of: Operations, and: Operations): Operations =>
  combined(of, and, (a, b) => a + b);

function combined(a: Operations, b: Operations, by: (a: number, b: number) => number): Operations {
  return Object.fromEntries(names.map((name) => [name, by(a[name], b[name])])) as Operations;
}

type Method = (this: unknown, ...args: unknown[]) => unknown;
// biome-ignore lint/suspicious/noExplicitAny: the platform's own classes, some of them without a type
type Platform = any;

/** Runs `see` after each call of a method, with what it was called on, what with, and what it gave. */
function watch(
  prototype: Platform,
  name: string,
  see: (self: Platform, args: unknown[], result: Platform) => unknown,
): void {
  const original: Method = prototype[name];
  if (typeof original !== "function") throw new Error(`the platform has no ${name}`);
  prototype[name] = function (this: unknown, ...args: unknown[]) {
    const result = Reflect.apply(original, this, args);
    return see(this, args, result) ?? result;
  };
}

export interface Counter {
  /** Everything since the counter began. */
  read(): Operations;
  /** The same, once nothing has happened for longer than rows are gathered for D1. */
  quiet(): Promise<Operations>;
  /** The object itself, as the tools of tests want it: since counting began, `getByName` gives it watched. */
  unwatched(stub: DurableObjectStub): DurableObjectStub;
  /** What was and will be stored in this object is not a lead's: by default it is. */
  leaveOut(stub: DurableObjectStub): Promise<void>;
}

/** Counts from now on, as long as the isolate lives. */
export async function countOperations(): Promise<Counter> {
  const counts = { ...noOperations };
  /** By storage and by its database. */
  const stored = new Map<unknown, Operations>();
  const leftOut = new Set<unknown>();
  const add = (to: unknown, more: Partial<Operations>) => {
    stored.set(to, sum(stored.get(to) ?? noOperations, { ...noOperations, ...more }));
  };
  const stubs = new WeakMap<DurableObjectStub, DurableObjectStub>();
  const unwatched = (stub: DurableObjectStub) => stubs.get(stub) ?? stub;
  const prototypeOf = (thing: object): Platform => Object.getPrototypeOf(thing);

  const kv = prototypeOf(env.KEYS);
  for (const name of ["get", "getWithMetadata", "list"])
    watch(kv, name, () => void counts.kvReads++);
  for (const name of ["put", "delete"]) watch(kv, name, () => void counts.kvWrites++);

  // Every statement of D1 goes through here, alone or in a batch.
  watch(prototypeOf(env.DB.withSession()), "_send", async (_self, _args, sent) => {
    const answer = await sent;
    for (const { meta } of [answer].flat()) {
      counts.d1Queries++;
      counts.d1RowsRead += meta.rows_read;
      counts.d1RowsWritten += meta.rows_written;
    }
    return answer;
  });

  watch(prototypeOf(env.LEAD), "getByName", (namespace, _args, stub) => {
    const kind = kindOf(namespace);
    const watched = new Proxy(stub, {
      get: (_, property) => {
        const value = Reflect.get(stub, property);
        if (typeof value !== "function") return value;
        return (...args: unknown[]) => {
          counts[kind]++;
          return Reflect.apply(value, stub, args);
        };
      },
    });
    stubs.set(watched, stub);
    return watched;
  });

  await runInDurableObject(env.LEAD.get(env.LEAD.idFromName("any")), (_, { storage }) => {
    const sqlOf = new WeakMap<object, unknown>();
    watch(prototypeOf(storage.sql), "exec", (sql, _args, cursor) => void sqlOf.set(cursor, sql));
    // Rows are counted as they are taken, and ours are always all taken.
    watch(prototypeOf(storage.sql.exec("SELECT 1")), "toArray", (cursor) =>
      add(sqlOf.get(cursor), {
        leadRowsRead: cursor.rowsRead,
        leadRowsWritten: cursor.rowsWritten,
      }),
    );
    watch(prototypeOf(storage), "setAlarm", (self) => add(self, { alarmsSet: 1 }));
  });

  const read = () =>
    [...stored]
      .filter(([of]) => !leftOut.has(of))
      .reduce((all, [, more]) => sum(all, more), { ...counts });

  return {
    read,
    quiet: async () => {
      for (let before = read(); ; ) {
        await scheduler.wait(800);
        const now = read();
        if (JSON.stringify(now) === JSON.stringify(before)) return now;
        before = now;
      }
    },
    unwatched,
    leaveOut: (stub) =>
      runInDurableObject(unwatched(stub), (_, { storage }) => {
        leftOut.add(storage).add(storage.sql);
      }),
  };
}

function kindOf(namespace: unknown): "leadCalls" | "providerCalls" | "otherCalls" {
  if (namespace === env.LEAD) return "leadCalls";
  // Where the requests to providers go in a test workspace.
  return namespace === env.SIMULATOR ? "providerCalls" : "otherCalls";
}
