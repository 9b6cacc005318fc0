import { expect, test } from "vitest";
import { secretsEqual } from "../../src/lib/hmac.ts";
import { deriveKey, seal, unseal } from "../../src/lib/seal.ts";
import { checksum, hasValidChecksum, randomBase62, withChecksum } from "../../src/lib/token.ts";
import { keyEnvironment, newKeyText } from "../../src/model/key.ts";

const sealKey = (master: string) =>
  deriveKey(master, "credentials", { name: "AES-GCM", length: 256 }, ["encrypt", "decrypt"]);

test("what was sealed opens with the same key and context only", async () => {
  const key = await sealKey("master");
  const sealed = await seal(key, "account|w|1", "secret é");
  expect(sealed).not.toContain("secret");
  expect(await unseal(key, "account|w|1", sealed)).toBe("secret é");
  expect(await unseal(key, "account|w|2", sealed)).toBeNull();
  expect(await unseal(await sealKey("other"), "account|w|1", sealed)).toBeNull();
  expect(await seal(key, "account|w|1", "secret é")).not.toBe(sealed);
});

test("nothing opens that was changed in a single character", async () => {
  const key = await sealKey("master");
  const sealed = await seal(key, "c", "secret");
  for (let i = 0; i < sealed.length; i++) {
    const changed = `${sealed.slice(0, i)}${sealed[i] === "A" ? "B" : "A"}${sealed.slice(i + 1)}`;
    expect(await unseal(key, "c", changed), changed).not.toBe("secret!");
    if (i < sealed.length - 4) expect(await unseal(key, "c", changed), String(i)).toBeNull();
  }
});

test("compares secrets of any length", async () => {
  expect(await secretsEqual("a", "a")).toBe(true);
  expect(await secretsEqual("a", "b")).toBe(false);
  expect(await secretsEqual("a", "aa")).toBe(false);
  expect(await secretsEqual("", "")).toBe(true);
});

test("the checksum is CRC-32 in base62", () => {
  // The check value of CRC-32 (IEEE) for "123456789" is cbf43926.
  const value = [...checksum("123456789")].reduce(
    (sum, digit) =>
      sum * 62 + "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".indexOf(digit),
    0,
  );
  expect(value).toBe(0xcbf43926);
});

test("a key names its environment, and a single wrong character is noticed", () => {
  for (const environment of ["live", "test"] as const) {
    const key = newKeyText(environment);
    expect(key).toMatch(/^nxr_(live|test)_[0-9A-Za-z]{38}$/);
    expect(keyEnvironment(key)).toBe(environment);
    for (let i = 0; i < key.length; i++) {
      const wrong = `${key.slice(0, i)}${key[i] === "x" ? "y" : "x"}${key.slice(i + 1)}`;
      expect(keyEnvironment(wrong), wrong).toBeNull();
    }
  }
  expect(keyEnvironment("")).toBeNull();
  expect(keyEnvironment(withChecksum("nxr_prod_".padEnd(41, "a")))).toBeNull();
  expect(hasValidChecksum("")).toBe(false);
});

test("random tokens use the whole alphabet", () => {
  expect(new Set(randomBase62(10_000)).size).toBe(62);
});
