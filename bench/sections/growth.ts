// Whether a send costs more when its lead has a long history, or when the workspace has a million leads. The
// past is written straight into the databases, because nobody waits for a million requests.
import { type Figures, run } from "../load.ts";
import { sendsOf } from "../requests.ts";
import { type Stage, warmUp } from "../stage.ts";
import { atMost, row, type Section } from "../table.ts";
import { addHistory, addLeads } from "../targets/fill.ts";
import { startLeadwire } from "../targets/leadwire.ts";
import { each, peopleOf } from "../targets/people.ts";

const histories = [1, 1_000, 100_000];
const populations = [1_000, 1_000_000];
const connections = 1;

interface Measured {
  name: string;
  figures: Figures;
}

export async function measureGrowth(stage: Stage): Promise<Section> {
  const provider = `${stage.provider.url}/0`;
  const leadwire = await startLeadwire("1");
  const people = peopleOf(10);
  const customer = await leadwire.customer(provider, people);
  const sends = sendsOf(customer);
  const [hot, ...others] = people;
  if (!hot) throw new Error("there is no lead");
  const load = (request: ReturnType<typeof each>, seconds = stage.seconds) =>
    run({ origin: leadwire.life.url, request, connections, seconds });
  await warmUp({ origin: leadwire.life.url, request: each(people, sends.email) }, 200);

  const byHistory: Measured[] = [];
  let has = 1;
  for (const wanted of histories.map((count) => Math.ceil(count * stage.scale))) {
    stage.say(`a history of ${wanted} messages`);
    await leadwire.life.stop();
    addHistory(leadwire.state, hot.id, wanted - has);
    has = wanted;
    await leadwire.restart();
    await warmUp({ origin: leadwire.life.url, request: each([hot], sends.email) }, 300);
    byHistory.push({
      figures: await load(each([hot], sends.email)),
      name: `a send, lead with ${wanted} messages before`,
    });
  }

  const byPopulation: Measured[] = [];
  let leads = people.length;
  for (const wanted of populations.map((count) => Math.ceil(count * stage.scale))) {
    stage.say(`${wanted} leads`);
    await leadwire.life.stop();
    addLeads(leadwire.state, customer.workspaceId, leads, wanted - leads);
    leads = wanted;
    await leadwire.restart();
    await warmUp({ origin: leadwire.life.url, request: each(others, sends.toAddress) }, 300);
    byPopulation.push({
      figures: await load(each(others, sends.email)),
      name: `a send, ${wanted} leads`,
    });
    byPopulation.push({
      figures: await load(each(others, sends.toAddress)),
      name: `a send by \`to\`, ${wanted} leads`,
    });
  }
  await leadwire.life.stop();
  const p50 = (rows: Measured[], i: number) => rows.at(i)?.figures.p50 ?? Number.NaN;
  return {
    tables: [
      {
        title: "Growth, one object, one at a time",
        rows: [...byHistory, ...byPopulation].map(({ name, figures }) => row(name, figures)),
      },
    ],
    targets: [
      atMost(
        `p50 with ${has} messages of that with 1`,
        1.5,
        p50(byHistory, -1) / p50(byHistory, 0),
      ),
      atMost(
        `p50 with ${leads} leads of that with fewest`,
        1.5,
        p50(byPopulation, 2) / p50(byPopulation, 0),
      ),
      atMost("the same for sends by `to`", 1.5, p50(byPopulation, 3) / p50(byPopulation, 1)),
    ],
  };
}
