// The Worker's regular runs, against real objects whose alarm was taken away: the platform gave it up.
import { createScheduledController, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import worker from "../../src/worker.ts";
import { leadObjectOf, type Workspace, workspace } from "../support/gateway.ts";

const everyFiveMinutes = "*/5 * * * *";
let acme: Workspace;

beforeAll(async () => {
  acme = await workspace();
  await acme.switches({ missing: true });
});

const cron = (text: string) => worker.scheduled(createScheduledController({ cron: text }));

const listed = (id: string) =>
  env.DB.prepare("SELECT status, check_at IS NULL AS finished FROM messages WHERE id = ?")
    .bind(id)
    .first();
const alarmOf = (id: string) =>
  runInDurableObject(leadObjectOf(id), (_, { storage }) => storage.getAlarm());

/** A call that its provider had no time for, whose object has no alarm any more. */
async function forgotten(): Promise<string> {
  await acme.fault("retell", { kind: "status", status: 429, headers: { "retry-after": "1" } });
  const answer = await acme.send(await acme.person(), { channel: "call" });
  expect(answer).toMatchObject({ status: 202, body: { status: "queued" } });
  const { message_id: id } = answer.body;
  await runInDurableObject(leadObjectOf(id), (_, { storage }) => storage.deleteAlarm());
  await expect
    .poll(() => listed(id), { timeout: 10_000 })
    .toEqual({ status: "queued", finished: 0 });
  return id;
}

/** As if nothing had happened to the message for long. */
const overdue = (id: string) =>
  env.DB.prepare("UPDATE messages SET check_at = 1 WHERE id = ?").bind(id).run();

test("a message whose object lost its alarm is sent after all", async () => {
  const id = await forgotten();
  expect(await alarmOf(id)).toBeNull();
  await cron(everyFiveMinutes);
  expect(await alarmOf(id), "it is not overdue yet").toBeNull();
  const status = async () => {
    await overdue(id);
    await cron(everyFiveMinutes);
    return (await acme.message(id)).status;
  };
  await expect.poll(status, { timeout: 10_000 }).toBe("sent");
  await expect.poll(() => listed(id), { timeout: 10_000 }).toEqual({ status: "sent", finished: 1 });
  expect((await acme.state()).calls).toHaveLength(1);
  expect((await acme.message(id)).attempts).toBe(2);
});

test("a message that is accepted is in the list while its provider is still at it", async () => {
  await acme.switches({ missing: true, latency_ms: 4_000 });
  const lead = await acme.person();
  const answer = acme.send(lead, { channel: "email", content: "Hi" });
  const inList = () =>
    env.DB.prepare("SELECT status FROM messages WHERE lead_id = ?").bind(lead.id).first("status");
  await expect.poll(inList, { timeout: 10_000 }).toBe("queued");
  expect((await answer).status).toBe(200);
  await acme.switches({ missing: true });
});

test("waking an object that knows nothing stores nothing", async () => {
  const stub = env.LEAD.getByName("nobody");
  await stub.wake();
  const tables = await runInDurableObject(stub, (_, { storage }) =>
    storage.sql
      .exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'")
      .toArray(),
  );
  expect(tables).toEqual([]);
});

test("the nightly run is another one, and a cron that nobody knows is an error", async () => {
  const id = await forgotten();
  await overdue(id);
  await env.DB.prepare("UPDATE messages SET created_at = 1, status = 'sent' WHERE id = ?")
    .bind(id)
    .run();
  await cron(everyFiveMinutes);
  expect(await listed(id)).not.toBeNull();
  await cron("17 3 * * *");
  expect(await listed(id)).toBeNull();
  await expect(cron("0 0 * * *")).rejects.toThrow("0 0 * * *");
});
