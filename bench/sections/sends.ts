// The gateway between its floor and a server written by hand: one load, one provider, in turns.
import { type Figures, median, run } from "../load.ts";
import { sendsOf } from "../requests.ts";
import { errorsOf, inTurns, type Stage, warmUp } from "../stage.ts";
import { atLeast, atMost, type Cell, round, type Section } from "../table.ts";
import { startChild } from "../targets/child.ts";
import { startFloor } from "../targets/floor.ts";
import { startLeadwire } from "../targets/leadwire.ts";
import { megabytes } from "../targets/memory.ts";
import { each, peopleOf } from "../targets/people.ts";

const leads = 500;

/** Alone, and as many at once as keep the machine busy; behind a provider that takes its time, too. */
const fast = [
  { providerMs: 0, connections: 1 },
  { providerMs: 0, connections: 32 },
];
const slowly = [{ providerMs: 50, connections: 32 }];

/**
 * @param objects "per-lead", or how many objects the leads share: the same for floor and gateway
 * @param slow whether a provider that takes its time is measured as well
 */
export async function compareSends(stage: Stage, objects: string, slow: boolean): Promise<Section> {
  const courses = slow ? [...fast, ...slowly] : fast;
  const people = peopleOf(leads);
  const rows: Record<string, Cell>[] = [];
  const ratios: { throughput: number; added: number }[] = [];
  for (const providerMs of new Set(courses.map((course) => course.providerMs))) {
    const provider = `${stage.provider.url}/${providerMs}`;
    const floor = await startFloor(provider, objects);
    const leadwire = await startLeadwire(objects);
    const customer = await leadwire.customer(provider, people);
    const { keys, workflowId } = customer;
    const hand = await startChild("by-hand-process.ts", [
      ...[provider, keys.public, workflowId, String(leads)],
    ]);
    const request = each(people, sendsOf(customer).email);
    const targets = { floor, Leadwire: leadwire.life, "by hand": hand };
    for (const { url } of Object.values(targets)) await warmUp({ origin: url, request }, 3 * leads);
    for (const { connections } of courses.filter((one) => one.providerMs === providerMs)) {
      stage.say(`sends, ${objects}, provider ${providerMs} ms, ${connections} at once`);
      const { seconds } = stage;
      const turn = ({ url: origin }: { url: string }) =>
        run({ origin, request, connections, seconds });
      const figures = await inTurns(stage.rounds, {
        floor: () => turn(targets.floor),
        Leadwire: () => turn(targets.Leadwire),
        "by hand": () => turn(targets["by hand"]),
      });
      for (const name of ["floor", "Leadwire", "by hand"] as const) {
        const of = (figure: (one: Figures) => number) => round(median(figures[name].map(figure)));
        rows.push({
          "": name,
          "provider ms": providerMs,
          "at once": connections,
          "sends/s": of(({ perSecond }) => perSecond),
          "added p50 ms": of(({ p50 }) => p50 - providerMs),
          "added p99 ms": of(({ p99 }) => p99 - providerMs),
          MB: megabytes(targets[name].pid),
          errors: errorsOf(figures[name]),
        });
      }
      const compared = (of: (one: Figures) => number) =>
        median(figures.Leadwire.map((one, i) => of(one) / of(figures.floor[i] ?? one)));
      ratios.push({
        throughput: compared(({ perSecond }) => perSecond),
        added: compared(({ p50 }) => p50 - providerMs),
      });
    }
    await Promise.all([floor.stop(), leadwire.life.stop(), hand.stop()]);
  }
  const [alone, busy] = ratios;
  const named = objects === "per-lead" ? "an object per lead" : `LEAD_OBJECTS=${objects}`;
  return {
    tables: [{ title: `Sends by e-mail to ${leads} warm leads, ${named}`, rows }],
    targets: [
      atLeast(`sends/s, of the floor's, ${named}`, 0.8, busy?.throughput ?? Number.NaN),
      atMost(`added p50, of the floor's, ${named}`, 1.25, alone?.added ?? Number.NaN),
    ],
  };
}
