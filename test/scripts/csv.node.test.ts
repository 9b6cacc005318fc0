import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CsvRecord, csvRecords } from "../../scripts/leadwire/csv.ts";

async function* inChunks(text: string, size: number): AsyncGenerator<string> {
  for (let i = 0; i < text.length; i += size) yield text.slice(i, i + size);
}

const records = (text: string, size = text.length || 1): Promise<CsvRecord[]> =>
  Readable.from(csvRecords(inChunks(text, size))).toArray();

const cells = async (text: string) => (await records(text)).map((record) => record.cells);

describe("CSV", () => {
  it.each([
    [
      "a,b\nc,d\n",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    [
      "a,b\r\nc,d",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    ["a\rb\r", [["a"], ["b"]]],
    ['"a,b","c ""d""",""', [["a,b", 'c "d"', ""]]],
    [' a , "b" ,c d ', [["a", "b", "c d"]]],
    ['5" pipe,x', [['5" pipe', "x"]]],
    [
      "a,,\n,\n",
      [
        ["a", "", ""],
        ["", ""],
      ],
    ],
    ["\n\r\n\na\n\n", [["a"]]],
    ['""\n', [[""]]],
    ["", []],
  ])("reads %j", async (text, expected) => {
    expect(await cells(text)).toEqual(expected);
  });

  it("knows the line on which a record starts, whatever the line ends are", async () => {
    for (const end of ["\n", "\r\n", "\r"]) {
      const text = ["a", "", '"two', 'lines"', "b"].join(end);
      expect((await records(text)).map(({ line }) => line)).toEqual([1, 3, 5]);
    }
  });

  it("gives up a quote that stays open too long, and reads on at the next line", async () => {
    const text = `a\n"${"x".repeat(300_000)}\nb\n`;
    expect((await records(text)).map(({ line, problem }) => ({ line, problem }))).toEqual([
      { line: 1, problem: null },
      { line: 2, problem: "has a quote that is not closed soon" },
      { line: 3, problem: null },
    ]);
  });

  it("reads back whatever was written, cut into chunks anywhere", async () => {
    const cell = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r", "é", "x ") });
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom("\n", "\r\n"),
        fc.integer({ min: 1, max: 7 }),
        async (rows, end, size) => {
          const text = rows
            .map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(","))
            .join(end);
          const read = await records(text, size);
          expect(read.map((record) => record.cells)).toEqual(
            rows.map((row) => row.map((value) => value.trim())),
          );
          expect(read.filter(({ problem }) => problem !== null)).toEqual([]);
        },
      ),
    );
  });
});
