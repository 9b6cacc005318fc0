// CSV (RFC 4180) as a stream of records, each with the line it starts on. A broken record is a value
// with its problem, and the next line is read as if nothing had happened: no row is lost silently.

export interface CsvRecord {
  /** From 1. */
  line: number;
  cells: string[];
  /** Why the cells are not to be trusted; null when they are. */
  problem: string | null;
}

const maxRecordChars = 200_000;

/** Splits text, in chunks of any size, into records. Empty lines are none; cells are trimmed. */
export async function* csvRecords(chunks: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  const splitter = new Splitter();
  for await (const chunk of chunks) yield* splitter.take(chunk);
  yield* splitter.end();
}

class Splitter {
  /** Where in a cell we are; `closing` is after a quote that ends the cell, or is the first of two. */
  #state: "start" | "plain" | "quoted" | "closing" = "start";
  #line = 1;
  #previous = "";
  #cell = "";
  #chars = 0;
  #record: CsvRecord = { line: 1, cells: [], problem: null };

  *take(chunk: string): Generator<CsvRecord> {
    for (const char of chunk) {
      const returned = this.#previous === "\r";
      const isBreak = char === "\r" || (char === "\n" && !returned);
      this.#previous = char;
      if (isBreak) this.#line++;

      if (this.#state === "quoted") {
        if (char === '"') this.#state = "closing";
        else this.#add(char);
      } else if (isBreak) yield* this.#endRecord();
      // The other half of a CR LF that has ended a record.
      else if (char === "\n") continue;
      else if (char === ",") this.#endCell();
      else if (char === '"' && this.#state !== "plain") {
        if (this.#state === "closing") this.#add(char);
        this.#state = "quoted";
      } else if (char !== " " || this.#state === "plain") {
        if (this.#state === "closing") this.#fail("has text after a closing quote");
        this.#state = "plain";
        this.#add(char);
      }
    }
  }

  *end(): Generator<CsvRecord> {
    if (this.#state === "quoted") this.#fail("has a quote that is never closed");
    yield* this.#endRecord();
  }

  #add(char: string): void {
    if (this.#record.problem === null) this.#cell += char;
    this.#chars++;
    if (this.#chars <= maxRecordChars) return;
    const open = this.#state === "quoted";
    this.#fail(open ? "has a quote that is not closed soon" : "is too long");
    this.#state = "plain";
  }

  #fail(problem: string): void {
    this.#record.problem ??= problem;
  }

  #endCell(): void {
    this.#record.cells.push(this.#cell.trim());
    this.#cell = "";
    this.#state = "start";
  }

  *#endRecord(): Generator<CsvRecord> {
    const isEmpty = this.#state === "start" && this.#record.cells.length === 0;
    this.#endCell();
    if (!isEmpty) yield this.#record;
    this.#record = { line: this.#line, cells: [], problem: null };
    this.#chars = 0;
  }
}
