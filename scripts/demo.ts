// `npm run demo`: starts the gateway, makes the documentation's example requests over HTTP, shows what
// the pretend providers received, has a conversation, and checks it all. `-- --dialect whauto` (or votel, or
// xobito; several are possible) plays that product's own examples. Ends with 0 when everything is as
// documented.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, styleText } from "node:util";
import { conversation } from "./demo-conversation.ts";
import { runStep, steps } from "./demo-steps.ts";
import { play } from "./dialects/step.ts";
import { votel } from "./dialects/votel.ts";
import { whauto } from "./dialects/whauto.ts";
import { xobito } from "./dialects/xobito.ts";
import { freePort, startGateway } from "./gateway.ts";
import { oneLine, oneLiners } from "./one-liners.ts";
import { seed } from "./seed.ts";

const stateDir = mkdtempSync(join(tmpdir(), "leadwire-demo-"));
process.once("exit", () => rmSync(stateDir, { recursive: true, force: true }));

const indent = (value: unknown): string => JSON.stringify(value, null, 2).replaceAll(/^/gm, "    ");

const dialects = { whauto, votel, xobito };
const { values } = parseArgs({
  options: { dialect: { type: "string", multiple: true, default: ["public"] } },
});

/** One example as it was played. */
interface Example {
  title: string;
  /** What is shown of it, paragraph by paragraph. */
  shown: string[];
  promise: string;
  problem: string | null;
}

async function* ownExamples(url: string): AsyncGenerator<Example> {
  for (const step of steps) {
    const { status, answer, received, problem } = await runStep(url, step);
    yield {
      title: step.example.title,
      shown: [
        `POST /api/public/messages\n${indent(step.example.body)}`,
        `${status}\n${indent(answer)}`,
        received === null
          ? "No provider received anything."
          : `${step.seenBy}\n${indent(received)}`,
      ],
      promise: step.promise,
      problem,
    };
  }
}

async function* conversationExamples(url: string): AsyncGenerator<Example> {
  for await (const { title, shown, problem } of conversation(url)) {
    yield { title, shown: [indent(shown)], promise: "as promised", problem };
  }
}

async function* examplesOf(name: keyof typeof dialects, url: string): AsyncGenerator<Example> {
  const { title, headers, steps: documented } = dialects[name];
  for (const step of documented) {
    const { method, path, body: asked } = step;
    const { status, body, received, problem } = await play(url, headers, step);
    yield {
      title: `${title}: ${step.title}`,
      shown: [
        asked === undefined ? `${method} ${path}` : `${method} ${path}\n${indent(asked)}`,
        `${status}\n${indent(body)}`,
        received.length === 0
          ? "No provider received anything."
          : `What was received\n${indent(received)}`,
      ],
      promise: step.promise,
      problem,
    };
  }
}

async function* lines(url: string): AsyncGenerator<Example> {
  for (const line of oneLiners) {
    const { system, channel, path, headers, body } = line;
    const {
      status,
      body: answer,
      received,
      problem,
    } = await play(url, headers, {
      title: channel,
      method: "POST",
      path,
      body,
      promise: "taken",
      check: (given) => assert.equal(given.status, 200),
    });
    yield {
      title: `${system} on ${channel}`,
      shown: [
        oneLine(url, line),
        `${status}\n${indent(answer)}`,
        ...(received.length === 0 ? [] : [`What was received\n${indent(received)}`]),
      ],
      promise: "taken",
      problem,
    };
  }
}

const isDialect = (name: string): name is keyof typeof dialects => Object.hasOwn(dialects, name);

async function* examples(names: string[], url: string): AsyncGenerator<Example> {
  for (const name of names) {
    if (isDialect(name)) yield* examplesOf(name, url);
    else if (name === "public") {
      yield* ownExamples(url);
      yield* lines(url);
    } else throw new Error(`Known dialects: public, ${Object.keys(dialects).join(", ")}.`);
  }
  // Last: it jumps past the windows.
  if (names.includes("public")) yield* conversationExamples(url);
}

async function runDemo(): Promise<number> {
  console.log(
    "Starting the gateway with an empty database and a pretend provider for each channel ...",
  );
  const gateway = await startGateway({ port: await freePort(), stateDir });
  await seed(gateway.url, gateway.adminToken);
  let [passed, count] = [0, 0];
  for await (const { title, shown, promise, problem } of examples(values.dialect, gateway.url)) {
    console.log(`\n${styleText("bold", `${++count}. ${title}`)}`);
    for (const paragraph of shown) console.log(`  ${paragraph}`);
    if (problem === null) passed++;
    console.log(
      problem === null
        ? styleText("green", `  ✓ ${promise}`)
        : styleText("red", `  ✗ ${promise}\n    ${problem}`),
    );
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
