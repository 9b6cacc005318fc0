import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { curl, examples } from "../../scripts/examples.ts";
import { program } from "../../scripts/leadwire/program.ts";
import { terminal } from "../../scripts/leadwire/terminal.ts";
import { falseMentions, headingsOf, type Repository } from "./mentions.ts";
import { filesUnder } from "./source-files.ts";

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(await readFile("package.json", "utf8")));
const ignored = (await readFile(".gitignore", "utf8")).split("\n");

const repository: Repository = {
  exists: existsSync,
  headings: (path) => (path.endsWith(".md") ? headingsOf(readFileSync(path, "utf8")) : null),
  scripts: new Set(Object.keys(scripts)),
  commands: new Set(
    program(terminal, () => {}).commands.flatMap((noun) => [
      noun.name(),
      ...noun.commands.map((verb) => `${noun.name()} ${verb.name()}`),
    ]),
  ),
  generated: new Set(ignored.map((line) => line.replace(/\/$/, "")).filter(Boolean)),
};

const textOf = (path: string) => (existsSync(path) ? readFileSync(path, "utf8") : "");

const documents = [
  ...["README.md", "CONTRIBUTING.md", "AGENTS.md", "CHANGELOG.md"].filter((path) =>
    existsSync(path),
  ),
  ...(await filesUnder("docs", ".md")),
];

describe("the documents", () => {
  it("include a README", () => expect(documents).toContain("README.md"));

  it.each(documents)("%s mentions only paths, scripts and links that exist", async (path) => {
    expect(falseMentions(path, await readFile(path, "utf8"), repository)).toEqual([]);
  });
});

describe("README.md", () => {
  it.each([examples.text, examples.template, examples.email, examples.call])(
    "shows the command that npm run dev prints: $title",
    (example) => {
      expect(textOf("README.md")).toContain(curl("http://localhost:8787", example));
    },
  );
});

describe("the check of documents", () => {
  const tree: Repository = {
    exists: (path) => ["README.md", "docs/guide.md", "src/lead/lead.ts", "src/lead"].includes(path),
    headings: (path) => (path === "docs/guide.md" ? ["Go live, step by step"] : []),
    scripts: new Set(["demo", "leadwire"]),
    commands: new Set(["key create"]),
    generated: new Set([".dev.vars"]),
  };

  it.each([
    "`src/lead/lead.ts`, `lead/lead.ts`, `src/lead/`, `src/lead/<any>.ts` and `.dev.vars`",
    "[guide](docs/guide.md), [part](docs/guide.md#go-live-step-by-step), [site](https://example.com/x.md)",
    "`npm run demo`, then `npm run leadwire -- key create --name CRM`",
    "`POST /api/public/messages`, `/hooks/`, `200`, `nxr_live_`, `.jsonl`, `lead.phone`",
    "```ts\nimport x from `./absent.ts`;\n```",
  ])("lets %s pass", (text) => {
    expect(falseMentions("README.md", text, tree)).toEqual([]);
  });

  it.each([
    ["`src/lead/gone.ts`", "path src/lead/gone.ts"],
    ["`src/gone/`", "path src/gone/"],
    ["`src/gone/<any>.ts`", "path src/gone/<any>.ts"],
    ["`gone.md`", "path gone.md"],
    ["[guide](docs/gone.md)", "link docs/gone.md"],
    ["[part](docs/guide.md#gone)", "anchor docs/guide.md#gone"],
    ["```sh\nnpm run gone\n```", "npm script gone"],
    ["`npm test`", "npm script test"],
    ["`npm run leadwire -- key destroy`", "command key destroy"],
  ])("finds what is wrong with %s", (text, mention) => {
    expect(falseMentions("README.md", text, tree)).toEqual([mention]);
  });

  it("resolves links from the document's own folder", () => {
    expect(falseMentions("docs/guide.md", "[up](../README.md) [gone](README.md)", tree)).toEqual([
      "link README.md",
    ]);
  });
});
