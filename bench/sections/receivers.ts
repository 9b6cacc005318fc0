// How fast the receivers take what Meta reports, at three times the rate of sends: WhatsApp's partners publish
// a median under 250 ms and less than 1 % above one second.
import { type Figures, run } from "../load.ts";
import { metaCallback, reported, sendsOf, type Taken, takenBy, written } from "../requests.ts";
import { type Stage, startProvider, warmUp } from "../stage.ts";
import { atMost, type Cell, row, type Section } from "../table.ts";
import { startLeadwire } from "../targets/leadwire.ts";
import { each, peopleOf, personOf } from "../targets/people.ts";

const leads = 1_000;
const reports = ["sent", "delivered", "read"] as const;
const batch = 100;

export async function measureReceivers(stage: Stage): Promise<Section> {
  const people = peopleOf(leads);
  const leadwire = await startLeadwire("per-lead");
  const origin = leadwire.life.url;
  // Of its own: it remembers what it took, to be reported about.
  const provider = await startProvider();
  const customer = await leadwire.customer(`${provider.url}/0`, people);
  const { seconds } = stage;
  const template = each(people, sendsOf(customer).template);
  await warmUp({ origin, request: template }, leads);
  const sends = await run({ origin, request: template, connections: 32, seconds });
  const sent = await takenBy(provider.url);
  const statusOf = (n: number): object => {
    const message = sent[Math.floor(n / reports.length) % sent.length] as Taken;
    return reported(message, reports[n % reports.length] ?? "read");
  };
  const perSecond = 3 * sends.perSecond;
  const runs: Record<string, Figures> = { "sends, as fast as they go": sends };
  const measure = async (name: string, load: Omit<Parameters<typeof run>[0], "origin">) => {
    stage.say(name);
    runs[name] = await run({ ...load, origin });
  };
  await measure("statuses, at 3 x the sends", {
    request: (n) => metaCallback(customer, [statusOf(n)]),
    ...{ connections: 64, seconds: 2 * seconds, perSecond },
  });
  // As it is in use: every message is reported about three times while others are sent.
  const steady = sends.perSecond / 4;
  const [sending, reporting] = await Promise.all([
    run({ origin, request: template, connections: 32, seconds: 2 * seconds, perSecond: steady }),
    run({
      origin,
      request: (n) => metaCallback(customer, [statusOf(n)]),
      ...{ connections: 64, seconds: 2 * seconds, perSecond: 3 * steady },
    }),
  ]);
  runs["sends, at a quarter of that"] = sending;
  runs["statuses, at 3 x those sends, at the same time"] = reporting;
  await measure(`statuses, ${batch} in one, at 3 x the sends`, {
    request: (n) =>
      metaCallback(
        customer,
        Array.from({ length: batch }, (_, i) => statusOf(n * batch + i)),
      ),
    ...{ connections: 8, seconds, perSecond: perSecond / batch },
  });
  await measure("what people write, at the rate of sends", {
    request: (n) => metaCallback(customer, [written(personOf(n % leads))]),
    ...{ connections: 64, seconds, perSecond: sends.perSecond },
  });
  await measure(`what people write, ${batch} in one, at the rate of sends`, {
    request: (n) =>
      metaCallback(
        customer,
        Array.from({ length: batch }, (_, i) => written(personOf((n * batch + i) % leads))),
      ),
    ...{ connections: 8, seconds, perSecond: sends.perSecond / batch },
  });
  await measure("reading one message, as fast as it goes", {
    request: (n) => ({
      method: "GET",
      path: `/api/public/messages/${(sent[n % sent.length] as Taken).correlationId.split(".")[0]}`,
      headers: { "x-api-key": customer.key },
    }),
    ...{ connections: 32, seconds },
  });
  await Promise.all([leadwire.life.stop(), provider.stop()]);
  const alone = runs["statuses, at 3 x the sends"] as Figures;
  const rows: Record<string, Cell>[] = Object.entries(runs).map(([name, one]) => ({
    ...row(name, one),
    "above 1 s %": Number((100 * one.aboveSecond).toFixed(2)),
  }));
  return {
    tables: [{ title: `Receivers, an object per lead, ${leads} leads`, rows }],
    targets: [
      atMost("median of statuses at 3 x the sends of a quarter, ms", 250, reporting.p50),
      atMost("of those above 1 s, %", 1, 100 * reporting.aboveSecond),
      atMost("median of statuses at 3 x the most sends, ms", 250, alone.p50),
      atMost("of those above 1 s, %", 1, 100 * alone.aboveSecond),
    ],
  };
}
