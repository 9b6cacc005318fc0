import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { ensureDevVars, readDevVars } from "../../scripts/dev-vars.ts";

const folder = mkdtempSync(join(tmpdir(), "leadwire-vars-"));
const path = join(folder, ".dev.vars");

beforeEach(() => rmSync(path, { force: true }));
afterAll(() => rmSync(folder, { recursive: true }));

describe("the secrets of the local gateway", () => {
  it("are absent until the gateway is first started", () => {
    expect(readDevVars(path)).toBeNull();
  });

  it("are long, random, different, and readable by their owner only", () => {
    const token = ensureDevVars(path);
    const vars = readDevVars(path);
    expect(token).toBe(vars?.["ADMIN_TOKEN"]);
    expect(token.length).toBeGreaterThanOrEqual(32);
    expect(vars?.["MASTER_SECRET"]?.length).toBeGreaterThanOrEqual(32);
    expect(vars?.["MASTER_SECRET"]).not.toBe(token);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    rmSync(path);
    expect(ensureDevVars(path)).not.toBe(token);
  });

  it("are never overwritten", () => {
    const text = "MASTER_SECRET=mine\nADMIN_TOKEN=also-mine\n";
    writeFileSync(path, text);
    expect(ensureDevVars(path)).toBe("also-mine");
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  it("are asked for when the file has none", () => {
    writeFileSync(path, "MASTER_SECRET=mine\n");
    expect(() => ensureDevVars(path)).toThrow("no ADMIN_TOKEN");
  });
});
