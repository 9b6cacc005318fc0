import { Command, CommanderError } from "commander";
import { unstable_readConfig as readConfig } from "wrangler";
import { z } from "zod";
import { checkSource, readCommit, weighBundle } from "./local.ts";
import { checkSecrets, deploy, migrate } from "./remote.ts";
import type { Shell } from "./shell.ts";
import { type Plan, StepFailed } from "./step.ts";
import { checkHealth, examine } from "./verify.ts";

interface Options {
  env: string;
  dryRun: boolean;
  dirty: boolean;
  checked: boolean;
  secretsFile?: string;
}

const description = `Deploys Leadwire to Cloudflare, one step after the other: the tree is clean, types and layers are in
order, the bundle is small enough, the secrets are there, the database has its migrations, the code goes out,
the new version answers, the doctor finds nothing wrong. Stops at the first step that fails, says what to do,
and ends with 1.`;

function readOptions(argv: readonly string[], shell: Shell): Options {
  const command = new Command("deploy")
    .description(description)
    .option("--env <name>", "an environment of wrangler.toml, such as staging", "")
    .option("--secrets-file <file>", "the secrets of a Worker that does not exist yet")
    .option("--dry-run", "end before anything is asked of Cloudflare; needs no account", false)
    .option("--dirty", "deploy changes that no commit holds", false)
    .option("--checked", "leave out types and layers: `npm run check` has just passed", false)
    .exitOverride()
    .configureOutput({ writeOut: (text) => shell.out(text), writeErr: (text) => shell.out(text) });
  command.parse(argv, { from: "user" });
  return command.opts<Options>();
}

const configSchema = z.object({
  name: z.string(),
  secrets: z.object({ required: z.array(z.string()) }),
  d1_databases: z.tuple([z.object({ database_name: z.string() })]),
});

function configOf(env: string): z.output<typeof configSchema> {
  try {
    const config: unknown = readConfig({ config: "wrangler.toml", env }, { hideWarnings: true });
    return configSchema.parse(config);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StepFailed(
      `wrangler.toml cannot be read for --env=${env}.`,
      "See what it says.",
      why,
    );
  }
}

function planOf({ env, dirty, checked, secretsFile }: Options): Plan {
  const {
    name,
    secrets,
    d1_databases: [database],
  } = configOf(env);
  return {
    env,
    worker: name,
    secrets: secrets.required,
    database: database.database_name,
    secretsFile: secretsFile ?? null,
    dirty,
    checked,
  };
}

/** Deploys as `argv` says, and gives the exit code. */
export async function main(argv: readonly string[], shell: Shell): Promise<number> {
  const step = async (name: string, take: () => Promise<string>) => {
    shell.out(`ok    ${name}: ${await take()}`);
  };
  try {
    const options = readOptions(argv, shell);
    const plan = planOf(options);
    let commit = { id: "", subject: "" };
    await step("tree", async () => {
      commit = await readCommit(shell, plan);
      return `${commit.id} ${commit.subject}`;
    });
    if (!plan.checked) await step("source", () => checkSource(shell));
    await step("bundle", () => weighBundle(shell, plan));
    if (options.dryRun) {
      shell.out("Nothing was asked of Cloudflare: --dry-run.");
      return 0;
    }
    let addresses: string[] = [];
    await step("secrets", () => checkSecrets(shell, plan));
    await step("database", () => migrate(shell, plan));
    await step("code", async () => {
      addresses = await deploy(shell, plan, commit);
      return [plan.worker, ...addresses].join(" ");
    });
    await step("health", () => checkHealth(shell, plan, addresses));
    await step("doctor", () => examine(shell, plan, addresses));
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    if (!(error instanceof StepFailed)) throw error;
    shell.out(`stop  ${error.message}`);
    if (error.output.trim() !== "") shell.out(error.output.trimEnd());
    shell.out(`Do    ${error.advice}`);
    return 1;
  }
}
