import type { WriteStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { finished } from "node:stream/promises";
import { SingleBar } from "cli-progress";
import { type ImportDeps, ImportStopped, importLeads, type Totals } from "./import-leads.ts";
import { type RefusedRow, readerFor } from "./lead-rows.ts";
import { type AddVerbs, ofWorkspace } from "./session.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

export const addLeads: AddVerbs = (program, session) => {
  const leads = program.command("leads").description("people");

  ofWorkspace(leads.command("import"))
    .description("create or update leads from a file; repeating it changes nothing")
    .argument("<file>", "CSV with a first line of column names, or JSON Lines")
    .option("--report <file>", "write every refused row to this file")
    .action(async (path, { workspace, report }, command) => {
      const { admin, terminal, json, fail } = session(command);
      const post: ImportDeps["post"] = (rows) => admin.post(`/workspaces/${workspace}/leads`, rows);
      if (!(await importFile({ path, report, json }, post, terminal))) fail();
    });
};

interface ImportOptions {
  path: string;
  /** Where every refused row goes, as CSV; the first few are shown in any case. */
  report?: string | undefined;
  json: boolean;
}

const shownRefusals = 20;
const barFormat = "{bar} {percentage}% | {rows} rows, {refused} refused | {duration_formatted}";

/** Whether every row of the file is in. */
async function importFile(
  { path, report: reportPath, json }: ImportOptions,
  post: ImportDeps["post"],
  { out, err }: Terminal,
): Promise<boolean> {
  const read = readerFor(path);
  const file = await openFile(path, "r");
  const report = reportPath === undefined ? null : await refusalReport(reportPath);
  const { size } = await file.stat();
  const input = file.createReadStream();
  const counts = { rows: 0, refused: 0 };
  const shown: RefusedRow[] = [];

  // Draws on a terminal only, and there on stderr.
  const bar = new SingleBar({ format: barFormat, hideCursor: true });
  bar.start(size, 0, counts);
  const rows = async function* () {
    for await (const row of read(input)) {
      counts.rows++;
      bar.update(input.bytesRead, counts);
      yield row;
    }
  };
  const refuse = (row: RefusedRow) => {
    counts.refused++;
    if (shown.length < shownRefusals) shown.push(row);
    report?.write(csvLine(row));
  };

  let totals: Totals;
  let problem: string | null = null;
  try {
    totals = await importLeads(rows(), { post, refuse });
  } catch (error) {
    if (!(error instanceof ImportStopped)) throw error;
    ({ totals, message: problem } = error);
  } finally {
    bar.stop();
    input.destroy();
    report?.end();
  }
  if (report) await finished(report);

  for (const { line, reason } of shown) err(`line ${line}: ${reason}`);
  const more = totals.refused - shown.length;
  if (more > 0)
    err(`and ${more} more; ${report ? `all are in ${reportPath}` : "--report lists all"}`);
  if (problem !== null) err(problem);
  out(json ? JSON.stringify(totals) : summary(totals));
  return problem === null && totals.refused === 0;
}

const summary = ({ rows, created, updated, refused }: Totals): string =>
  `${rows} rows: ${created} created, ${updated} updated, ${refused} refused`;

async function openFile(path: string, flags: "r" | "w"): Promise<FileHandle> {
  return open(path, flags).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`Cannot ${flags === "r" ? "read" : "write"} ${path}: ${error.code}`);
  });
}

async function refusalReport(path: string): Promise<WriteStream> {
  const stream = (await openFile(path, "w")).createWriteStream();
  stream.write("line,reason\n");
  return stream;
}

const csvLine = ({ line, reason }: RefusedRow): string =>
  `${line},"${reason.replaceAll('"', '""')}"\n`;
