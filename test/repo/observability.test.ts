// docs/observability.md is where an operator looks up a line of the log: it names every event there is.
import { expect, it } from "vitest";
import { filesUnder, textOf } from "./source-files.ts";

const document = (await textOf("docs/observability.md")) ?? "";
const row = /^\| ((?:`\w+`(?:, )?)+) \| (info|warn|error) \|/gm;
const documented = [...document.matchAll(row)].flatMap(([, names = "", level]) =>
  [...names.matchAll(/`(\w+)`/g)].map(([, name]) => `${level} ${name}`),
);

async function written(): Promise<string[]> {
  const events = new Set<string>();
  for (const path of await filesUnder("src", ".ts")) {
    const calls = ((await textOf(path)) ?? "").matchAll(/\blog\.(info|warn|error)\(\s*([^,)]*)/g);
    for (const [, level, name = ""] of calls) {
      // Every event is named where it is written, so that it can be found.
      expect(name, path).toMatch(/^"\w+"$/);
      events.add(`${level} ${name.slice(1, -1)}`);
    }
  }
  return [...events];
}

it("lists every event of the log with its level", async () => {
  const events = await written();
  expect(events).toContain("warn not_accepted");
  expect(documented.toSorted()).toEqual(events.toSorted());
});

it("lists every field of the line about a request", async () => {
  const source = (await textOf("src/request-log.ts")) ?? "";
  const section = document.split("`not_accepted`, one for each")[0] ?? "";
  for (const field of ["requestId", "method", "route", "status", "durationMs", "sample"]) {
    expect(source).toContain(field);
    expect(section).toContain(`\`${field}\``);
  }
});
