// Every statement that requests make is written down, in D1 and in the leads' objects, and SQLite is asked how it
// would find the rows: none may look at a whole table, however few rows it has today.
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { customer } from "../support/customer.ts";
import { leadObjectOf } from "../support/gateway.ts";

/** These indexes hold nothing but what is not finished, and are short however old the gateway is. */
const ofUnfinished = [
  "messages_open",
  "messages_sending",
  "messages_unprojected",
  "messages_check",
];
/** Asked once per isolate: two rows. */
const small = ["installation"];

/** By the database. */
const asked = new Map<unknown, Set<string>>();
const askedOf = (database: unknown): string[] => [...(asked.get(database) ?? [])].filter(isQuery);

// biome-ignore lint/suspicious/noExplicitAny: the platform's own classes, some of them without a type
type Platform = any;

function writeDown(thing: object, method: string): void {
  const prototype: Platform = Object.getPrototypeOf(thing);
  const original = prototype[method];
  prototype[method] = function (this: unknown, query: string, ...rest: unknown[]) {
    asked.set(this, (asked.get(this) ?? new Set()).add(query));
    return Reflect.apply(original, this, [query, ...rest]);
  };
}

/** Only these have a plan worth asking for. */
const isQuery = (statement: string) => /^\s*(select|insert|update|delete|with)\b/i.test(statement);

/** What of a plan walks through a table. */
function walks(details: string[]): string[] {
  return details.filter((detail) => {
    const scan = /^SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?/.exec(detail);
    if (!scan || detail.includes("VIRTUAL TABLE")) return false;
    const [, table = "", index = ""] = scan;
    return !ofUnfinished.includes(index) && !small.includes(table) && table !== "CONSTANT";
  });
}

let object: DurableObjectStub;

beforeAll(async () => {
  const acme = await customer();
  const { person, greeted } = await acme.acquaintance();
  object = leadObjectOf(greeted);
  writeDown(env.DB, "prepare");
  await runInDurableObject(object, (_, { storage }) => writeDown(storage.sql, "exec"));

  const { call } = acme.acme;
  for (const body of Object.values(acme.bodies)) await acme.post({ lead_id: person.id, ...body });
  await acme.post({ to: person.email, ...acme.bodies["e-mail"] });
  await acme.post({ to: person.phone, ...acme.bodies["WhatsApp text"] });
  const keyed = { "idempotency-key": "once" };
  await acme.post({ lead_id: person.id, ...acme.bodies["e-mail"] }, keyed);
  await acme.post({ lead_id: person.id, ...acme.bodies["e-mail"] }, keyed);
  await acme.whauto(person);
  await acme.votel(person);
  await acme.xobito(person);
  await acme.writes(person);
  const { body } = await acme.post({ lead_id: person.id, ...acme.bodies["WhatsApp text"] });
  const sent = { id: body.message_id, provider_message_id: body.provider_message_id };
  await acme.delivers(person, sent);
  await runDurableObjectAlarm(object);
  for (const path of [
    `/messages/${body.message_id}`,
    "/messages?limit=5",
    `/messages?lead_id=${person.id}&limit=5`,
    `/leads/${person.id}`,
    `/leads/${person.id}/history`,
    `/leads/${person.id}/window`,
    "/leads?limit=5",
    "/templates",
    "/workflows",
  ]) {
    const answer = await call("GET", `/api/public${path}`);
    expect(answer.status, path).toBe(200);
  }
  // What follows an answer comes by itself.
  await scheduler.wait(1_500);
}, 60_000);

test("nothing that a request asks of D1 walks through a table", async () => {
  const queries = askedOf(env.DB);
  expect(queries.length).toBeGreaterThan(10);
  const found: Record<string, string[]> = {};
  for (const query of queries) {
    const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${query}`)
      .bind(...Array(parametersOf(query)).fill(null))
      .all<{ detail: string }>();
    const bad = walks(results.map(({ detail }) => detail));
    if (bad.length > 0) found[query] = bad;
  }
  expect(found).toEqual({});
});

test("nothing that a lead's object asks of its tables walks through one", async () => {
  const found = await runInDurableObject(object, (_, { storage }) => {
    const queries = askedOf(storage.sql);
    expect(queries.length).toBeGreaterThan(20);
    const bad: Record<string, string[]> = {};
    for (const query of queries) {
      const plan = storage.sql
        .exec<{ detail: string }>(
          `EXPLAIN QUERY PLAN ${query}`,
          ...Array(parametersOf(query)).fill(null),
        )
        .toArray();
      const details = walks(plan.map(({ detail }) => detail));
      if (details.length > 0) bad[query] = details;
    }
    return bad;
  });
  expect(found).toEqual({});
});

/** How many values a statement takes: `?` outside of texts, as ours never have one inside. */
const parametersOf = (query: string): number => query.split("?").length - 1;
