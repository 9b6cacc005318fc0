// D1 that fails as the real one does, by its message, before or after it did what it was asked.

import { moveClock } from "./clock.ts";
import { faults, happens } from "./faults.ts";

const executing = new Set(["all", "run", "first", "raw"]);
const originals = new WeakMap<object, D1PreparedStatement>();

const lost = () => new Error("D1_ERROR: Network connection lost.");
const reset = () =>
  new Error("D1_ERROR: D1 DB storage operation exceeded timeout which caused object to be reset.");

async function attempt<T>(execute: () => Promise<T>): Promise<T> {
  const { down, before, after } = faults().d1;
  if (down || happens(before)) throw lost();
  const result = await execute();
  moveClock();
  if (happens(after)) throw reset();
  return result;
}

function statementDouble(statement: D1PreparedStatement): D1PreparedStatement {
  const double = new Proxy(statement, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      const call = (...given: unknown[]) => Reflect.apply(value, target, given);
      if (name === "bind") return (...given: unknown[]) => statementDouble(call(...given));
      if (executing.has(String(name)))
        return (...given: unknown[]) => attempt(() => call(...given));
      return call;
    },
  });
  originals.set(double, statement);
  return double;
}

export function d1Double(db: D1Database): D1Database {
  return new Proxy(db, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      const call = (...given: unknown[]) => Reflect.apply(value, target, given);
      if (name === "prepare") return (query: string) => statementDouble(target.prepare(query));
      if (name === "batch")
        return (statements: D1PreparedStatement[]) =>
          attempt(() => target.batch(statements.map((one) => originals.get(one) ?? one)));
      return call;
    },
  });
}
