import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { oneLine, oneLiners, oneLinerTable } from "../../scripts/one-liners.ts";
import { channelDemo } from "../../scripts/seed-channels.ts";
import { channels } from "../../src/model/channel.ts";
import { dialectNames, isKeyOf } from "../../src/model/key.ts";

const url = "http://localhost:8787";

test("the README shows every system and channel with a line that is made by the demo", () => {
  expect(readFileSync("README.md", "utf8")).toContain(oneLinerTable(url));
});

test("reaches every channel over our own API, and has a line for each dialect", () => {
  const ours = oneLiners.filter(({ path }) => path === "/api/public/messages");
  expect(ours.map(({ channel }) => channel)).toEqual([...channels]);
  expect(new Set(oneLiners.map(({ system }) => system)).size).toBe(dialectNames.length);
});

test("the demo's keys are valid keys of their dialects", () => {
  for (const [dialect, key] of Object.entries(channelDemo.keys)) {
    const name = dialectNames.find((one) => one === dialect);
    expect(name && isKeyOf(name, key), dialect).toBe(true);
  }
});

test.each(oneLiners)("a shell reads $system $channel as it is meant", (line) => {
  const script = `curl() { for argument in "$@"; do printf '%s\\0' "$argument"; done; }\n${oneLine(url, line)}`;
  const given = execFileSync("sh", ["-c", script], { encoding: "utf8" }).split("\0");
  expect(given[0]).toBe(url + line.path);
  expect(JSON.parse(given.at(-2) ?? "")).toEqual(line.body);
});
