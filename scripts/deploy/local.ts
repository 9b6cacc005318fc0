// What can be said about a version without asking anybody.
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Shell } from "./shell.ts";
import { envFlag, type Plan, StepFailed } from "./step.ts";

const wranglerPath = join(import.meta.dirname, "../../node_modules/wrangler/bin/wrangler.js");

/** Runs the wrangler of the lockfile. */
export const wrangler = (shell: Shell, plan: Plan, args: readonly string[]) =>
  shell.run(process.execPath, [wranglerPath, ...args, envFlag(plan)]);

/** Compressed. A third of what the free plan takes, so that a version which grows is noticed here. */
export const bundleBudgetKib = 1_024;

export interface Commit {
  id: string;
  subject: string;
}

/** The commit that is deployed; refuses what no commit holds, because nobody could go back to it. */
export async function readCommit(shell: Shell, plan: Plan): Promise<Commit> {
  const log = await shell.run("git", ["log", "-1", "--format=%h %s"]);
  if (log.code !== 0) {
    if (plan.dirty) return { id: "none", subject: "no commit" };
    throw new StepFailed("This is no git repository.", "Give --dirty to deploy it all the same.");
  }
  const [id = "", ...words] = log.stdout.trim().split(" ");
  const status = await shell.run("git", ["status", "--porcelain"]);
  if (status.stdout.trim() === "") return { id, subject: words.join(" ") };
  if (plan.dirty) return { id: `${id}-dirty`, subject: words.join(" ") };
  throw new StepFailed(
    "There are changes that no commit holds.",
    "Commit them, or give --dirty to deploy them all the same.",
    status.stdout,
  );
}

/** Types and layers: the parts of `npm run check` that take seconds. */
export async function checkSource(shell: Shell): Promise<string> {
  for (const script of ["types", "layers"]) {
    const { code, output } = await shell.run("npm", ["run", "--silent", script]);
    if (code === 0) continue;
    throw new StepFailed(`\`npm run ${script}\` fails.`, "Mend it: `npm run check`.", output);
  }
  return "types and layers are in order";
}

/** Bundles the Worker as a deployment would, and weighs it. */
export async function weighBundle(shell: Shell, plan: Plan): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "leadwire-bundle-"));
  try {
    const { code, output } = await wrangler(shell, plan, [
      "deploy",
      "--dry-run",
      `--outdir=${folder}`,
    ]);
    if (code !== 0) throw new StepFailed("The Worker cannot be bundled.", "Mend it.", output);
    const scripts = (await readdir(folder)).filter((name) => name.endsWith(".js"));
    const bytes = await Promise.all(scripts.map((name) => readFile(join(folder, name))));
    const kib = Math.ceil(bytes.reduce((sum, text) => sum + gzipSync(text).length, 0) / 1_024);
    const weighed = `${kib} KiB compressed, of ${bundleBudgetKib} KiB`;
    if (kib > 0 && kib <= bundleBudgetKib) return weighed;
    throw new StepFailed(
      `The bundle has ${weighed}.`,
      "Find what made it grow, or raise the budget in scripts/deploy/local.ts.",
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}
