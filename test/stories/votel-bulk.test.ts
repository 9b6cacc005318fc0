// One message to many, as Votel's documentation asks for it.
import { expect, test } from "vitest";
import { examples } from "../dialects/votel/support.ts";
import { workspace } from "../support/gateway.ts";
import { clientOf } from "../support/votel.ts";

/** A workspace with leads of its own, and a client of it. */
async function crowd() {
  const where = await workspace();
  const speak = await clientOf(where);
  const lead = async (fields: object) =>
    (await speak("POST", "/api/leads", fields)).body.id as string;
  const tags = ["Import 10/05/25"];
  const company = "Enterprise customers";
  const ids = [
    await lead({ first_name: "Stan", email: "stan@example.com", tags, assigned_to: "user-uuid-1" }),
    await lead({ first_name: "Kristina", email: "kristina@example.com", tags, company }),
    await lead({
      first_name: "Esteban",
      email: "esteban@example.com",
      tags: ["Import 10/05/25 (2)"],
    }),
    await lead({ first_name: "Ana", email: "ana@example.com", tags, assigned_to: "user-uuid-2" }),
  ];
  const post = (body: object, headers: Record<string, string> = {}) =>
    speak("POST", "/api/messaging/send", body, headers);
  const recipients = async () =>
    (await where.state()).mailbox.map(({ to }: { to: string[] }) => to[0]).toSorted();
  return { ids, post, recipients, lead };
}

const all = (count: number) => ({
  status: 200,
  body: { total_leads: count, messages_sent: count, messages_failed: 0, success_rate: 100 },
});

test("sends to the leads that are named", async () => {
  const { ids, post, recipients } = await crowd();
  const lead_ids = [...ids.slice(0, 2), crypto.randomUUID()];
  const { status, body } = await post({ ...examples.byIds, bulk_settings: { lead_ids } });
  expect({ status, body }).toEqual(all(2));
  expect(await recipients()).toEqual(["kristina@example.com", "stan@example.com"]);
});

test("sends to the leads that the filters of the documentation mean", async () => {
  const { post, recipients } = await crowd();
  const { status, body } = await post(examples.byFilters);
  expect({ status, body }).toEqual(all(2));
  expect(await recipients()).toEqual(["kristina@example.com", "stan@example.com"]);
});

test("sends to the leads that a word finds, and to those of some people", async () => {
  const { post, recipients } = await crowd();
  const search = { ...examples.bySearch, message_data: examples.byIds.message_data };
  expect((await post(search)).body).toEqual(all(1).body);
  expect((await post(examples.byAssignees)).body).toEqual(all(2).body);
  expect(await recipients()).toEqual([
    "ana@example.com",
    "kristina@example.com",
    "stan@example.com",
  ]);
});

test("counts what is not sent apart from what is, and sends once for an Idempotency-Key", async () => {
  const { ids, post, recipients, lead } = await crowd();
  const unreachable = await lead({ first_name: "Nobody", phone: "+12025550178" });
  const body = { ...examples.byIds, bulk_settings: { lead_ids: [...ids, unreachable] } };
  const headers = { "idempotency-key": crypto.randomUUID() };
  const first = await post(body, headers);
  expect(first).toMatchObject({
    status: 200,
    body: { total_leads: 5, messages_sent: 4, success_rate: 80 },
  });
  expect((await post(body, headers)).body).toEqual(first.body);
  expect(await recipients()).toHaveLength(4);
  const other = { ...body, bulk_settings: { lead_ids: ids } };
  expect(await post(other, headers)).toMatchObject({ status: 409 });
});
