// The client as its users get it: generated out of the present document, built, and loaded by plain Node.
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { generateClient, generatedFolder } from "../../scripts/client.ts";
import { filesUnder } from "../repo/source-files.ts";

const folder = mkdtempSync(join(tmpdir(), "leadwire-client-"));
afterAll(() => rmSync(folder, { recursive: true }));
const client = "clients/typescript";

async function textsUnder(root: string): Promise<Record<string, string>> {
  const files = await filesUnder(root, "");
  return Object.fromEntries(
    files.map((file) => [relative(root, file), readFileSync(file, "utf8")]),
  );
}

describe("the typed client", { timeout: 120_000 }, () => {
  it("is what `npm run client` makes of the present document", async () => {
    const now = join(folder, "generated");
    await generateClient(now);
    const generated = await textsUnder(now);
    expect(Object.keys(generated).length).toBeGreaterThan(10);
    expect(await textsUnder(generatedFolder), "Run: npm run client").toEqual(generated);
  });

  it("builds, needs no package, and runs the example of its README in plain Node", async () => {
    const manifest = readFileSync(`${client}/package.json`, "utf8");
    expect(JSON.parse(manifest)).toMatchObject({
      exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } },
    });
    expect(JSON.parse(manifest)).not.toHaveProperty("dependencies");
    const dist = join(folder, "dist");
    const tsc = "node_modules/typescript/bin/tsc";
    execFileSync(process.execPath, [tsc, "-p", client, "--outDir", dist], { stdio: "inherit" });

    const [, example = ""] =
      /```ts\n([\s\S]*?)```/.exec(readFileSync(`${client}/README.md`, "utf8")) ?? [];
    const asked: unknown[] = [];
    const gateway = createServer(async (incoming, outgoing) => {
      const body = JSON.parse((await incoming.toArray()).join(""));
      const { url, headers } = incoming;
      asked.push({ url, body, key: headers["x-api-key"], repeat: headers["idempotency-key"] });
      outgoing.writeHead(asked.length === 1 ? 503 : 200, {
        "content-type": "application/json",
        "retry-after": "0",
      });
      outgoing.end('{"code":"unavailable"}');
    });
    await new Promise<void>((resolve) => gateway.listen(0, "127.0.0.1", resolve));
    const { port } = gateway.address() as AddressInfo;
    const program = example
      .replace("leadwire-client", pathToFileURL(join(dist, "index.js")).href)
      .replace("https://messages.example.com", `http://127.0.0.1:${port}/`);
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", program]);
    gateway.close();
    expect(stdout).toContain("unavailable");
    const repeat = expect.stringMatching(/^[0-9a-f-]{36}$/);
    const once = {
      url: "/api/public/messages",
      body: expect.objectContaining({ to: "john@example.com", channel: "email" }),
      key: "nxr_live_...",
      repeat,
    };
    expect(asked).toEqual([once, once]);
  });
});
