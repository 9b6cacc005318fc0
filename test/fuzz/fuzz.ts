// One run: the list of nasty inputs, requests by chance, and what is only seen at the end.
import { type Progress, progressLine } from "../chaos/report.ts";
import { corpus, type Example } from "./corpus.ts";
import { type Judge, openJudge } from "./judge.ts";
import { makeRequest } from "./make-request.ts";
import { nastyInputs } from "./nasty-inputs.ts";
import { type Request, requestOf, signedRequestOf } from "./request.ts";
import { Tally } from "./tally.ts";
import { startTarget, type Target } from "./target.ts";
import { type Answer, isHonest, openClient, type Send, type Silence } from "./wire.ts";
import { credentials, leads, workflows } from "./world.ts";

export interface FuzzOptions {
  requests: number;
  seed: number;
  only?: number;
  concurrency: number;
  keep: boolean;
}

export interface Verdict {
  seed: number;
  seconds: number;
  tally: Tally;
  /** What is wrong without being one request's fault. */
  faults: string[];
}

/** Slower than this, three times in a row and twice of them alone, is too slow. */
const slowMs = 2_000;
const shownAnswer = 500;
/** After so many requests without an answer there is nothing left to be asked. */
const deadAfter = 32;

/** The requests of a run by their number: the examples as they are, the list, what chance makes of the seed. */
function requestsOf({ world }: Target, seed: number) {
  const examples = corpus(world);
  const listed = nastyInputs(world, examples);
  const make = (number: number): Request => {
    const example = examples[number];
    if (example) return signedRequestOf(example, Date.now());
    const nasty = listed[number - examples.length];
    return nasty ?? makeRequest({ seed, number }, examples, world, Date.now());
  };
  return { examples, fixed: examples.length + listed.length, make };
}

export async function fuzz(options: FuzzOptions): Promise<Verdict> {
  const startedAt = Date.now();
  const target = await startTarget(options.keep);
  const client = openClient(target.url, options.concurrency);
  const tally = new Tally();
  const progress = progressLine();
  try {
    const { examples, fixed, make } = requestsOf(target, options.seed);
    const { only, concurrency } = options;
    const judge = openJudge(target.world, target.masterSecret);
    const faults: string[] = [];
    const run: Run = { make, judge, send: client.send, tally, progress, examples, faults };
    if (only === undefined) {
      await sendAll(run, { first: 0, end: examples.length, concurrency: 1 });
      await sendAll(run, { first: examples.length, end: fixed + options.requests, concurrency });
    } else {
      await sendAll(run, { first: only, end: only + 1, concurrency });
      console.log(JSON.stringify(shown(make(only)), null, 2));
    }
    faults.push(...(await stillServes(target, client.send)), ...faultsIn(target));
    return { seed: options.seed, seconds: (Date.now() - startedAt) / 1000, tally, faults };
  } finally {
    client.close();
    await target.stop();
  }
}

interface Run {
  make(number: number): Request;
  judge: Judge;
  send: Send;
  tally: Tally;
  progress: Progress;
  examples: readonly Example[];
  faults: string[];
}

interface Part {
  first: number;
  end: number;
  concurrency: number;
}

async function sendAll(run: Run, { first, end, concurrency }: Part): Promise<void> {
  const { make, send, tally } = run;
  const doubtful: number[] = [];
  let silent = 0;
  let next = first;
  const work = async (): Promise<void> => {
    while (next < end && silent < deadAfter) {
      const number = next++;
      const request = make(number);
      const answer = await send(request);
      tally.add(request, answer);
      if (isHonest(request.framing) && ("problem" in answer || answer.ms > slowMs))
        doubtful.push(number);
      if ("status" in answer) judgeOne(run, number, request, answer);
      else if (isHonest(request.framing)) silent++;
      if (number % 100 === 0) {
        run.progress(`${number} of ${end} requests, ${tally.violations.length} violations`);
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  if (silent >= deadAfter)
    run.faults.push(
      `no answer any more, since one of ${doubtful.slice(0, concurrency).join(", ")}`,
    );
  else for (const number of doubtful) await askAlone(run, number);
}

function judgeOne(run: Run, number: number, request: Request, answer: Answer): void {
  const problems = [...run.judge(request, answer), ...staleness(run, number, answer)];
  if (problems.length === 0) return;
  const start = answer.body.toString().slice(0, shownAnswer);
  run.tally.blame({ number, request, problems, answer: `${answer.status} ${start}` });
}

/** An example that is refused leads its mutations nowhere. */
function staleness({ examples }: Run, number: number, { status }: Answer): string[] {
  const example = examples[number];
  if (!example) return [];
  const isRight = example.status ? status === example.status : status >= 200 && status < 300;
  return isRight ? [] : ["is no valid example any more: bring the corpus up to date"];
}

/** The machine may have been busy: what was slow or silent must be so twice more, with nothing beside it. */
async function askAlone({ make, send, tally, progress }: Run, number: number): Promise<void> {
  progress(`asks again for ${number}, alone`);
  const answers = [await send(make(number)), await send(make(number))];
  const isBad = (answer: Answer | Silence) => "problem" in answer || answer.ms > slowMs;
  if (!answers.every(isBad)) return;
  const said = answers.map((answer) =>
    "problem" in answer ? answer.problem : `${answer.status} after ${Math.round(answer.ms)} ms`,
  );
  const problems = ["slow or silent, three times"];
  tally.blame({ number, request: make(number), problems, answer: said.join("; ") });
}

/** A valid send, after all that. */
async function stillServes({ world }: Target, send: Send): Promise<string[]> {
  const body = { lead_id: leads.at(-1)?.id ?? "", workflow_id: workflows.main, channel: "call" };
  const headers = { "x-api-key": world.keys.main };
  const path = "/api/public/messages";
  const answer = await send(
    requestOf({ route: `POST ${path}`, method: "POST", path, headers, body }),
  );
  if ("status" in answer && answer.status === 200) return [];
  const said = "status" in answer ? `${answer.status} ${answer.body}` : answer.problem;
  return [`a valid send afterwards is answered ${said}`];
}

/** What the gateway logged, and should not have. */
function faultsIn({ log, world, masterSecret }: Target): string[] {
  const text = log();
  const secrets = [...Object.values(world.keys), ...Object.values(credentials), masterSecret];
  const events = new Map<string, number>();
  for (const line of text.split("\n")) {
    const event = /"level":"error","event":"(\w+)"/.exec(line)?.[1] ?? /Uncaught/.exec(line)?.[0];
    if (event) events.set(event, (events.get(event) ?? 0) + 1);
  }
  return [
    ...[...events].map(([event, count]) => `the log has ${count} times: ${event}`),
    ...(secrets.some((secret) => text.includes(secret)) ? ["the log shows a secret"] : []),
  ];
}

/** A request as it can be read and sent again. */
export function shown({ body, ...request }: Request) {
  const text = body?.toString() ?? "";
  const isText = body === null || Buffer.from(text).equals(body);
  return {
    ...request,
    ...(body === null ? {} : isText ? { body: text } : { body_base64: body.toString("base64") }),
  };
}
