// CSV as a stream of records, each with the line it starts on. A broken quote makes everything behind
// it unreadable, so it ends the file, as a record with a problem: no row is lost silently.
import { Readable } from "node:stream";
import { CsvError, type Info, parse } from "csv-parse";

export interface CsvRecord {
  /** From 1. */
  line: number;
  cells: string[];
  /** Why the cells, and whatever follows, cannot be read; null when they can. */
  problem: string | null;
}

const maxRecordBytes = 200_000;

/** Splits text, in chunks of any size, into records. Empty lines are none; cells are trimmed. */
export async function* csvRecords(chunks: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  const parser = parse({
    bom: true,
    info: true,
    raw: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: maxRecordBytes,
  });
  try {
    for await (const { record, info, raw } of Readable.from(unixLines(chunks)).compose(
      parser,
    ) as AsyncIterable<{ record: string[]; info: Info; raw: string }>) {
      const linesInside = raw.trim().split("\n").length - 1;
      yield {
        line: info.lines - linesInside,
        cells: record.map((cell) => cell.trim()),
        problem: null,
      };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error["lines"] === "number" ? error["lines"] : 0;
    yield {
      line,
      cells: [],
      problem: `${problems[error.code] ?? error.message}; reading ends here`,
    };
  }
}

const problems: Partial<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: "has a quote that is never closed",
  CSV_INVALID_CLOSING_QUOTE: "has text after a closing quote",
  CSV_MAX_RECORD_SIZE: "has a quote that is not closed soon, or is too long",
};

/** The parser counts a CR LF inside a cell as two lines. */
async function* unixLines(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let held = "";
  for await (const chunk of chunks) {
    const text = held + chunk;
    held = text.endsWith("\r") ? "\r" : "";
    yield text.slice(0, text.length - held.length).replaceAll("\r\n", "\n");
  }
  yield held;
}
