// What breaks parsers, storage and templates. No text here looks like a stack, SQL of ours or a path of this
// machine: the judge would take it for a leak when an answer quotes it.
import type { Json } from "../../src/lib/json.ts";
import { absent, foreignLead, leads, workflows } from "./world.ts";

/** JSON as it stands, where `JSON.stringify` would write something else. `finish` in mutate-json.ts puts it in. */
export const verbatim = (text: string): string =>
  `\ue000${Buffer.from(text).toString("base64")}\ue001`;

/** Lists in lists. */
export const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);
const nestedObjects = (levels: number): string => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;

export const nastyTexts: readonly string[] = [
  // Nothing, and what looks like it
  ...["", " ", "\t\n\r ", "\u00a0", "\ufeff", "null", "NaN", "true", "[]", "{}"],
  // Characters that do not survive storage, comparison or display
  ...["\0", "a\0b", "\u0007", "\u001b[31m", "\u007f", "\u0085", "\u2028", "\ud800", "a\udc00b"],
  ...["\ufeffx", "\u202etxet\u202c", "\u200b\u200d", "\ufffe\uffff", "\ufffd", "ﷺ", "İıſK", "ß"],
  `e${"\u0301".repeat(1000)}`,
  "👨‍👩‍👧‍👦".repeat(50),
  "𝟙𝟚𝟛",
  "\u{10ffff}",
  // SQL and its patterns: SQLite refuses LIKE patterns of more than 50 bytes
  ...["%", "_", "%".repeat(51), "a_".repeat(26), "x".repeat(51), `%${"é".repeat(30)}%`],
  ...["'", "''", '"', "`", "\\", "\\'", "' OR 1=1 --", '"); --', "'; DROP TABLE leads; --", "?1"],
  // Lines and headers
  ...["\n", "\r\n", "a\r\nBcc: eve@example.com", "a\nb", "a\rb", "\r\n\r\n<html>"],
  // Names that every object has
  ...["__proto__", "constructor", "prototype", "toString", "valueOf", "hasOwnProperty", "length"],
  // Templates, markup, shells, paths
  ...["{{1}}", "{{7*7}}", "<%= 7*7 %>", "#{7*7}", "{{a}}{{b}}".repeat(200), "{{", "}}"],
  ...["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)", "&amp;"],
  ...["$(id)", "`id`", "; ls", "| cat", "../../etc/passwd", "..", ".", "/"],
  ...["\\\\host\\share", "%00"],
  ...["%2e%2e%2f", "%s%n%x", "http://127.0.0.1:1/", "http://169.254.169.254/", "data:,x", "//x"],
  // Patterns that make a backtracking engine run for ever, in any field that takes more than a word
  ...["a", "0", " ", "-", "a.", "a@", "a@a.", "%", "+", "{{a}} "].map(
    (part) => `${part.repeat(60)}!`,
  ),
  ...["a", "1", " ", "a@"].map((part) => `${part.repeat(20_000)}!`),
  "(".repeat(500),
  // Addresses and times
  ...["+0", "+1", "+999999999999999999", "(555) 010-0000", "１２３４５６７", "a@b", "a@b@c"],
  ...['"a b"@x.y'],
  ...["<a@b.c>", "a@b.c, d@e.f", "a@[127.0.0.1]", "a@xn--nxasmq6b", "@", "1970-01-01T00:00:00Z"],
  ...["9999-12-31T23:59:59.999Z", "+275760-09-13T00:00:00.001Z", "2026-02-30T00:00:00Z", "now"],
  ...["253402300800", "-1", "0", "1e21", "99999999999999999999", "0x10", "1e309", "1_000", "٣"],
  // Sizes at and above the limits
  ...[100, 101, 200, 201, 255, 256, 257, 512, 513, 998, 999, 2000, 2001, 4096, 4097].map((n) =>
    "x".repeat(n),
  ),
  ...["x".repeat(16_385), "é".repeat(33_000), "x".repeat(100_000), "😀".repeat(50_000)],
];

/** Written as they are: JSON.stringify knows none of them. */
export const nastyNumbers: readonly string[] = [
  ...["0", "-0", "-1", "1", "0.5", "-0.0000001", "1e2", "1E+2", "1e-400", "1e21", "1e999"],
  ...["-1e999"],
  ...["2147483647", "2147483648", "4294967296", "9007199254740993", "-9007199254740993"],
  ...["1.7976931348623157e308", "5e-324", "99999999999999999999", "1".repeat(400)],
  ...["0.".padEnd(400, "1")],
  ...["NaN", "Infinity", "-Infinity", "01", "+1", ".5", "1.", "0x10", "1n"],
];

/** Whole values of another kind than was asked for. */
export const nastyValues: readonly Json[] = [
  ...[null, true, false, 0, 1, -1, 0.5, "", "x", [], {}, [null], [[]], [{}], { "": "" }],
  ...[{ length: 1 }, { toString: null }, { toJSON: "x" }, ["a", "b"], { 0: "a" }],
  verbatim('{"__proto__":{"isAdmin":true,"channel":"call"}}'),
  verbatim('{"constructor":{"prototype":{"x":1}}}'),
  // An object of 60 KB that is as deep as can be: bodies of 64 KB are taken nearly everywhere.
  verbatim(`{"a":${nested(30_000)}}`),
  ...[25, 200, 5000, 30_000].flatMap((n) => [verbatim(nested(n)), verbatim(nestedObjects(n))]),
];

export const nastyNames: readonly string[] = [
  ...["", " ", "\0", "__proto__", "constructor", "toString", "hasOwnProperty", "\ud800"],
  ...["a.b", "$ne"],
  ...["0", "-1", "x".repeat(300), "%", "'", "LEAD_ID", "lead_id ", "id", "workspace_id", "é"],
];

export const nastyIds: readonly string[] = [
  absent,
  absent.toUpperCase(),
  `${absent} `,
  `${absent}\n`,
  `{${absent}}`,
  absent.replaceAll("-", ""),
  absent.replace("3", "３"),
  `${absent}0`,
  absent.slice(1),
  `urn:uuid:${absent}`,
  "00000000-0000-0000-0000-000000000000",
  "ffffffff-ffff-ffff-ffff-ffffffffffff",
  foreignLead,
  workflows.foreign,
  leads[3]?.id ?? "",
];
