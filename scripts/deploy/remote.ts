// The steps that ask Cloudflare, in this order: the database learns what the new code needs before the code comes, and
// the code that still runs meanwhile goes on working, because migrations only add (docs/deploy.md).
import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { z } from "zod";
import { readSettings } from "../../src/settings.ts";
import { type Commit, wrangler } from "./local.ts";
import type { Shell } from "./shell.ts";
import { type Plan, StepFailed, typed } from "./step.ts";

const secretsSchema = z.array(z.looseObject({ name: z.string() }));
const noSuchWorker = /Worker "[^"]*".* not found/;
const noSuchDatabase = /Couldn't find a D1 DB/;

/** Whether the Worker has its secrets, or brings them along when it is new. */
export async function checkSecrets(shell: Shell, plan: Plan): Promise<string> {
  const { code, stdout, output } = await wrangler(shell, plan, ["secret", "list"]);
  if (code !== 0) {
    if (noSuchWorker.test(output)) return firstSecrets(plan);
    throw new StepFailed(
      "Cloudflare did not say which secrets there are.",
      "Log in with `npx wrangler login`, or set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID.",
      output,
    );
  }
  if (plan.secretsFile !== null) {
    throw new StepFailed(
      `${plan.worker} has its secrets already, and another MASTER_SECRET would shut it.`,
      `Leave --secrets-file out. Change ADMIN_TOKEN with \`${typed("secret put ADMIN_TOKEN", plan)}\`.`,
    );
  }
  const there = new Set(secretsSchema.parse(JSON.parse(stdout)).map(({ name }) => name));
  const missing = plan.secrets.filter((name) => !there.has(name));
  if (missing.length === 0) return `${plan.secrets.join(" and ")} are there`;
  throw new StepFailed(
    `${plan.worker} lacks ${missing.join(" and ")}.`,
    missing.map((name) => `\`${typed(`secret put ${name}`, plan)}\``).join(", then "),
  );
}

function firstSecrets({ worker, secrets, secretsFile }: Plan): string {
  if (secretsFile === null) {
    throw new StepFailed(
      `${worker} does not exist yet, and a new one brings its secrets along.`,
      "Make a file with both (docs/deploy.md, step 1) and give it with --secrets-file.",
    );
  }
  const { problem } = readSettings(readSecretsFile(secretsFile));
  if (problem !== null) throw new StepFailed(problem, `Correct ${secretsFile}.`);
  return `${worker} is new; ${secrets.join(" and ")} come along`;
}

function readSecretsFile(path: string): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(path, "utf8"));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StepFailed(`${path} cannot be read (${code}).`, "Give the path of the file.");
  }
}

/** Brings the database to what the new code needs. */
export async function migrate(shell: Shell, plan: Plan): Promise<string> {
  const listed = await wrangler(shell, plan, ["d1", "migrations", "list", "DB", "--remote"]);
  if (listed.code !== 0) {
    throw new StepFailed(
      "The database did not say which migrations it has.",
      noSuchDatabase.test(listed.output)
        ? `Create it where its data shall stay, for that cannot be changed: \`npx wrangler d1 create ${plan.database} --no-update-config --jurisdiction=eu\`, or \`--location=weur\`.`
        : "See what wrangler says.",
      listed.output,
    );
  }
  const pending = listed.output.match(/\b\d{4}_[\w-]+\.sql\b/g) ?? [];
  if (pending.length === 0) return "no migration is pending";
  const applied = await wrangler(shell, plan, ["d1", "migrations", "apply", "DB", "--remote"]);
  if (applied.code === 0) return `applied ${pending.join(", ")}`;
  throw new StepFailed(
    "A migration failed. It was undone, those before it stay, and the code that runs is the old one.",
    "See what wrangler says.",
    applied.output,
  );
}

/** Puts the new code in place of the old. Gives the addresses under which it answers. */
export async function deploy(shell: Shell, plan: Plan, commit: Commit): Promise<string[]> {
  const message = `${commit.id} ${commit.subject}`.slice(0, 100);
  const { code, output } = await wrangler(shell, plan, [
    "deploy",
    `--tag=${commit.id}`,
    `--message=${message}`,
    ...(plan.secretsFile === null ? [] : [`--secrets-file=${plan.secretsFile}`]),
  ]);
  if (code !== 0) {
    throw new StepFailed("Cloudflare did not take the code.", "See what wrangler says.", output);
  }
  const dev = output.match(/https:\/\/\S+\.workers\.dev\b/g) ?? [];
  const own = [...output.matchAll(/(\S+) \(custom domain/g)].map(([, host]) => `https://${host}`);
  return [...new Set([...own, ...dev])];
}
