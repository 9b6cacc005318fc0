// The real wrangler, against a stand-in for Cloudflare's API: what it really asks for, and in which order.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { bundleBudgetKib } from "../../scripts/deploy/local.ts";
import { main } from "../../scripts/deploy/program.ts";
import { machine, type Ran, type Shell } from "../../scripts/deploy/shell.ts";
import { type CloudflareAccount, cloudflareStandIn } from "./cloudflare-stand-in.ts";

const folder = mkdtempSync(join(tmpdir(), "leadwire-deploy-"));
afterAll(() => rmSync(folder, { recursive: true }));
const secretsFile = join(folder, "secrets");
const secret = () => randomBytes(32).toString("base64url");
writeFileSync(secretsFile, `MASTER_SECRET=${secret()}\nADMIN_TOKEN=${secret()}\n`);

let account: CloudflareAccount;
beforeEach(async () => {
  account = await cloudflareStandIn("leadwire");
});
afterEach(() => account.stop());

const ran = (over: Partial<Ran>): Ran => ({ code: 0, stdout: "", output: "", ...over });
const printed = (stdout: string): Ran => ran({ stdout, output: stdout });

/** Runs `npm run deploy` with what `over` says about the world. */
async function deploy(argv: string[], over: Partial<Shell>) {
  const lines: string[] = [];
  const shell: Shell = {
    ...machine(account.env),
    fetch: async () => Response.json({ ok: true }),
    sleep: async () => {},
    out: (text) => lines.push(text),
    ...over,
  };
  const code = await main(argv, shell);
  return { code, said: lines.join("\n") };
}

describe("npm run deploy", { timeout: 240_000 }, () => {
  /** Deploys with the real wrangler, which is slow: the bundle is weighed by the tests below. */
  const deployForReal = (...argv: string[]) => {
    const { run } = machine(account.env);
    return deploy(["--dirty", "--checked", ...argv], {
      run: (command, args) => {
        const outdir = outdirOf(args);
        if (outdir === undefined) return run(command, args);
        writeFileSync(join(outdir, "worker.js"), "export default {};");
        return Promise.resolve(ran({}));
      },
    });
  };
  const migrated = () =>
    account.databases.get("leadwire")?.prepare("SELECT count(*) AS n FROM d1_migrations").get();

  it("brings a new Worker with its secrets after the migrations; the next version keeps both", async () => {
    const [database] = account.databases.values();
    account.databases.clear();
    const early = await deployForReal("--secrets-file", secretsFile);
    expect(early.said).toContain("npx wrangler d1 create leadwire --no-update-config");
    expect([early.code, account.deployed]).toEqual([1, []]);

    if (database) account.databases.set("leadwire", database);
    const first = await deployForReal("--secrets-file", secretsFile);
    expect(first.said).toContain("0000_initial.sql");
    expect(first.said).toContain("health: https://leadwire.acme.workers.dev is alive and ready");
    expect(first.code).toBe(0);
    const order = account.requests.map((request) => request.split("?")[0]);
    expect(order.lastIndexOf("POST /d1/database/d1-leadwire/query")).toBeLessThan(
      order.indexOf("PUT /workers/scripts/leadwire"),
    );
    const [version] = account.deployed;
    expect(version?.bindings).toContainEqual({ name: "DB", type: "d1", id: "d1-leadwire" });
    expect(version?.annotations["workers/tag"]).toMatch(/^none$|^[0-9a-f]{7,}(-dirty)?$/);
    const before = migrated();

    account.requests.length = 0;
    const second = await deployForReal();
    expect(second.said).toContain("no migration is pending");
    expect(second.code).toBe(0);
    expect(migrated()).toEqual(before);
    expect(account.requests.filter((one) => one.startsWith("POST /storage/kv"))).toEqual([]);
    expect(account.deployed[1]?.bindings).toContainEqual({
      name: "MASTER_SECRET",
      type: "inherit",
    });
  });

  it("keeps staging apart from the live gateway", async () => {
    account.databases.set("leadwire-staging", new DatabaseSync(":memory:"));
    const staged = await deployForReal("--env", "staging", "--secrets-file", secretsFile);
    expect(staged.said).toContain("https://leadwire-staging.acme.workers.dev");
    expect(staged.code).toBe(0);
    const foreign = account.requests.filter((request) => /\/(d1-)?leadwire(?!-)/.test(request));
    expect(foreign).toEqual([]);
    expect([...account.workers.keys()]).toEqual(["leadwire-staging"]);
  });

  it("weighs the Worker and asks nothing of Cloudflare with --dry-run", async () => {
    const dry = await deploy(["--dry-run", "--dirty", "--checked"], {});
    expect(dry.said).toMatch(/bundle: \d{3,} KiB compressed/);
    expect([dry.code, account.requests]).toEqual([0, []]);
  });
});

const outdirOf = (args: readonly string[]): string | undefined =>
  args.find((arg) => arg.startsWith("--outdir="))?.slice("--outdir=".length);

describe("npm run deploy stops", () => {
  const bothSecrets = '[{ "name": "MASTER_SECRET" }, { "name": "ADMIN_TOKEN" }]';
  const address = "https://leadwire.acme.workers.dev";

  /** A world in which everything is well, but what `answers` says of a command. */
  async function deployWhere(answers: Record<string, Ran>, argv: string[] = [], over = {}) {
    const asked: string[] = [];
    const well: Record<string, Ran> = {
      "git status": ran({}),
      "git log": printed("abc1234 A commit"),
      "deploy --dry-run": ran({}),
      "secret list": printed(bothSecrets),
      "migrations list": printed("│ 0007_more.sql │"),
      "migrations apply": ran({}),
      "deploy --tag": printed(`Deployed leadwire triggers\n  ${address}\n  schedule: 17 3 * * *`),
    };
    const all = { ...well, ...answers };
    const run: Shell["run"] = async (command, args) => {
      const line = [command, ...args].join(" ");
      const found = Object.keys(all).find((part) => line.includes(part)) ?? "";
      asked.push(found || line);
      const outdir = outdirOf(args);
      if (outdir) writeFileSync(join(outdir, "worker.js"), "export default {};");
      return all[found] ?? ran({});
    };
    return { ...(await deploy(argv, { run, ...over })), asked };
  }
  const failed = (output: string): Ran => ran({ code: 1, output });

  it("not, when everything is well", async () => {
    const { code, said, asked } = await deployWhere({});
    expect(said).toContain("database: applied 0007_more.sql");
    expect(said).toContain(`code: leadwire ${address}`);
    expect(code).toBe(0);
    expect(asked.slice(-4)).toEqual([
      "secret list",
      "migrations list",
      "migrations apply",
      "deploy --tag",
    ]);
  });

  it.each<[string, Record<string, Ran>, string[], string[], string]>([
    [
      "at what no commit holds",
      { "git status": printed(" M src/app.ts\n") },
      [],
      ["There are changes that no commit holds.\n M src/app.ts", "--dirty"],
      "git status",
    ],
    [
      "at layers that are not in order",
      { "silent layers": failed("no-cycles") },
      [],
      ["`npm run layers` fails.\nno-cycles", "npm run check"],
      "silent layers",
    ],
    [
      "without an account",
      { "secret list": failed("set a CLOUDFLARE_API_TOKEN") },
      [],
      ["set a CLOUDFLARE_API_TOKEN", "npx wrangler login"],
      "secret list",
    ],
    [
      "at a new Worker without secrets",
      { "secret list": failed('Worker "leadwire" not found.') },
      [],
      ["leadwire does not exist yet", "--secrets-file"],
      "secret list",
    ],
    [
      "at a Worker that lacks a secret",
      { "secret list": printed('[{ "name": "MASTER_SECRET" }]') },
      ["--env", "staging"],
      ["lacks ADMIN_TOKEN.", "`npx wrangler secret put ADMIN_TOKEN --env=staging`"],
      "secret list",
    ],
    [
      "at secrets that would replace others",
      {},
      ["--secrets-file", secretsFile],
      ["another MASTER_SECRET would shut it"],
      "secret list",
    ],
    [
      "at a migration that fails",
      { "migrations apply": failed("no such table: leads") },
      [],
      ["the code that runs is the old one.\nno such table: leads"],
      "migrations apply",
    ],
    [
      "at code that Cloudflare does not take",
      { "deploy --tag": failed("startup took too long") },
      [],
      ["Cloudflare did not take the code.\nstartup took too long"],
      "deploy --tag",
    ],
    [
      "at an environment that wrangler.toml does not have",
      {},
      ["--env", "nowhere"],
      ['["staging"]'],
      "",
    ],
  ])("%s", async (_, answers, argv, words, last) => {
    const { code, said, asked } = await deployWhere(answers, argv);
    for (const word of words) expect(said).toContain(word);
    expect([code, asked.at(-1) ?? ""]).toEqual([1, last]);
  });

  it("at secrets of a new Worker that are too short", async () => {
    const weak = join(folder, "weak");
    writeFileSync(weak, "MASTER_SECRET=short\nADMIN_TOKEN=short\n");
    const notFound = { "secret list": failed('Worker "leadwire" not found.') };
    const { code, said } = await deployWhere(notFound, ["--secrets-file", weak]);
    expect([code, said]).toEqual([1, expect.stringContaining("shorter than 32 characters")]);
    expect(said).not.toContain("=short");
  });

  it("at a Worker that outgrew its budget", async () => {
    const run: Shell["run"] = async (_, args) => {
      const outdir = outdirOf(args);
      const bytes = randomBytes((bundleBudgetKib + 1) * 1_024);
      if (outdir) writeFileSync(join(outdir, "worker.js"), bytes);
      return printed("abc1234 A commit");
    };
    const heavy = await deploy(["--dry-run", "--dirty", "--checked"], { run });
    expect(heavy.said).toMatch(/^stop {2}The bundle has \d+ KiB compressed, of 1024 KiB\.$/m);
    expect(heavy.code).toBe(1);
  });

  it.each([
    ["does not answer", "/healthz", 10],
    ["does not find what it needs", "/readyz", 11],
  ])("at a new version that %s, and says how to go back", async (_, sick, times) => {
    let asked = 0;
    const fetch = async (url: string) => {
      asked += 1;
      return url.endsWith(sick)
        ? Response.json({ ready: false, checks: { d1: "unavailable" } }, { status: 503 })
        : Response.json({ ok: true });
    };
    const { code, said } = await deployWhere({}, [], { fetch });
    expect(said).toContain(
      `${sick} is not well.\n503 {"ready":false,"checks":{"d1":"unavailable"}}`,
    );
    expect(said).toContain('`npx wrangler rollback --env=""`');
    expect([code, asked]).toEqual([1, times]);
  });

  it("at what the doctor finds, who is asked only about the Worker that was deployed", async () => {
    const doctor = { doctor: failed("wrong  clock") };
    const env = { LEADWIRE_URL: `${address}/`, LEADWIRE_ADMIN_TOKEN: "a token" };
    const sick = await deployWhere(doctor, [], { env });
    expect([sick.code, sick.said]).toEqual([1, expect.stringContaining("wrong  clock")]);
    const other = await deployWhere(doctor, [], {
      env: { ...env, LEADWIRE_URL: "https://other.test" },
    });
    expect([other.code, other.said]).toEqual([0, expect.stringContaining("doctor: not asked")]);
  });
});
