// What a bench says: tables of figures, and targets that were met or not.
import type { Figures } from "./load.ts";

export type Cell = string | number | null;

export interface Table {
  title: string;
  rows: Record<string, Cell>[];
}

export interface Target {
  name: string;
  /** In words: "at least 0.8". */
  wanted: string;
  measured: number;
  met: boolean;
}

export interface Section {
  tables: Table[];
  targets: Target[];
}

export const atLeast = (name: string, wanted: number, measured: number): Target => ({
  name,
  wanted: `at least ${wanted}`,
  measured: round(measured),
  met: measured >= wanted,
});

export const atMost = (name: string, wanted: number, measured: number): Target => ({
  name,
  wanted: `at most ${wanted}`,
  measured: round(measured),
  met: measured <= wanted,
});

/** Three significant figures: nothing here is more exact than that. */
export function round(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(3)) : value;
}

/** One run as a row. Errors are a column only where there were any. */
export function row(what: string, figures: Figures): Record<string, Cell> {
  const { perSecond, p50, p99, errors } = figures;
  return {
    "": what,
    "requests/s": round(perSecond),
    "p50 ms": round(p50),
    "p99 ms": round(p99),
    ...(Object.keys(errors).length > 0 ? { errors: JSON.stringify(errors) } : {}),
  };
}

/** A table in Markdown, as documents and terminals both can show it. */
export function markdown({ title, rows }: Table): string {
  const columns = [...new Set(rows.flatMap((one) => Object.keys(one)))];
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  const text = (value: Cell | undefined) =>
    value === null || value === undefined ? "" : `${value}`;
  return [
    `**${title}**`,
    "",
    line(columns),
    line(columns.map((column) => (column === "" ? "---" : "--:"))),
    ...rows.map((one) => line(columns.map((column) => text(one[column])))),
  ].join("\n");
}
