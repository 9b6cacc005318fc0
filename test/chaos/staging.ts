// The same judgement for a deployed gateway. The provider is its own simulator, whose phones, mailboxes and
// calls are read out while it runs; what goes wrong is what its operator can make go wrong: deployments.
import { exec } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { z } from "zod";
import { type Customer, createCustomer } from "./customer.ts";
import { judge, readerOf, unsettled, type Verdict } from "./judge.ts";
import type { Attempt, PlayedChannel, ProviderLog } from "./provider/port.ts";
import { choose, randomFrom } from "./random.ts";
import type { Progress } from "./report.ts";
import { startTraffic } from "./traffic.ts";

export interface StagingOptions {
  url: string;
  adminToken: string;
  /** The command that deploys it once more. */
  deploy: string;
  times: number;
  sends: number;
  leads: number;
  callers: number;
  seed: number;
}

const restMs = 180_000;
/** The simulator keeps the newest 1,000 of each kind. */
const readEveryMs = 500;
const faultEveryMs = 1_000;

const faults = {
  hang_after_accept: 1,
  garbage: 4,
  drop: 4,
  status: 4,
};
const played = { meta: 1, email: 1, retell: 1 };

const request = z.looseObject({});
const stateSchema = z.object({
  phone: z.array(
    z.looseObject({
      id: z.string(),
      at: z.string(),
      direction: z.string(),
      contact: z.string(),
      request: request.nullish(),
    }),
  ),
  mailbox: z.array(z.looseObject({ id: z.string(), at: z.string(), request: request.nullish() })),
  calls: z.array(
    z.looseObject({ call_id: z.string(), at: z.string(), request: request.nullish() }),
  ),
  callbacks: z.looseObject({ pending: z.array(z.unknown()).optional() }).or(z.array(z.unknown())),
});

export async function runStaging(options: StagingOptions, progress: Progress): Promise<Verdict> {
  const { url, adminToken, sends: total, seed, callers, times } = options;
  const customer = await createCustomer(
    { url, adminToken },
    { provider: null, leads: options.leads },
  );
  const simulator = simulatorOf(url, customer);
  const random = randomFrom(seed);
  const taken = new Map<string, Attempt>();
  let over = false;
  const watching = every(
    readEveryMs,
    () => over,
    () => simulator.read(taken),
  );
  const traffic = startTraffic(url, customer, { seed, total, callers });
  let answered = false;
  const misbehaving = every(
    faultEveryMs,
    () => answered,
    () => simulator.misbehave(choose(random, played), choose(random, faults)),
  );
  void traffic.done.then(() => {
    answered = true;
  });

  let deployed = 0;
  while (!answered) {
    if (deployed < times && traffic.sends.length >= ((deployed + 1) * total) / (times + 1)) {
      progress(`deploying: ${options.deploy}`);
      await promisify(exec)(options.deploy);
      deployed++;
    }
    progress(`${deployed} of ${times} deployments, ${traffic.sends.length} of ${total} sends`);
    await sleep(100);
  }
  await misbehaving;

  const reader = readerOf(url, customer);
  const logNow = (): ProviderLog => ({
    attempts: [...taken.values()],
    acknowledged: [],
    pending: 0,
  });
  for (const until = Date.now() + restMs; Date.now() < until; await sleep(2_000)) {
    const queued = (await reader.list("&status=queued")).length;
    const unknown = unsettled(await reader.list("&status=unknown"), logNow());
    progress(`quiet: ${queued} queued, ${unknown} to be settled`);
    if (queued + unknown === 0) break;
  }
  over = true;
  await watching;
  const listed = await reader.list();
  const verdict = await judge({ url, customer, sends: traffic.sends, log: logNow(), listed });
  return { ...verdict, counts: { deployments: deployed, ...verdict.counts } };
}

/** Does something again and again until it is over. What fails is done again. */
async function every(ms: number, isOver: () => boolean, act: () => Promise<void>): Promise<void> {
  while (!isOver()) {
    await act().catch(() => {});
    await sleep(ms);
  }
}

function simulatorOf(url: string, customer: Customer) {
  const headers = { "x-api-key": customer.key, "content-type": "application/json" };
  return {
    async misbehave(provider: keyof typeof played, kind: keyof typeof faults): Promise<void> {
      const fault = kind === "status" ? { kind, status: 500 } : { kind };
      const body = JSON.stringify({ provider, fault });
      await fetch(`${url}/simulator/api/faults`, { method: "POST", headers, body });
    },

    /** Adds what the pretend providers took since the last time. */
    async read(taken: Map<string, Attempt>): Promise<void> {
      const response = await fetch(`${url}/simulator/api/state`, { headers });
      const { phone, mailbox, calls } = stateSchema.parse(await response.json());
      const add = (
        channel: PlayedChannel,
        { providerId, at }: { providerId: string; at: string },
        messageId: unknown,
      ) => {
        if (typeof messageId !== "string" || taken.has(providerId)) return;
        taken.set(providerId, {
          messageId,
          channel,
          to: "",
          seq: Date.parse(at),
          behaviour: "answers",
          accepted: true,
          digest: "",
        });
      };
      for (const { id: providerId, at, direction, request: sent } of phone) {
        const correlationId = sent?.["biz_opaque_callback_data"];
        if (direction !== "written" && typeof correlationId === "string")
          add("whatsapp", { providerId, at }, correlationId.split(".")[0]);
      }
      for (const { id: providerId, at, request: sent } of mailbox) {
        const tags = z
          .array(z.object({ name: z.string(), value: z.string() }))
          .safeParse(sent?.["tags"]).data;
        add("email", { providerId, at }, tags?.find(({ name }) => name === "message_id")?.value);
      }
      for (const { call_id: providerId, at, request: sent } of calls) {
        const metadata = z.looseObject({}).safeParse(sent?.["metadata"]).data;
        add("call", { providerId, at }, metadata?.["message_id"]);
      }
    },
  };
}
