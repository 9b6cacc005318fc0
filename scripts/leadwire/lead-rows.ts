// Reads leads from CSV or JSON Lines as a stream: a row at a time, however large the file. A row that
// cannot be read is a value with its line and a reason, and reading goes on.
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { parseJson } from "../../src/lib/json.ts";
import { csvRecords } from "./csv.ts";
import { UsageError } from "./usage-error.ts";

export interface LeadRow {
  /** Where the row starts in the file, from 1. */
  line: number;
  lead: Record<string, unknown>;
}
export interface RefusedRow {
  line: number;
  reason: string;
}
export type Row = LeadRow | RefusedRow;

type Reader = (input: Readable) => AsyncGenerator<Row>;

const readers: Record<string, Reader> = { csv: csvRows, jsonl: jsonRows, ndjson: jsonRows };

/** The reader for a file, by the ending of its name. */
export function readerFor(path: string): Reader {
  const reader = readers[path.split(".").at(-1)?.toLowerCase() ?? ""];
  if (!reader) throw new UsageError(`${path}: the name must end with .csv or .jsonl`);
  return reader;
}

// What a decoder leaves of bytes that are not UTF-8: importing it would spoil names for good.
const replacement = "\ufffd";
const notUtf8 = "is not UTF-8 text: save the file as UTF-8";

export async function* jsonRows(input: Readable): AsyncGenerator<Row> {
  let line = 0;
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    line++;
    const json = line === 1 ? text.replace(/^\ufeff/, "") : text;
    if (json.trim() === "") continue;
    const value = parseJson(json);
    if (value === undefined) yield { line, reason: "is not JSON" };
    else if (json.includes(replacement)) yield { line, reason: notUtf8 };
    else if (!isObject(value)) yield { line, reason: "is not a JSON object" };
    else yield { line, lead: value };
  }
}

/** The first line names the columns; those that the gateway does not know become metadata. */
export async function* csvRows(input: Readable): AsyncGenerator<Row> {
  let columns: string[] | null = null;
  for await (const { line, cells, problem } of csvRecords(input.setEncoding("utf8"))) {
    if (columns === null) columns = checkedHeader(cells);
    else if (problem !== null) yield { line, reason: problem };
    else if (cells.length !== columns.length) {
      yield { line, reason: `has ${cells.length} cells, the first line has ${columns.length}` };
    } else if (cells.some((cell) => cell.includes(replacement))) yield { line, reason: notUtf8 };
    else yield csvRow(line, columns, cells);
  }
}

function csvRow(line: number, columns: string[], cells: string[]): Row {
  const lead: Record<string, unknown> = {};
  for (const [i, name] of columns.entries()) {
    const text = cells[i];
    if (!text) continue;
    if (name === "tags")
      lead[name] = text
        .split(/[,;]/)
        .map((tag) => tag.trim())
        .filter(Boolean);
    else if (name !== "metadata") lead[name] = text;
    else {
      const metadata = parseJson(text);
      if (!isObject(metadata)) return { line, reason: "metadata is not a JSON object" };
      lead[name] = metadata;
    }
  }
  return { line, lead };
}

function checkedHeader(cells: string[]): string[] {
  const header = cells.map((cell) => cell.replace(/^\ufeff/, ""));
  const found = header.join(", ");
  if (!header.includes("first_name")) {
    throw new UsageError(
      `The file has no column first_name. Its first line must name the columns, with commas between them; it says: ${found}`,
    );
  }
  const twice = header.find((name, i) => header.indexOf(name) !== i);
  if (twice !== undefined) throw new UsageError(`The file has two columns named ${twice}`);
  return header;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);
