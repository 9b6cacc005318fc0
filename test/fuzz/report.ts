// What a run says at its end.
import { styleText } from "node:util";
import { shown, type Verdict } from "./fuzz.ts";
import type { Violation } from "./tally.ts";

const shownChars = 3_000;
/** Violations of one kind have one cause most of the time: the first of them is shown. */
const kindOf = ({ problems, request }: Violation) => `${problems.join("; ")} (${request.route})`;

/** Prints the table and every violation; true when there are none. */
export function showVerdict({ seed, seconds, tally, faults }: Verdict): boolean {
  if (process.stdout.isTTY) process.stdout.write("\r\x1b[K");
  const total = [...tally.rows.values()].reduce((sum, { requests }) => sum + requests, 0);
  const title = `${total} requests, seed ${seed}, ${Math.round(seconds)} s`;
  console.log(`\n${styleText("bold", title)}`);
  const wide = Math.max(...[...tally.rows.keys()].map((name) => name.length));
  for (const [name, { requests, statuses, slowestMs, violations }] of [...tally.rows].sort()) {
    const answers = [...statuses].sort(([a], [b]) => a - b);
    const counts = answers.map(([status, count]) => `${status || "none"}: ${count}`).join(", ");
    const line = `  ${name.padEnd(wide)}  ${String(requests).padStart(7)}  slowest ${String(Math.round(slowestMs)).padStart(5)} ms  violations ${violations}  (${counts})`;
    console.log(violations === 0 ? line : styleText("red", line));
  }
  for (const [what, violations] of Map.groupBy(tally.violations, kindOf)) {
    const [{ number, request, answer }] = violations as [Violation];
    console.log(styleText("red", `\n${violations.length} times: ${what}`));
    console.log(`  npm run fuzz -- --seed ${seed} --only ${number}`);
    console.log(`  ${JSON.stringify(shown(request)).slice(0, shownChars)}`);
    console.log(`  ${answer}`);
  }
  for (const fault of faults) console.log(styleText("red", `\n${fault}`));
  const isGood = tally.violations.length === 0 && faults.length === 0;
  if (isGood) console.log(styleText("green", "\nNothing stumbled, and nothing was said too much."));
  return isGood;
}
