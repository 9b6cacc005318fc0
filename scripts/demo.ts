// `npm run demo`: starts the gateway, makes the documentation's example requests over HTTP, shows what
// the pretend providers received, and checks both. Ends with 0 when everything is as documented.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { styleText } from "node:util";
import { runStep, steps } from "./demo-steps.ts";
import { freePort, startGateway } from "./gateway.ts";
import { seed } from "./seed.ts";

const stateDir = mkdtempSync(join(tmpdir(), "leadwire-demo-"));
process.once("exit", () => rmSync(stateDir, { recursive: true, force: true }));

const indent = (value: unknown): string => JSON.stringify(value, null, 2).replaceAll(/^/gm, "    ");

async function runDemo(): Promise<number> {
  console.log(
    "Starting the gateway with an empty database and a pretend provider for each channel ...",
  );
  const gateway = await startGateway({ port: await freePort(), stateDir });
  await seed(gateway.url, gateway.adminToken);
  let passed = 0;
  for (const [i, step] of steps.entries()) {
    const { status, answer, received, problem } = await runStep(gateway.url, step);
    console.log(`\n${styleText("bold", `${i + 1}. ${step.example.title}`)}`);
    console.log(`  POST /api/public/messages\n${indent(step.example.body)}`);
    console.log(`  ${status}\n${indent(answer)}`);
    console.log(
      received === null
        ? "  No provider received anything."
        : `  ${step.seenBy}\n${indent(received)}`,
    );
    console.log(
      problem === null
        ? styleText("green", `  ✓ ${step.promise}`)
        : styleText("red", `  ✗ ${step.promise}\n    ${problem}`),
    );
    if (problem === null) passed++;
  }
  await gateway.stop();
  const total = `${passed} of ${steps.length} examples behave as documented.`;
  console.log(`\n${styleText(passed === steps.length ? "green" : "red", total)}`);
  return passed === steps.length ? 0 : 1;
}

try {
  process.exit(await runDemo());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
