// How many objects the leads share: what one box is set to, beside an object for each lead.
import { run } from "../load.ts";
import { sendsOf } from "../requests.ts";
import { inTurns, type Stage, warmUp } from "../stage.ts";
import { row, type Section } from "../table.ts";
import { startFloor } from "../targets/floor.ts";
import { startLeadwire } from "../targets/leadwire.ts";
import { each, peopleOf } from "../targets/people.ts";

const settings = ["per-lead", "1", "4", "16"];
const connections = 32;

export async function compareObjects(stage: Stage): Promise<Section> {
  const people = peopleOf(Math.round(10_000 * stage.scale));
  const provider = `${stage.provider.url}/0`;
  const rows = [];
  for (const objects of settings) {
    stage.say(`LEAD_OBJECTS=${objects}`);
    const floor = await startFloor(provider, objects);
    const leadwire = await startLeadwire(objects);
    const request = each(people, sendsOf(await leadwire.customer(provider, people)).email);
    const targets = { floor, Leadwire: leadwire.life };
    for (const { url } of Object.values(targets)) await warmUp({ origin: url, request }, 500);
    const turn = ({ url: origin }: { url: string }) =>
      run({ origin, request, connections, seconds: stage.seconds });
    const { floor: bare, Leadwire: ours } = await inTurns(1, {
      floor: () => turn(floor),
      Leadwire: () => turn(leadwire.life),
    });
    for (const one of bare) rows.push(row(`floor, ${objects}`, one));
    for (const one of ours) rows.push(row(`Leadwire, ${objects}`, one));
    await Promise.all([floor.stop(), leadwire.life.stop()]);
  }
  const title = `E-mail to ${people.length} leads by LEAD_OBJECTS, ${connections} at once`;
  return { tables: [{ title, rows }], targets: [] };
}
