import { describe, expect, test } from "vitest";
import {
  deriveSecrets,
  guessableSecrets,
  readSettings,
  verifyInstallation,
} from "../src/settings.ts";

const long = "x".repeat(32);

describe("a gateway", () => {
  test.each([
    ["MASTER_SECRET", { ADMIN_TOKEN: long }],
    ["MASTER_SECRET", { ADMIN_TOKEN: long, MASTER_SECRET: "" }],
    ["MASTER_SECRET", { ADMIN_TOKEN: long, MASTER_SECRET: "x".repeat(31) }],
    ["ADMIN_TOKEN", { MASTER_SECRET: long }],
    ["ADMIN_TOKEN", { MASTER_SECRET: long, ADMIN_TOKEN: "x".repeat(31) }],
    ["LEAD_OBJECTS", { MASTER_SECRET: long, ADMIN_TOKEN: long, LEAD_OBJECTS: "0" }],
    ["LEAD_OBJECTS", { MASTER_SECRET: long, ADMIN_TOKEN: long, LEAD_OBJECTS: "many" }],
    ["LOG_SAMPLE", { MASTER_SECRET: long, ADMIN_TOKEN: long, LOG_SAMPLE: "1.1" }],
    ["LOG_SAMPLE", { MASTER_SECRET: long, ADMIN_TOKEN: long, LOG_SAMPLE: "-0.1" }],
  ])("does not serve, and names %s, when it is set to %j", (name, env) => {
    expect(readSettings(env).problem).toContain(name);
  });

  test("serves with two secrets of 32 characters, and has no others", () => {
    const env = { MASTER_SECRET: long, ADMIN_TOKEN: long };
    expect(readSettings(env)).toMatchObject({ problem: null, leadObjects: "per-lead" });
    expect(readSettings({})).toMatchObject({ masterSecret: "", adminToken: "" });
  });

  test("does not serve with another secret than it was installed with", () => {
    const fixed = { master_secret: "a", lead_objects: "per-lead" };
    expect(() => verifyInstallation(fixed, fixed)).not.toThrow();
    for (const [name, words] of [
      ["master_secret", "MASTER_SECRET"],
      ["lead_objects", "LEAD_OBJECTS"],
    ] as const) {
      expect(() => verifyInstallation({ ...fixed, [name]: "b" }, fixed)).toThrow(words);
    }
  });

  test("names secrets that are long enough and could be guessed", () => {
    const guessable = (MASTER_SECRET: string, ADMIN_TOKEN: string) =>
      guessableSecrets(readSettings({ MASTER_SECRET, ADMIN_TOKEN }));
    const [random, another] = ["0123456789abcdef".repeat(2), "fedcba9876543210".repeat(2)];
    expect(guessable(random, another)).toEqual([]);
    expect(guessable(long, another)).toEqual(["MASTER_SECRET"]);
    expect(guessable(random, "12345671234567123456712345671234567")).toEqual(["ADMIN_TOKEN"]);
    expect(guessable(random, random)).toEqual(["ADMIN_TOKEN"]);
  });

  test("derives keys that cannot be read out", async () => {
    for (const key of Object.values(await deriveSecrets(long))) {
      expect(key.extractable).toBe(false);
      await expect(crypto.subtle.exportKey("raw", key)).rejects.toThrow();
    }
  });
});
