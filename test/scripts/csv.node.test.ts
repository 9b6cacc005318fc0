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
    for (const end of ["\n", "\r\n"]) {
      const text = ["a", "", '"two', 'lines"', "b"].join(end);
      expect((await records(text)).map(({ line }) => line)).toEqual([1, 3, 5]);
    }
  });

  it.each([
    ['a\n"b\nc\n', "has a quote that is never closed"],
    ['a\n"b"x\nc\n', "has text after a closing quote"],
    [`a\n"${"x".repeat(300_000)}\nb\n`, "not closed soon"],
  ])("ends at a broken quote and says so (%#)", async (text, problem) => {
    const read = await records(text);
    expect(read[0]).toEqual({ line: 1, cells: ["a"], problem: null });
    expect(read).toHaveLength(2);
    expect(read[1]?.problem).toContain(problem);
    expect(read[1]?.problem).toContain("reading ends here");
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
            rows.map((row) => row.map((value) => value.replaceAll("\r\n", "\n").trim())),
          );
          expect(read.filter(({ problem }) => problem !== null)).toEqual([]);
        },
      ),
    );
  });
});
