// What each request asks of the platform, counted below the real Worker. docs/cost.md has the same tables:
// whoever changes a number copies the table that the failure prints.
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import document from "../../docs/cost.md?raw";
import type { TtlCache } from "../../src/lib/cache.ts";
import { caches } from "../../src/wiring.ts";
import { billTable, operationTable } from "../support/cost-tables.ts";
import { type Customer, customer } from "../support/customer.ts";
import { type Answer, leadObjectOf, type Person } from "../support/gateway.ts";
import {
  type Counter,
  countOperations,
  difference,
  type Measured,
  type Operations,
  sum,
  total,
} from "../support/operations.ts";
import { type Billed, bill } from "../support/prices.ts";

interface Known {
  person: Person;
  object: DurableObjectStub;
}
type Act = (lead: Known) => Promise<Answer | number | boolean>;
type Channel = keyof Customer["bodies"];

/** Leads that wait for their turn to be measured. */
const atOnce = 3;

let counter: Counter;
let acme: Customer;

/** An isolate in use stays warm for as long as the tests take. */
function keepLong<V>(cache: TtlCache<V>): void {
  const set = cache.set.bind(cache);
  cache.set = (key, value) => set(key, value, 3_600_000);
}

async function known(): Promise<Known> {
  const { person, greeted } = await acme.acquaintance();
  return { person, object: counter.unwatched(leadObjectOf(greeted)) };
}

/** Nobody wrote to the lead for a while: the object is not in memory, its copy of the lead is too old. */
async function sleep({ object }: Known): Promise<void> {
  await runInDurableObject(object, (_, { storage }) => {
    storage.sql.exec("UPDATE profiles SET loaded_at = 0");
  });
  await evictDurableObject(object);
}

async function measure(act: Act, lead: Known): Promise<Measured> {
  const start = counter.read();
  const answer = await act(lead);
  const answered = counter.read();
  if (typeof answer !== "boolean") {
    expect(typeof answer === "number" ? answer : answer.status).toBeLessThan(300);
  }
  return {
    before: difference(answered, start),
    after: difference(await counter.quiet(), answered),
  };
}

/** Each with a lead of its own, so that none depends on what the others left. */
async function measureAll(
  acts: Record<string, Act>,
  prepare: (lead: Known, name: string) => Promise<unknown> = async () => {},
): Promise<Record<string, Measured>> {
  const rows: Record<string, Measured> = {};
  const all = Object.entries(acts);
  // An object leaves memory after ten idle seconds: no more are prepared than are soon measured.
  for (let i = 0; i < all.length; i += atOnce) {
    const cases: [string, Act, Known][] = [];
    for (const [name, act] of all.slice(i, i + atOnce)) cases.push([name, act, await known()]);
    await counter.quiet();
    for (const [name, , lead] of cases) await prepare(lead, name);
    await counter.quiet();
    for (const [name, act, lead] of cases) rows[name] = await measure(act, lead);
    // Alarms ring after half a minute, and would be counted with something else.
    for (const [, , lead] of cases) await deleteAlarm(lead);
  }
  return rows;
}

const deleteAlarm = ({ object }: Known) =>
  runInDurableObject(object, (_, { storage }) => storage.deleteAlarm());

const on =
  (channel: Channel, headers?: Record<string, string>) =>
  ({ person }: Known): Promise<Answer> =>
    acme.post({ lead_id: person.id, ...acme.bodies[channel] }, headers);
const channels: Channel[] = ["WhatsApp text", "WhatsApp template", "e-mail", "call", "SMS"];
const sends = Object.fromEntries(channels.map((channel) => [channel, on(channel)]));
const others: Record<string, Act> = {
  "e-mail with an `Idempotency-Key`": (lead) =>
    on("e-mail", { "idempotency-key": lead.person.id })(lead),
  "e-mail by `to`": ({ person }) => acme.post({ to: person.email, ...acme.bodies["e-mail"] }),
  "WhatsApp text by `to`": ({ person }) =>
    acme.post({ to: person.phone, ...acme.bodies["WhatsApp text"] }),
  "Whauto, WhatsApp text": ({ person }) => acme.whauto(person),
  "Votel, e-mail": ({ person }) => acme.votel(person),
  "Xobito, WhatsApp text": ({ person }) => acme.xobito(person),
};

/** How often the provider tells how it went. */
const reportsOf = { "WhatsApp text": 3, "e-mail": 3, call: 3, SMS: 2 };
const byKey = (lead: Known) => on("e-mail", { "idempotency-key": lead.person.id })(lead);

beforeAll(async () => {
  for (const cache of Object.values(caches)) keepLong(cache as TtlCache<unknown>);
  counter = await countOperations();
  acme = await customer();
  await counter.leaveOut(acme.simulator);
  const lead = await known();
  for (const act of [...Object.values(sends), ...Object.values(others)]) await act(lead);
  await deleteAlarm(lead);
}, 60_000);

/** The document has the text; when it has another, the message is the one it should have. */
const expectInDocument = (text: string) =>
  expect.soft(document, `docs/cost.md must have\n${text}\n`).toContain(text);

const row = (rows: Record<string, Measured>, name: string): Measured => {
  const found = rows[name];
  if (!found) throw new Error(`${name} was not measured`);
  return found;
};

// What follows an answer comes by itself: on a machine that is busy elsewhere it may come late, once.
const again = { retry: 2, timeout: 240_000 };

test(
  "every request asks for what the document says, a warm send for nothing of D1",
  again,
  async () => {
    const warm = await measureAll({ ...sends, ...others });
    for (const name of channels) {
      expect(row(warm, name).before).toMatchObject({
        ...{ kvReads: 0, kvWrites: 0, d1Queries: 0, d1RowsRead: 0, d1RowsWritten: 0 },
        ...{ leadCalls: 1, otherCalls: 0, providerCalls: 1 },
      });
    }

    const messages = new Map<Known, { id: string; provider_message_id: string }>();
    const messageOf = (lead: Known) => {
      const sent = messages.get(lead);
      if (!sent) throw new Error("nothing was sent to the lead");
      return sent;
    };
    const rest = await measureAll(
      {
        "a repeat of an `Idempotency-Key`": byKey,
        "`GET /api/public/messages/{id}`": (lead) =>
          acme.acme.call("GET", `/api/public/messages/${messageOf(lead).id}`),
        "Meta reports a delivery": (lead) => acme.delivers(lead.person, messageOf(lead)),
        "Meta reports it again": (lead) => acme.delivers(lead.person, messageOf(lead)),
        "the person writes on WhatsApp": ({ person }) => acme.writes(person),
        "the alarm after a send": ({ object }) => runDurableObjectAlarm(object),
      },
      async (lead, name) => {
        const { body } = await (name.includes("Key") ? byKey : on("WhatsApp text"))(lead);
        messages.set(lead, { id: body.message_id, provider_message_id: body.provider_message_id });
        if (name.includes("again")) await acme.delivers(lead.person, messageOf(lead));
      },
    );

    const { body } = await acme.acme.admin("POST", "/keys", { rate_limit: 1_000 });
    const strangers = new Map<Known, Person>();
    const cold = await measureAll(
      {
        "a key that KV knows and the isolate does not": (lead) => {
          caches.keys.clear();
          return on("e-mail")(lead);
        },
        "a key that is used for the first time": on("e-mail", { "x-api-key": body.secret }),
        "a lead that slept": on("e-mail"),
        "a lead's first message": (lead) =>
          on("e-mail")({ ...lead, person: strangers.get(lead) ?? lead.person }),
      },
      async (lead, name) => {
        if (name.includes("slept")) await sleep(lead);
        if (name.includes("first message")) strangers.set(lead, await acme.acme.person());
      },
    );
    const plain = total(row(warm, "e-mail"));
    const added = Object.fromEntries(
      Object.entries(cold).map(([name, one]) => [name, difference(total(one), plain)]),
    );

    expectInDocument(operationTable({ ...warm, ...rest }));
    const nothing = difference(plain, plain);
    expectInDocument(
      operationTable(
        Object.fromEntries(
          Object.entries(added).map(([name, before]) => [name, { before, after: nothing }]),
        ),
      ),
    );

    const alarm = total(row(rest, "the alarm after a send"));
    const slept = added["a lead that slept"] ?? nothing;
    const first = added["a lead's first message"] ?? nothing;
    const sent = (name: string, more: Operations): Billed => ({
      operations: sum(sum(total(row(warm, name)), more), alarm),
      requests: 1,
      alarms: 1,
    });
    const asked = (name: string): Billed => ({
      operations: total(row(rest, name)),
      requests: 1,
      alarms: 0,
    });
    const report = asked("Meta reports a delivery");
    expectInDocument(
      billTable({
        ...Object.fromEntries(channels.map((name) => [name, sent(name, slept)])),
        "e-mail, a lead's first message": sent("e-mail", first),
        "a report": report,
        "a person's message": asked("the person writes on WhatsApp"),
        "`GET /messages/{id}`": asked("`GET /api/public/messages/{id}`"),
      }),
    );
    const dollars = (billed: Billed) =>
      Object.values(bill(billed)).reduce((all, line) => all + line, 0);
    for (const [name, reports] of Object.entries(reportsOf)) {
      const sum = dollars(sent(name, slept)) + reports * dollars(report);
      expectInDocument(`| ${name} | ${sum.toFixed(2)} |`);
    }
  },
);

test("the document says how a send grows with the history and with the leads", again, async () => {
  const lead = await known();
  const byAddress: Act = ({ person }) => acme.post({ to: person.email, ...acme.bodies["e-mail"] });
  await counter.quiet();
  const young = (await measure(byAddress, lead)).before;
  for (let i = 0; i < 9; i++) await on("e-mail")(lead);
  await counter.quiet();
  const old = (await measure(byAddress, lead)).before;
  for (let i = 0; i < 10; i++) await acme.acme.person();
  const crowded = (await measure(byAddress, lead)).before;
  const perMessage = (old.leadRowsRead - young.leadRowsRead) / 10;
  const perLead = (crowded.d1RowsRead - old.d1RowsRead) / 10;
  expectInDocument(
    `Each older message of the lead adds ${perMessage} to the rows that its object reads for a send, and each\nother lead of the workspace ${perLead} to the rows that D1 reads to find a lead by its address.`,
  );
});

test("each lead of a job is one call of its object and one of the provider", again, async () => {
  const crowd: Known[] = [];
  for (let i = 0; i < 6; i++) crowd.push(await known());
  const start = await counter.quiet();
  const { body } = await acme.job(crowd.map(({ person }) => person));
  const at = `/api/public/jobs/${body.job.id}`;
  for (let status = ""; status !== "finished"; ) {
    await scheduler.wait(200);
    status = (await acme.acme.call("GET", at)).body.job.status;
  }
  await counter.quiet();
  await counter.leaveOut(env.JOB.getByName(`${acme.acme.id}:${body.job.id}`));
  const of = difference(counter.read(), start);
  expect(of).toMatchObject({ leadCalls: crowd.length, providerCalls: crowd.length, kvReads: 0 });
  const perLead = [of.leadRowsRead, of.leadRowsWritten].map((n) => n / crowd.length);
  expectInDocument(
    `For each lead of a job: 1 call of its object, 1 of the provider, ${perLead.join(" rows read and ")} written in it.`,
  );
});

test("an isolate that does not know the workflow asks D1 once, and KV nothing", async () => {
  const lead = await known();
  await counter.quiet();
  caches.workflows.clear();
  const { before } = await measure(on("e-mail"), lead);
  expect(before).toMatchObject({ d1Queries: 1, kvReads: 0, leadCalls: 1 });
});
