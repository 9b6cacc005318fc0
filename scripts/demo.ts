// `npm run demo`: starts the gateway, makes the documentation's example requests over HTTP, shows what
// the pretend providers received, has a conversation, and checks it all. Ends with 0 when everything is
// as documented.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { styleText } from "node:util";
import { conversation } from "./demo-conversation.ts";
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
  let count = steps.length;
  for await (const { title, shown, problem } of conversation(gateway.url)) {
    console.log(`\n${styleText("bold", `${++count}. ${title}`)}`);
    if (problem === null) {
      console.log(`${indent(shown)}\n${styleText("green", "  ✓ as promised")}`);
      passed++;
    } else console.log(styleText("red", `  ✗ ${problem}`));
  }
  await gateway.stop();
  const total = `${passed} of ${count} examples behave as documented.`;
  console.log(`\n${styleText(passed === count ? "green" : "red", total)}`);
  return passed === count ? 0 : 1;
}

try {
  process.exit(await runDemo());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
