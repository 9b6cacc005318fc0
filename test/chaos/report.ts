// What the test says while it runs, and at its end.
import { styleText } from "node:util";
import type { Verdict } from "./judge.ts";

/** Says in one line how far it is. */
export type Progress = (line: string) => void;

/** A line that is written over where somebody watches, and now and then where nobody does. */
export function progressLine(): Progress {
  const isWatched = process.stdout.isTTY;
  let last = 0;
  return (line) => {
    const now = Date.now();
    if (isWatched) process.stdout.write(`\r\x1b[K${line}`);
    else if (now - last > 10_000) {
      last = now;
      console.log(line);
    }
  };
}

export const isGood = ({ violations }: Verdict): boolean =>
  Object.values(violations).every((count) => count === 0);

/** The table at the end. */
export function showVerdict(title: string, verdict: Verdict): void {
  if (process.stdout.isTTY) process.stdout.write("\r\x1b[K");
  const rows = [
    ...Object.entries(verdict.counts),
    ...Object.entries(verdict.violations).map(([name, count]) => [name, count] as const),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  console.log(`\n${styleText("bold", title)}`);
  for (const [name, count] of Object.entries(verdict.counts)) {
    console.log(`  ${name.padEnd(width)}  ${String(count).padStart(8)}`);
  }
  for (const [name, count] of Object.entries(verdict.violations)) {
    const colour = count === 0 ? "green" : "red";
    console.log(styleText(colour, `  ${name.padEnd(width)}  ${String(count).padStart(8)}`));
  }
  for (const example of verdict.examples) console.log(styleText("red", `  ${example}`));
}
