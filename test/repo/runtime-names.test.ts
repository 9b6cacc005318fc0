// Rules on names that an import graph cannot see: who calls `fetch`, who knows `Env`.
import { readFile } from "node:fs/promises";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { filesUnder } from "./source-files.ts";

/** Where `source` uses `name` as a free identifier: not as a property, a method or an import. */
function usesOf(name: string, source: string): number[] {
  const file = ts.createSourceFile("x.tsx", source, ts.ScriptTarget.Latest, true);
  const lines: number[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === name && isFree(node)) {
      lines.push(file.getLineAndCharacterOfPosition(node.getStart()).line + 1);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return lines;
}

function isFree(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) {
    return parent.expression === node || parent.expression.getText() === "globalThis";
  }
  const named =
    ts.isMethodDeclaration(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isPropertyDeclaration(parent);
  return !(named && parent.name === node);
}

async function usersOf(name: string): Promise<string[]> {
  const users: string[] = [];
  for (const path of await filesUnder("src", ".ts", ".tsx")) {
    for (const line of usesOf(name, await readFile(path, "utf8"))) users.push(`${path}:${line}`);
  }
  return users;
}

const below = (path: string): boolean => path.split("/").length > 2;

describe("names of the runtime", () => {
  it("tells a free name from a property of the same name", () => {
    const free = ["fetch(url)", "globalThis.fetch(url)", "transport(fetch)", "const f = { fetch }"];
    const bound = [
      "stub.fetch(url)",
      "class A { fetch() {} }",
      "const f = { fetch: g }",
      '"fetch()"',
    ];
    expect(free.filter((source) => usesOf("fetch", source).length === 0)).toEqual([]);
    expect(bound.filter((source) => usesOf("fetch", source).length > 0)).toEqual([]);
    expect(usesOf("Env", "const a = 1;\nfunction f(env: Env, other: EdgeEnv) {}")).toEqual([2]);
  });

  it("lets only the top level hand out the global fetch: everything else asks for a transport", async () => {
    expect((await usersOf("fetch")).filter(below)).toEqual([]);
  });

  it("lets only the top level name Env", async () => {
    expect((await usersOf("Env")).filter(below)).toEqual([]);
  });
});
