// Reports as a provider may well write them: every way to write one JSON, and texts that are easily damaged.
import { utf8 } from "../../src/lib/bytes.ts";
import { type Bytes, written } from "./hooks.ts";

/** What people say. */
const texts = [
  "Hello",
  "¡Grüße! ✓ 你好 مرحبا",
  "👩‍👩‍👧‍👦🇩🇪👍🏽",
  '“quotes” and "quotes" and \\ and / and </script>',
  "line\nline\r\nline\ttab",
  "e\u0301 is not \u00e9",
  "\u202eright to left\u202c\u200b\ufeff\u2028\u2029",
  "\ud83d\ude00\ud834\udd1e",
  "x".repeat(4_096),
];

/** Ways to write a value down. */
const styles: ((value: object) => Bytes)[] = [
  (value) => utf8(JSON.stringify(value)),
  written,
  (value) => utf8(` ${JSON.stringify(value, null, "\t").replaceAll("\n", "\r\n")}\r\n\r\n`),
  (value) => utf8(JSON.stringify(value).replaceAll("/", "\\/").replaceAll(",", " , ")),
];

/** One body for every text in every style, and two big ones; each with a number of its own. */
export function genuineBodies(
  report: (text: string, n: number) => object,
): { text: string; raw: Bytes }[] {
  const all = texts.flatMap((text) => styles.map((style) => ({ text, style })));
  const bodies = all.map(({ text, style }, n) => ({ text, raw: style(report(text, n)) }));
  const padded = [1_000_000, 3 * 1024 * 1024].map((size, i) => {
    const text = `big ${i}`;
    const raw = utf8(JSON.stringify(report(text, all.length + i)));
    const space = new Uint8Array(size).fill(0x20);
    space.set(raw);
    return { text, raw: space };
  });
  return [...bodies, ...padded];
}
