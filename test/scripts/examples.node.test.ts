import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { curl, examples } from "../../scripts/examples.ts";
import { demo } from "../../scripts/seed.ts";
import { keyEnvironment } from "../../src/model/key.ts";

/** What a shell makes of the command: the arguments that `curl` would get. */
function argumentsOf(command: string): string[] {
  const script = `curl() { for argument in "$@"; do printf '%s\\0' "$argument"; done; }\n${command}`;
  return execFileSync("sh", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1);
}

describe("the demo", () => {
  it("has a key that is valid and opens test workspaces only", () => {
    expect(keyEnvironment(demo.key)).toBe("test");
  });

  it.each([
    ...Object.values(examples),
    { title: "A quote and a line break", body: { content: 'It\'s $HOME\n`date` \\ "now"' } },
  ])("prints a command that a shell reads as meant: $title", (example) => {
    const [method, post, url, h1, json, h2, key, data, body, ...rest] = argumentsOf(
      curl("http://localhost:8787", example),
    );
    expect([method, post, url]).toEqual([
      "-X",
      "POST",
      "http://localhost:8787/api/public/messages",
    ]);
    expect([h1, json, h2, key]).toEqual([
      "-H",
      "Content-Type: application/json",
      "-H",
      `X-API-Key: ${demo.key}`,
    ]);
    expect(data).toBe("-d");
    expect(JSON.parse(body ?? "")).toEqual(example.body);
    expect(rest).toEqual([]);
  });
});
