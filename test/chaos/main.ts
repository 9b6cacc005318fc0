// `npm run chaos`: is anything lost or doubled when the gateway is killed, replaced, cut off or overrun?
// README.md says how to read it.
import { Command, InvalidArgumentError, Option } from "commander";
import { readDevVars } from "../../scripts/dev-vars.ts";
import { bundle } from "./build.ts";
import { runJobs } from "./jobs.ts";
import type { Verdict } from "./judge.ts";
import { runKills } from "./kills.ts";
import { type MutantId, mutants } from "./mutants.ts";
import { runOutage } from "./outage.ts";
import { runOverload } from "./overload.ts";
import { isGood, type Progress, progressLine, showVerdict } from "./report.ts";
import { runStaging } from "./staging.ts";
import { nextVersion } from "./versions.ts";

const whole = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
};

/** Runs a scenario and shows its verdict. */
async function run(
  title: string,
  play: (progress: Progress) => Promise<Verdict>,
): Promise<Verdict> {
  const startedAt = Date.now();
  const verdict = await play(progressLine());
  showVerdict(`${title}, ${Math.round((Date.now() - startedAt) / 1000)} s`, verdict);
  return verdict;
}

const end = (good: boolean): never => process.exit(good ? 0 : 1);

const program = new Command("chaos").description(
  "Mistreats the real gateway under traffic and judges it by the provider's own log.",
);
const command = (name: string, description: string, isDefault = false) =>
  program
    .command(name, { isDefault })
    .description(description)
    .option("--seed <n>", "decides everything that is decided by chance", whole, 1)
    .option("--lead-objects <n>", '"per-lead", or into how many objects the leads go', "per-lead")
    .option("--keep", "leave databases and log behind", false);

/** Longer than an hour of the gateway: a question that a kill cut off is asked again after one. */
const restMs = 240_000;
/** A mistake shows by then, and some never come to rest. */
const restOfMutantMs = 45_000;

/** A kill every few seconds of the job. */
const killsOfJob = (leads: number): number => Math.ceil(leads / 150);
const titleOf = (job: { leads: number; kills: number; seed: number }): string =>
  `a job of ${job.leads} leads under ${job.kills} kills, seed ${job.seed}`;

command("kills", "kill -9 at random, as a request arrives, as a report is acknowledged", true)
  .option("--kills <n>", "how often the gateway is killed", whole, 20)
  .option("--sends <n>", "keyed sends; 100 for each kill unless given", whole)
  .option("--leads <n>", "people who are written to", whole, 60)
  .option("--callers <n>", "callers at the same time", whole, 24)
  .option("--job <n>", "leads of the job that is killed afterwards; 0 for none", whole, 300)
  .addOption(
    new Option("--mutant <id>", "build one of the known mistakes in; it must be found").choices(
      Object.keys(mutants),
    ),
  )
  .action(async ({ mutant, ...given }) => {
    const options = { ...given, sends: given.sends ?? given.kills * 100 };
    const title = `${given.kills} kills, seed ${given.seed}`;
    if (mutant === undefined) {
      const scripts: [string] = [await bundle("worker")];
      const play = (progress: Progress) =>
        runKills({ ...options, scripts, quietMs: restMs }, progress);
      const [script] = scripts;
      const job = { ...given, script, leads: given.job, kills: killsOfJob(given.job) };
      const playJob = (progress: Progress) => runJobs(job, progress);
      const isGoodSoFar = isGood(await run(title, play));
      end(isGoodSoFar && (given.job === 0 || isGood(await run(titleOf(job), playJob))));
    }
    const { title: mistake, patches } = mutants[mutant as MutantId];
    const scripts: [string] = [await bundle(mutant, patches)];
    const play = (progress: Progress) =>
      runKills({ ...options, scripts, quietMs: restOfMutantMs }, progress);
    const found = !isGood(await run(`${title}, a gateway that ${mistake}`, play));
    console.log(found ? `\n${mutant} was found.` : `\n${mutant} was not found.`);
    end(found);
  });

command("jobs", "kill -9 every few seconds while one job writes to everybody")
  .option("--leads <n>", "people who are written to", whole, 10_000)
  .option(
    "--kills <n>",
    "how often the gateway is killed; one for each 150 leads unless given",
    whole,
  )
  .action(async (given) => {
    const script = await bundle("worker");
    const options = { ...given, script, kills: given.kills ?? killsOfJob(given.leads) };
    end(isGood(await run(titleOf(options), (progress) => runJobs(options, progress))));
  });

command("deploys", "another version takes over the disk, with one table step more, and back")
  .option("--times <n>", "how often", whole, 20)
  .option("--sends <n>", "keyed sends; 100 for each time unless given", whole)
  .option("--leads <n>", "people who are written to", whole, 60)
  .option("--callers <n>", "callers at the same time", whole, 24)
  .action(async ({ times, ...given }) => {
    const scripts: [string, string] = [await bundle("now"), await bundle("next", nextVersion)];
    const sends = given.sends ?? times * 100;
    const title = `${times} deployments up and down, seed ${given.seed}`;
    const play = (progress: Progress) =>
      runKills({ ...given, kills: times, sends, scripts, quietMs: restMs }, progress);
    end(isGood(await run(title, play)));
  });

command("outage", "D1 or KV are gone for a while, or everything fails now and then")
  .addOption(
    new Option("--of <what>", "what is gone").choices(["d1", "kv", "both", "flaky"]).default("d1"),
  )
  .option("--seconds <n>", "for how long", whole, 60)
  .option("--leads <n>", "people who are written to", whole, 60)
  .option("--callers <n>", "callers at the same time", whole, 8)
  .action(async (given) => {
    const script = await bundle("worker");
    const title = `${given.of} for ${given.seconds} s, seed ${given.seed}`;
    end(isGood(await run(title, (progress) => runOutage({ ...given, script }, progress))));
  });

command("overload", "everybody writes to one person while the provider does not answer")
  .option("--sends <n>", "callers at the same time", whole, 2_000)
  .action(async (given) => {
    const script = await bundle("worker");
    const title = `${given.sends} callers at once`;
    end(isGood(await run(title, (progress) => runOverload({ ...given, script }, progress))));
  });

program
  .command("staging")
  .description("a deployed gateway, whose simulator plays the provider, while it is deployed anew")
  .requiredOption("--url <origin>", "of a gateway that nobody else uses")
  .option("--deploy <command>", "deploys it once more", "npx wrangler deploy")
  .option("--times <n>", "how often it is deployed", whole, 3)
  .option("--sends <n>", "keyed sends", whole, 600)
  .option("--leads <n>", "people who are written to", whole, 60)
  .option("--callers <n>", "callers at the same time", whole, 8)
  .option("--seed <n>", "decides everything that is decided by chance", whole, 1)
  .action(async (given) => {
    const adminToken = process.env["LEADWIRE_ADMIN_TOKEN"] ?? readDevVars()?.["ADMIN_TOKEN"];
    if (!adminToken) program.error("No admin token: set LEADWIRE_ADMIN_TOKEN.");
    const title = `${given.times} deployments of ${given.url}, seed ${given.seed}`;
    const options = { ...given, adminToken };
    end(isGood(await run(title, (progress) => runStaging(options, progress))));
  });

await program.parseAsync();
