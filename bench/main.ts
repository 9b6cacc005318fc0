// `npm run bench`: what a send costs beside the least that it can cost, and how that grows. Every figure of a
// run is from one machine within minutes; only ratios say something about another. Ends with 1 when nothing
// could be measured; a missed target is shown, and ends with 0.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { defaultLeadObjects } from "../scripts/box/settings.ts";
import { measureGrowth } from "./sections/growth.ts";
import { measureJob } from "./sections/job.ts";
import { compareKinds } from "./sections/kinds.ts";
import { compareObjects } from "./sections/objects.ts";
import { measureReceivers } from "./sections/receivers.ts";
import { compareSends } from "./sections/sends.ts";
import { measureStart } from "./sections/start.ts";
import { type Stage, startProvider } from "./stage.ts";
import { markdown, type Section, type Table } from "./table.ts";

const documentPath = "docs/performance.md";

const sections: Record<string, (stage: Stage) => Promise<Section>> = {
  sends: (stage) => compareSends(stage, "per-lead", true),
  box: (stage) => compareSends(stage, defaultLeadObjects, false),
  kinds: compareKinds,
  objects: compareObjects,
  receivers: measureReceivers,
  growth: measureGrowth,
  start: measureStart,
  job: measureJob,
};

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true },
    json: { type: "string", default: "bench.json" },
    /** Writes the tables into docs/performance.md as well. */
    document: { type: "boolean", default: false },
    /** A rehearsal: everything once and short. Its figures mean nothing. */
    quick: { type: "boolean", default: false },
  },
});
const wanted = values.only ?? Object.keys(sections);
const unknown = wanted.filter((name) => !sections[name]);
if (unknown.length > 0) {
  console.error(`--only takes ${Object.keys(sections).join(", ")}; not ${unknown.join(", ")}.`);
  process.exit(1);
}

const isTerminal = process.stderr.isTTY;
const provider = await startProvider();
const stage: Stage = {
  provider,
  seconds: values.quick ? 1 : 2,
  rounds: values.quick ? 1 : 3,
  scale: values.quick ? 0.01 : 1,
  say: (text) => void (isTerminal && process.stderr.write(`\r\u001b[K${text}`)),
};
const machine = {
  at: new Date().toISOString(),
  commit: execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim(),
  cpu: cpus()[0]?.model ?? "unknown",
  cpus: cpus().length,
  memory_gib: Math.round(totalmem() / 1024 ** 3),
  node: process.version,
};
const shown: string[] = [];
function show(table: Table): void {
  shown.push(`${markdown(table)}\n`);
  console.log(shown.at(-1));
}
const results: Record<string, Section> = {};
const startedAt = performance.now();
for (const name of wanted) {
  const section = await sections[name]?.(stage);
  if (!section) continue;
  results[name] = section;
  if (isTerminal) process.stderr.write("\r\u001b[K");
  for (const table of section.tables) show(table);
}
const seconds = Math.round((performance.now() - startedAt) / 1000);
const targets = Object.values(results).flatMap((section) => section.targets);
if (targets.length > 0) {
  const rows = targets.map(({ name, wanted: target, measured, met }) => ({
    ...{ "": name, target, measured, met: met ? "yes" : "no" },
  }));
  show({ title: "Targets", rows });
}
writeFileSync(values.json, `${JSON.stringify({ machine, seconds, results }, null, 2)}\n`);
if (values.document) {
  const { at, commit, cpu, cpus: count, memory_gib: gib } = machine;
  const where = `${at.slice(0, 10)}, at ${commit}, on ${count} CPUs (${cpu}) with ${gib} GiB, in ${seconds} s.`;
  const text = readFileSync(documentPath, "utf8");
  const tables = [`The run of ${where}\n`, ...shown].join("\n");
  writeFileSync(
    documentPath,
    text.replace(/(?<=<!-- bench:start -->\n)[\s\S]*(?=<!-- bench:end -->)/, () => `\n${tables}\n`),
  );
}
console.log(`${seconds} s at ${machine.commit}; all of it in ${values.json}.`);
await provider.stop();
process.exit(0);
