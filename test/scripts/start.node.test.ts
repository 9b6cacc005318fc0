// `npm start` as its operator sees it: a process, a folder and signals.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { freePort } from "../../scripts/gateway.ts";
import { demo, seed } from "../../scripts/seed.ts";

const folder = mkdtempSync(join(tmpdir(), "leadwire-start-"));
const state = join(folder, "state");
const adminToken = "an admin token for this test only, 32+ characters";
const secrets = {
  MASTER_SECRET: "a master secret for this test only, 32+ characters",
  ADMIN_TOKEN: adminToken,
};
const secretsFile = join(folder, "secrets");
writeFileSync(
  secretsFile,
  Object.entries(secrets)
    .map(([name, value]) => `${name}="${value}"\n`)
    .join(""),
);
const migrationCount = readdirSync("migrations").filter((name) => name.endsWith(".sql")).length;
const wrangler = "node_modules/wrangler/bin/wrangler.js";

const left: ChildProcess[] = [];
afterAll(() => {
  for (const child of left) child.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs `npm start` with no settings in its environment but those given, until it says or shows what becomes of it. */
async function start(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ["scripts/start.ts", "--state", state, ...args], {
    env: { ...process.env, MASTER_SECRET: "", ADMIN_TOKEN: "", LEAD_OBJECTS: "", ...env },
  });
  left.push(child);
  const ended = once(child, "exit").then(([code]) => code as number | null);
  let said = "";
  const serves = new Promise<string>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        const url = /serves (http:\S+)/.exec(said)?.[1];
        if (url) resolve(url);
      });
    }
  });
  const url = await Promise.race([serves, ended.then(() => null)]);
  return { child, ended, url, said: () => said };
}

async function startWell(port: number) {
  const started = await start(["--port", String(port), "--secrets-file", secretsFile]);
  if (started.url === null) throw new Error(`It did not start: ${started.said()}`);
  return { ...started, url: started.url };
}

const headers = { "x-api-key": demo.key, "content-type": "application/json" };

describe("npm start", { timeout: 60_000 }, () => {
  it("keeps what it accepted over SIGTERM, and refuses what does not fit its folder", async () => {
    const port = await freePort();
    const first = await startWell(port);
    expect(first.said()).toContain(`after ${migrationCount} migrations`);
    await seed(first.url, adminToken);
    const sent = await fetch(`${first.url}/api/public/messages`, {
      method: "POST",
      headers,
      body: JSON.stringify({
        lead_id: demo.john.id,
        workflow_id: demo.workflowId,
        channel: "email",
        subject: "Kept",
        content: "Is it still there tomorrow?",
      }),
    });
    expect(sent.status).toBe(200);
    const { activity_id: id } = (await sent.json()) as { activity_id: string };
    first.child.kill("SIGTERM");
    expect(await first.ended).toBe(0);
    await expect(fetch(first.url)).rejects.toThrow();

    const second = await startWell(port);
    expect(second.said()).not.toContain("migrations");
    const kept = await fetch(`${second.url}/api/public/messages/${id}`, { headers });
    expect([kept.status, await kept.text()]).toEqual([200, expect.stringContaining(id)]);
    const other = await start(["--port", String(await freePort())], secrets);
    expect([await other.ended, other.said()]).toEqual([
      1,
      `Another gateway runs on ${state}. Stop it, or give --state another folder.\n`,
    ]);
    second.child.kill("SIGINT");
    expect(await second.ended).toBe(0);

    const changed = await start(["--port", String(port)], { ...secrets, LEAD_OBJECTS: "4" });
    expect(await changed.ended).toBe(1);
    expect(changed.said()).toMatch(/^LEAD_OBJECTS differs from the value/m);

    const listed = execFileSync(
      process.execPath,
      [wrangler, "d1", "migrations", "list", "DB", "--local", "--persist-to", state],
      { encoding: "utf8" },
    );
    expect(listed).toContain("No migrations to apply");
  });

  it.each([
    ["is missing", { ADMIN_TOKEN: adminToken }],
    ["is shorter than 32 characters", { ...secrets, MASTER_SECRET: "short" }],
    ["has fewer than 10 different characters", { ...secrets, MASTER_SECRET: "ab".repeat(20) }],
  ])("refuses a MASTER_SECRET that %s, and says how to make one", async (why, env) => {
    const refused = await start([], env);
    expect(await refused.ended).toBe(1);
    expect(refused.said()).toMatch(new RegExp(`^MASTER_SECRET ${why}\\.\n`));
    expect(refused.said()).toContain("openssl rand -base64 48");
  });

  it("takes no secret from the command line", async () => {
    const refused = await start(["--admin-token", adminToken]);
    expect(await refused.ended).toBe(1);
    expect(refused.said()).toContain("Unknown option '--admin-token'");
  });
});
