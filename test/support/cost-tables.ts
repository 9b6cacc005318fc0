// The tables of docs/cost.md, as Markdown.
import type { Measured, Operations } from "./operations.ts";
import { type Billed, bill } from "./prices.ts";

const columns: Record<string, (keyof Operations)[]> = {
  "KV reads": ["kvReads"],
  "KV writes": ["kvWrites"],
  "D1 statements": ["d1Queries"],
  "D1 rows read": ["d1RowsRead"],
  "D1 rows written": ["d1RowsWritten"],
  "lead calls": ["leadCalls"],
  "other objects' calls": ["otherCalls"],
  "provider calls": ["providerCalls"],
  "lead rows read": ["leadRowsRead"],
  "lead rows written": ["leadRowsWritten", "alarmsSet"],
};

const table = (head: string[], rows: string[][]): string =>
  [head, head.map((_, i) => (i === 0 ? "---" : "--:")), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");

/** Each cell is what happened before the answer, and with a plus what came after it. */
export function operationTable(rows: Record<string, Measured>): string {
  const cell = ({ before, after }: Measured, names: (keyof Operations)[]) => {
    const [first, then] = [before, after].map((of) => names.reduce((n, name) => n + of[name], 0));
    return then === 0 ? `${first}` : `${first} + ${then}`;
  };
  const cells = Object.entries(rows).map(([name, measured]) => [
    name,
    ...Object.values(columns).map((names) => cell(measured, names)),
  ]);
  return table(["", ...Object.keys(columns)], cells);
}

/** US dollars for a million of each. */
export function billTable(rows: Record<string, Billed>): string {
  const bills = Object.entries(rows).map(([name, billed]) => ({ name, lines: bill(billed) }));
  const lines = Object.keys(bills[0]?.lines ?? {});
  const cells = bills.map(({ name, lines: of }) => {
    const all = Object.values(of);
    const total = all.reduce((dollars, line) => dollars + line, 0);
    return [name, ...[...all, total].map((dollars) => dollars.toFixed(2))];
  });
  return table(["US $ per million", ...lines, "**sum**"], cells);
}
