import { AdminError } from "../admin-client.ts";

/** One thing that has to hold, and what was found. */
export interface Leg {
  verdict: "ok" | "warning" | "wrong";
  name: string;
  /** The evidence, on one line. */
  found: string;
  /** What a person should do now; absent when there is nothing to do. */
  todo?: string;
}

export const ok = (name: string, found: string): Leg => ({ verdict: "ok", name, found });

export const warning = (name: string, found: string, todo: string): Leg => ({
  verdict: "warning",
  name,
  found,
  todo,
});

export const wrong = (name: string, found: string, todo: string): Leg => ({
  verdict: "wrong",
  name,
  found,
  todo,
});

/** A leg that the gateway would not say anything about. Throws what is not an answer of the gateway. */
export function refused(name: string, error: unknown): Leg {
  if (!(error instanceof AdminError)) throw error;
  return wrong(
    name,
    error.message,
    "Repeat the command; `npx wrangler tail` shows the gateway's log.",
  );
}

/** One line per leg, then what to do, each beside the leg that it mends. */
export function printed(legs: readonly Leg[]): string {
  const width = Math.max(...legs.map(({ name }) => name.length));
  // A provider's words may hold anything, line ends and control characters among it.
  const oneLine = (text: string) => text.replace(/[\s\p{Cc}]+/gu, " ").trimEnd();
  const lines = legs.map(
    ({ verdict, name, found }) => `${verdict.padEnd(7)}  ${name.padEnd(width)}  ${oneLine(found)}`,
  );
  const todos = legs.flatMap(({ name, todo }) => (todo === undefined ? [] : [`${name}: ${todo}`]));
  if (todos.length === 0) return [...lines, "", "Nothing to do."].join("\n");
  return [...lines, "", "What to do:", ...todos.map((todo, i) => `${i + 1}. ${todo}`)].join("\n");
}
