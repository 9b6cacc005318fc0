// A regular expression that backtracks lets one request use up the processor, so each one in the source is
// shown to take time linear in its input. No clock is involved.
import { readFile } from "node:fs/promises";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type Found, problemOf, regexesIn } from "./regexes.ts";
import { filesUnder } from "./source-files.ts";

const sources = await Promise.all(
  (await filesUnder("src", ".ts", ".tsx")).map(async (path) => ({
    path,
    text: await readFile(path, "utf8"),
  })),
);
const all = sources.flatMap(({ path, text }) =>
  regexesIn(text).map((found): Found & { at: string } => ({
    ...found,
    at: `${path}:${found.line}`,
  })),
);
const distinct = Map.groupBy(all, ({ text }) => text);
/** The checker's work, not the expressions': it is slow for the longest of them on a busy machine. */
const timeout = 60_000;

describe("the source", () => {
  it("puts no regular expression together at run time", () => {
    const built = all.filter(({ pattern }) => pattern === null);
    expect(built.map(({ at, text }) => `${at} ${text}`)).toEqual([]);
  });

  it.each(
    [...distinct].map(
      ([text, found]) => [found.map(({ at }) => at).join(", "), text, found[0]] as const,
    ),
  )("matches in linear time: %s %s", { timeout }, (_at, _text, found) => {
    expect(found?.pattern && problemOf(found.pattern)).toBeNull();
  });

  it("is searched through and through", () => {
    expect(distinct.size).toBeGreaterThan(70);
  });
});

type Format = (options: Record<string, boolean>) => z.ZodType;

/** zod's function of this name, if it makes a text with a pattern of its own, such as `z.email`. */
function formatOf(name: string): Format | null {
  const [, place, member = ""] = /^z\.(iso\.)?(\w+)$/.exec(name) ?? [];
  const make = Object.entries(place ? z.iso : z).find(([key]) => key === member)?.[1];
  try {
    return patternOf((make as Format)({})) === null ? null : (make as Format);
  } catch {
    return null;
  }
}

function patternOf(schema: z.ZodType): RegExp | null {
  const { pattern } = schema._zod.def as { pattern?: unknown };
  return pattern instanceof RegExp ? pattern : null;
}

/** The formats that a source asks for, also as methods: `z.string().email()`. */
function formatsIn(text: string): { name: string; pattern: RegExp | null }[] {
  const file = ts.createSourceFile("x.ts", text, ts.ScriptTarget.Latest, true);
  const found: { name: string; pattern: RegExp | null }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const callee = node.expression.getText().replaceAll(/\s/g, "");
      const method = /^z\.string\(.*\.(\w+)$/.exec(callee)?.[1];
      const names = method === undefined ? [callee] : [`z.${method}`, `z.iso.${method}`];
      for (const name of names) {
        const make = formatOf(name);
        if (make) found.push({ name, pattern: patternOf(make(optionsOf(node.arguments[0]))) });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** The flags among the options of a format: its texts do not change what it matches. */
function optionsOf(node: ts.Expression | undefined): Record<string, boolean> {
  if (!node || !ts.isObjectLiteralExpression(node)) return {};
  const flags = node.properties.flatMap((property): [string, boolean][] => {
    if (!ts.isPropertyAssignment(property)) return [];
    const value = property.initializer.getText();
    return value === "true" || value === "false"
      ? [[property.name.getText(), value === "true"]]
      : [];
  });
  return Object.fromEntries(flags);
}

describe("zod's own patterns that the source uses", () => {
  const used = sources.flatMap(({ text }) => formatsIn(text));

  it("are those of times", () => {
    expect([...new Set(used.map(({ name }) => name))]).toEqual(["z.iso.datetime"]);
  });

  it("match in linear time", { timeout }, () => {
    const patterns = new Map(used.map(({ pattern }) => [String(pattern), pattern]));
    expect(patterns.size).toBeGreaterThan(0);
    for (const pattern of patterns.values()) expect(pattern && problemOf(pattern)).toBeNull();
  });

  it("are found whatever their options and line breaks", () => {
    const [found] = formatsIn("const at = z.iso\n  .datetime({ offset: true, message: 'x' });");
    expect(found?.pattern?.test("2026-04-05T14:30:00+02:00")).toBe(true);
    const names = formatsIn("z.email(); z.string().min(1).uuid(); z.string().regex(/x/)");
    expect(names.map(({ name }) => name)).toEqual(["z.email", "z.uuid"]);
  });
});

describe("the check of regular expressions", () => {
  it.each([
    /^(a+)+$/,
    /^(a|aa)+$/,
    /\s+x/,
    /\/+$/,
    /^Bearer +(.+)$/,
    /[^\s@]+@[^\s@]+/,
    /^a{0,500}b{0,500}a{0,500}a{0,500}$/,
    /(\w+)\1/,
    /(?<=a+)b/,
  ])("refuses %s", (pattern) => {
    expect(problemOf(pattern)).not.toBeNull();
  });

  it.each([
    /^[a-z]{1,4096}$/,
    /^(?:[a-z](?:[a-z-]{0,61}[a-z])?\.)+[a-z]{2,63}$/i,
    /[\p{Cc}\s]+/gu,
    /^nxr_(live|test)_[0-9A-Za-z]{38}$/,
    /^[{1,2}]+$/,
  ])("lets %s pass", (pattern) => {
    expect(problemOf(pattern)).toBeNull();
  });

  it("finds them however they are written", () => {
    const texts = ["a = /x+/g", "new RegExp('y')", 'RegExp("z", "i")', "a.test(/[/]/)"];
    expect(texts.flatMap(regexesIn).map(({ pattern }) => String(pattern))).toEqual([
      "/x+/g",
      "/y/",
      "/z/i",
      "/[/]/",
    ]);
    const built = ["new RegExp(given)", "RegExp(a + b)", "a.match(b)", "new RegExp('a', given)"];
    expect(built.flatMap(regexesIn).map(({ pattern }) => pattern)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});
