import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const versions = z.record(z.string(), z.string());
const manifestSchema = z.object({
  dependencies: versions,
  devDependencies: versions,
  optionalDependencies: versions,
});
const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({
      version: z.string().exactOptional(),
      resolved: z.string().exactOptional(),
      optionalDependencies: versions.exactOptional(),
    }),
  ),
});

const manifest = manifestSchema.parse(JSON.parse(await readFile("package.json", "utf8")));
const lock = lockSchema.parse(JSON.parse(await readFile("package-lock.json", "utf8")));

const numbers = (version: string): number[] => version.split(".").map(Number);
const atLeast = (version: string, minimum: string): boolean => {
  const [a, b] = [numbers(version), numbers(minimum)];
  const differs = b.findIndex((part, i) => part !== a[i]);
  return differs < 0 || (a[differs] ?? 0) > (b[differs] ?? 0);
};

describe("the packages", () => {
  it("are pinned exactly", () => {
    const loose = Object.values(manifest)
      .flatMap((group) => Object.entries(group))
      .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version));
    expect(loose).toEqual([]);
  });

  it("are locked without the address of any registry", () => {
    const addressed = Object.entries(lock.packages).filter(([, entry]) => entry.resolved);
    expect(addressed.map(([path]) => path)).toEqual([]);
  });

  it("are locked for every platform, without which npm ci refuses", () => {
    const missing = Object.entries(lock.packages).flatMap(([path, entry]) =>
      Object.keys(entry.optionalDependencies ?? {}).filter(
        (name) =>
          !lock.packages[`node_modules/${name}`] && !lock.packages[`${path}/node_modules/${name}`],
      ),
    );
    expect(missing).toEqual([]);
  });

  it("bring one workerd", () => {
    const copies = Object.keys(lock.packages).filter((path) =>
      /(^|\/)node_modules\/workerd$/.test(path),
    );
    expect(copies).toEqual(["node_modules/workerd"]);
  });

  it.each([
    ["hono", "4.12.18", "CVE-2026-44456: bodyLimit let chunked bodies through"],
    ["drizzle-orm", "0.45.2", "CVE-2026-39356: identifiers were not escaped"],
  ])("hold %s at %s or newer (%s)", (name, minimum) => {
    const locked = lock.packages[`node_modules/${name}`]?.version ?? "0.0.0";
    expect(atLeast(locked, minimum), `${name} ${locked}`).toBe(true);
  });

  it("are compared by number, not by text", () => {
    expect(atLeast("4.13.2", "4.12.18")).toBe(true);
    expect(atLeast("4.9.20", "4.12.18")).toBe(false);
    expect(atLeast("0.45.2", "0.45.2")).toBe(true);
    expect(atLeast("0.45.1", "0.45.2")).toBe(false);
  });
});
