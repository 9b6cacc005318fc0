import fc from "fast-check";
import { expect, test } from "vitest";
import { numbered, numbersOf } from "../../src/store/numbers.ts";
import { db } from "./support.ts";

const fresh = () => crypto.randomUUID();

test("counts from 1 in the order given, and a thing keeps its number", async () => {
  const workspace = fresh();
  const first = await numbersOf(db, workspace, "contact", ["a", "b", "a"]);
  expect([...first]).toEqual([
    ["a", 1],
    ["b", 2],
  ]);
  const next = await numbersOf(db, workspace, "contact", ["c", "b", "d"]);
  expect(Object.fromEntries(next)).toEqual({ b: 2, c: 3, d: 4 });
});

test("each workspace and each noun counts by itself", async () => {
  const [one, two] = [fresh(), fresh()];
  expect((await numbersOf(db, one, "contact", ["a"])).get("a")).toBe(1);
  expect((await numbersOf(db, one, "group", ["z", "a"])).get("a")).toBe(2);
  expect((await numbersOf(db, two, "contact", ["b"])).get("b")).toBe(1);
  expect(await numbered(db, one, "contact", 1)).toBe("a");
  expect(await numbered(db, two, "contact", 1)).toBe("b");
  expect(await numbered(db, two, "contact", 2)).toBeNull();
});

test("many more than a statement binds get theirs at once; none cost nothing", async () => {
  const refs = Array.from({ length: 1_000 }, (_, i) => `lead ${i}`);
  const found = await numbersOf(db, fresh(), "contact", refs);
  expect([...found].every(([ref, number]) => ref === `lead ${number - 1}`)).toBe(true);
  expect(found.size).toBe(1_000);
  expect(await numbersOf(db, fresh(), "contact", [])).toEqual(new Map());
});

test("requests at the same moment agree, and no number is given twice", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.constantFrom(..."abcdefgh"), { minLength: 1, maxLength: 5 }), {
        minLength: 2,
        maxLength: 8,
      }),
      async (lists) => {
        const workspace = fresh();
        const answers = await Promise.all(
          lists.map((refs) => numbersOf(db, workspace, "contact", refs)),
        );
        const all = new Map(answers.flatMap((answer) => [...answer]));
        for (const answer of answers) {
          for (const [ref, number] of answer) expect(all.get(ref)).toBe(number);
        }
        expect([...all.values()].toSorted((a, b) => a - b)).toEqual(
          Array.from({ length: all.size }, (_, i) => i + 1),
        );
      },
    ),
    { numRuns: 20 },
  );
});
