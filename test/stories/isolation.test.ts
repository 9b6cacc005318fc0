// One workspace cannot see, name or touch anything of another, beyond what the tenant matrix asks: lists,
// searches and cursors, ids that two workspaces share, keys that are gone, and the simulator.
import { beforeAll, describe, expect, test } from "vitest";
import { newKeyText, scopes } from "../../src/model/key.ts";
import { comparable, rawOf } from "../support/comparable.ts";
import { admin, request, type Workspace, workspace } from "../support/gateway.ts";
import { things } from "../support/things.ts";

let acme: Workspace;
let globex: Workspace;

beforeAll(async () => {
  [acme, globex] = [await workspace(), await workspace()];
});

test.each(["leads", "workflows", "templates"])(
  "a list of %s holds nothing foreign",
  async (noun) => {
    const [ours, theirs] = [await workspace(), await workspace()];
    await Promise.all([things(ours), things(theirs)]);
    const ids = async (of: Workspace): Promise<string[]> =>
      (await of.call("GET", `/api/public/${noun}`)).body[noun].map(({ id }: { id: string }) => id);
    const [own, foreign] = [await ids(ours), await ids(theirs)];
    expect(Math.min(own.length, foreign.length)).toBeGreaterThan(0);
    expect(own.filter((id) => foreign.includes(id))).toEqual([]);
  },
);

test("no search and no cursor reaches a foreign lead", async () => {
  const [ours, theirs] = [await workspace(), await workspace()];
  const own = await ours.person();
  const foreign = await theirs.person();
  await theirs.person();
  const list = async (of: Workspace, query: string) =>
    (await of.call("GET", `/api/public/leads?${query}`)).body;
  for (const search of [foreign.email, foreign.phone.slice(1)]) {
    expect(await list(theirs, `search=${search}`)).toMatchObject({ leads: [{ id: foreign.id }] });
    expect(await list(ours, `search=${search}`)).toMatchObject({
      leads: [],
      pagination: { total: 0 },
    });
  }
  const { next_cursor } = await list(theirs, "limit=1");
  await ours.person();
  expect((await list(ours, `cursor=${next_cursor}`)).leads).toMatchObject([{ id: own.id }]);
});

test("no cursor and no filter reaches a foreign message", async () => {
  const [ours, theirs] = [await workspace(), await workspace()];
  const foreign = [await things(theirs), await things(theirs)];
  const own = await things(ours);
  const list = async (of: Workspace, query: string) =>
    (await of.call("GET", `/api/public/messages?${query}`)).body;
  const counted = (of: Workspace) => async () => (await list(of, "")).messages.length;
  await expect.poll(counted(theirs), { timeout: 10_000 }).toBe(2);
  await expect.poll(counted(ours), { timeout: 10_000 }).toBe(1);
  const { next_cursor } = await list(theirs, "limit=1");
  const beyond = `${Date.now() + 1_000}.${foreign[0]?.message}`;
  expect((await list(ours, `cursor=${next_cursor}`)).messages).toEqual([]);
  expect((await list(ours, `cursor=${beyond}`)).messages).toMatchObject([{ id: own.message }]);
});

test("a send that names only foreign things is answered like one that names nothing", async () => {
  const [theirs, uuid] = [await things(globex), () => crypto.randomUUID()];
  const nothing = { lead: uuid(), workflow: uuid(), template: uuid() };
  for (const rest of [{ channel: "call" }, { channel: "email", content: "Hi" }, null]) {
    const answers = [theirs, nothing].map(async ({ lead, workflow, template }) => {
      const content = rest ?? { channel: "whatsapp", template_id: template };
      const body = JSON.stringify({ lead_id: lead, workflow_id: workflow, ...content });
      const headers = { "x-api-key": acme.key, "idempotency-key": "the-foreign" };
      const init = { method: "POST", headers, body };
      return comparable(await rawOf(await request("/api/public/messages", init)), lead);
    });
    const [foreign, absent] = await Promise.all(answers);
    expect(foreign).toEqual(absent);
    expect([400, 404]).toContain(foreign?.status);
  }
});

test("two workspaces may know a person by the same id, and share nothing of theirs", async () => {
  const id = crypto.randomUUID();
  const [ours, theirs] = [await acme.person({ id }), await globex.person({ id })];
  expect([ours.id, theirs.id]).toEqual([id, id]);
  const key = { "idempotency-key": "the-same" };
  const [sent, other] = [
    await acme.send(ours, { channel: "call" }, key),
    await globex.send(theirs, { channel: "call" }, key),
  ];
  expect(other).toMatchObject({ status: 200, body: { success: true } });
  expect(other.headers.get("idempotent-replayed")).toBeNull();
  expect((await globex.state()).calls.at(-1)).toMatchObject({ to_number: theirs.phone });

  await globex.writes(theirs);
  const text = { channel: "whatsapp", content: "Hi" };
  expect((await acme.send(ours, text)).status).toBe(422);

  await acme.call("DELETE", `/api/public/leads/${id}`);
  const message = (of: Workspace, { headers }: typeof sent) =>
    of.call("GET", `/api/public/messages/${headers.get("x-message-id")}`);
  expect((await message(acme, sent)).status).toBe(404);
  expect((await message(globex, other)).status).toBe(200);
  expect((await globex.send(theirs, text)).status).toBe(200);
});

describe("a key that opens nothing any more", () => {
  const refusal = async (key: string) => {
    const path = `/api/public/leads/${crypto.randomUUID()}`;
    const response = await request(path, { headers: { "x-api-key": key } });
    return comparable(await rawOf(response), key);
  };
  const newKey = async (fields: object) => (await acme.admin("POST", "/keys", fields)).body;

  test("is refused like one that never was, once it is revoked", async () => {
    const { key, secret } = await newKey({ name: "leaked" });
    expect((await refusal(secret)).status).toBe(404);
    await acme.admin("DELETE", `/keys/${key.id}`);
    expect(await refusal(secret)).toEqual(await refusal(newKeyText("test")));
    expect((await refusal(secret)).status).toBe(401);
  });

  test("is refused like one that never was, once it is expired", async () => {
    const expires_at = new Date(Date.now() + 500).toISOString();
    const { secret } = await newKey({ name: "short", expires_at });
    await expect.poll(async () => (await refusal(secret)).status).toBe(401);
    expect(await refusal(secret)).toEqual(await refusal(newKeyText("test")));
  });

  test("cannot be revoked by another workspace", async () => {
    const { key, secret } = await newKey({ name: "ours" });
    expect((await globex.admin("DELETE", `/keys/${key.id}`)).status).toBe(404);
    expect((await refusal(secret)).status).toBe(404);
  });
});

describe("the simulator", () => {
  test("is closed to keys and workspaces of live", async () => {
    const live = (await admin("POST", "/workspaces", { name: "Live", environment: "live" })).body;
    const at = `/workspaces/${live.workspace.id}`;
    const { secret } = (await admin("POST", `${at}/keys`, { scopes: [...scopes] })).body;
    const headers = { "x-api-key": secret };
    expect((await request("/api/public/leads", { headers })).status).toBe(200);
    for (const method of ["GET", "DELETE"]) {
      expect((await request("/simulator/api/state", { method, headers })).status).toBe(401);
    }
    const relay = `/simulator/providers/${live.workspace.id}/email/emails`;
    const init = { method: "POST", headers: { authorization: "Bearer re_x" }, body: "{}" };
    expect((await request(relay, init)).status).toBe(404);
  });

  test("lets nobody write to a foreign number", async () => {
    const theirs = await globex.person();
    const reply = { phone_number_id: globex.phoneNumberId, from: theirs.phone, text: "Hi" };
    expect((await acme.call("POST", "/simulator/api/replies", reply)).status).toBe(404);
    const answer = await globex.send(theirs, { channel: "whatsapp", content: "Hi" });
    expect(answer).toMatchObject({ status: 422, body: { last_inbound_at: null } });
  });
});
