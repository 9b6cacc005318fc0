// Every kind of send: channels, idempotency keys, addresses instead of leads, dialects; many leads, one lead,
// leads that nobody wrote to before, and leads whose objects sleep.
import { setTimeout as sleep } from "node:timers/promises";
import { type Figures, run } from "../load.ts";
import { metaCallback, type Send, sendsOf, written } from "../requests.ts";
import { type Stage, warmUp } from "../stage.ts";
import { row, type Section } from "../table.ts";
import { startFloor } from "../targets/floor.ts";
import { type BenchCustomer, startLeadwire } from "../targets/leadwire.ts";
import { each, peopleOf } from "../targets/people.ts";

const leads = 1_000;
/** An object leaves memory after ten idle seconds. */
const asleepMs = 12_000;
const connections = 32;

export async function compareKinds(stage: Stage): Promise<Section> {
  const provider = `${stage.provider.url}/0`;
  const people = peopleOf(leads);
  const fresh = peopleOf(Math.round(10_000 * stage.scale), 100_000);
  const leadwire = await startLeadwire("per-lead");
  const origin = leadwire.life.url;
  const customer = await leadwire.customer(provider, [...people, ...fresh]);
  await openWindows(origin, customer, people);
  const sends = sendsOf(customer);
  await warmUp({ origin, request: each(people, sends.email) }, 2 * leads);
  const measure = (send: Send, to = people): Promise<Figures> =>
    run({ origin, request: each(to, send), connections, seconds: stage.seconds });
  const kinds: Record<string, Send> = {
    "e-mail": sends.email,
    "e-mail with an Idempotency-Key": sends.withKey,
    "e-mail by `to`": sends.toAddress,
    "WhatsApp text": sends.whatsapp,
    "WhatsApp template": sends.template,
    call: sends.call,
    "Whauto, WhatsApp text": sends.whauto,
    "Votel, e-mail": sends.votel,
    "Xobito, WhatsApp text": sends.xobito,
  };
  const byKind = [];
  for (const [name, send] of Object.entries(kinds)) {
    stage.say(name);
    byKind.push(row(name, await measure(send)));
  }

  stage.say("one hot lead, new leads, sleeping leads");
  const floor = await startFloor(provider, "per-lead");
  const onFloor = (to = people): Promise<Figures> =>
    run({ origin: floor.url, request: each(to, sends.email), connections, seconds: stage.seconds });
  await warmUp({ origin: floor.url, request: each(people, sends.email) }, 2 * leads);
  const byLead = [
    row(`floor, ${leads} leads in turn`, await onFloor()),
    row(`Leadwire, ${leads} leads in turn`, await measure(sends.email)),
    row("floor, one lead", await onFloor(people.slice(0, 1))),
    row("Leadwire, one lead", await measure(sends.email, people.slice(0, 1))),
    row("floor, leads never seen", await onFloor(fresh)),
    row("Leadwire, leads never seen", await measure(sends.email, fresh)),
  ];
  await sleep(asleepMs);
  byLead.push(row("floor, leads that sleep", await onFloor()));
  byLead.push(row("Leadwire, leads that sleep", await measure(sends.email)));
  await Promise.all([floor.stop(), leadwire.life.stop()]);
  return {
    tables: [
      { title: `Kinds of sends, an object per lead, ${connections} at once`, rows: byKind },
      { title: `Leads, an object per lead, ${connections} at once`, rows: byLead },
    ],
    targets: [],
  };
}

/** Everybody writes once, so that a text may be sent to them. */
async function openWindows(
  origin: string,
  customer: BenchCustomer,
  people: ReturnType<typeof peopleOf>,
): Promise<void> {
  const batches = Array.from({ length: Math.ceil(people.length / 100) }, (_, i) =>
    people.slice(i * 100, (i + 1) * 100),
  );
  const request = (n: number) => metaCallback(customer, (batches[n] ?? []).map(written));
  await warmUp({ origin, request }, batches.length);
}
