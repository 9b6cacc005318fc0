// One workspace cannot see, name or touch anything of another: every public route is asked for what is the
// caller's own, another's, nobody's, and for what is no id.
import { beforeAll, describe, expect, test } from "vitest";
import { createApp } from "../../src/app.ts";
import { newKeyText, type Scope, scopes } from "../../src/model/key.ts";
import { admin, answerOf, request, type Workspace, workspace } from "../support/gateway.ts";
import { type Noun, type Row, rows, type Things } from "../support/routes.ts";

const named = rows.filter((row): row is Row & { noun: Noun } => row.noun !== null);

let acme: Workspace;
let globex: Workspace;

beforeAll(async () => {
  [acme, globex] = [await workspace(), await workspace()];
});

/** A fresh lead with a message that waits, and the workspace's workflow and a template. */
async function things(of: Workspace): Promise<Things> {
  const { id: lead } = await of.person();
  const scheduled_at = new Date(Date.now() + 3_600_000).toISOString();
  const { body } = await of.send({ id: lead }, { channel: "call", scheduled_at });
  const template = await of.templateId("hello_world");
  return { lead, workflow: of.workflowId, template, message: body.message_id };
}

/** Everything of a workspace that someone else might have changed. */
async function snapshot(of: Workspace, own: Things) {
  const paths = [`leads/${own.lead}`, "leads", `messages/${own.message}`, "workflows", "templates"];
  const answers = paths.map(async (path) => {
    const { status, body } = await of.call("GET", `/api/public/${path}`);
    expect(status).toBe(200);
    return body;
  });
  // How many were sent: each of them goes on to be delivered and read meanwhile.
  const { phone, mailbox, calls } = await of.state();
  return Promise.all([...answers, phone.length, mailbox.length, calls.length]);
}

async function ask(key: string, { route }: Row, [path, body]: [string, unknown?]) {
  const response = await request(`/api/public${path}`, {
    method: route.split(" ")[0] ?? "",
    headers: { "x-api-key": key },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}
type Raw = Awaited<ReturnType<typeof ask>>;

function expectAnswer({ status, text }: Raw, expected = ""): void {
  const { code } = JSON.parse(text) as { code?: string };
  expect([status, code].filter((part) => part !== undefined).join(" ")).toBe(expected);
}

/** The answer to the byte, but for what must differ: the request's id, the time, and the id asked for. */
function comparable({ status, headers, text }: Raw, id: string) {
  const {
    "x-request-id": requestId = "",
    date: _,
    ratelimit: __,
    ...rest
  } = Object.fromEntries(headers);
  const body = text
    .replaceAll(requestId, "<request>")
    .replaceAll(id, "<id>")
    .replaceAll(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"<time>"');
  return { status, headers: rest, body };
}

/** Ids that name nothing: one made up, and for a message one beside a real one, in the same object. */
function absentIds(noun: Noun, own: Things): string[] {
  const uuid = crypto.randomUUID();
  if (noun !== "message") return [uuid];
  const beside = own.message.slice(0, -1) + (own.message.endsWith("0") ? "1" : "0");
  return [`${uuid.slice(0, 14)}8${uuid.slice(15)}`, beside];
}

test("every public route has a row", () => {
  const routes = createApp(() => {})
    .routes.filter(({ method, path }) => method !== "ALL" && !/^\/(api\/admin|hooks)/.test(path))
    .map(({ method, path }) => `${method} ${path}`);
  expect(new Set(routes)).toEqual(new Set(["GET /healthz", ...rows.map(({ route }) => route)]));
});

/** A key of Acme's with these scopes and no others. */
const key = async (allowed: Scope[]): Promise<string> =>
  (await acme.admin("POST", "/keys", { scopes: allowed })).body.secret;

describe.each(named)("$route with the id of a $noun", (row) => {
  test("answers the same for a foreign one as for none, and changes nothing", async () => {
    const [mine, theirs] = [await things(acme), await things(globex)];
    const before = await snapshot(globex, theirs);
    const foreignId = theirs[row.noun];
    const allowed = await key([row.scope]);
    const foreign = await ask(allowed, row, row.ask(foreignId, mine));
    expectAnswer(foreign, row.answers[1]);
    for (const id of absentIds(row.noun, mine)) {
      const absent = await ask(allowed, row, row.ask(id, mine));
      expect(comparable(foreign, foreignId)).toEqual(comparable(absent, id));
    }
    expect(await snapshot(globex, theirs)).toEqual(before);
  });

  test("does not take what cannot be an id", async () => {
    const mine = await things(acme);
    const allowed = await key([row.scope]);
    for (const id of ["x", "..%2f", "%00", mine[row.noun].slice(1), `${mine[row.noun]}0`]) {
      expectAnswer(await ask(allowed, row, row.ask(id, mine)), row.answers[2]);
    }
  });
});

describe.each(rows)("$route", (row) => {
  test("needs no scope but $scope", async () => {
    const mine = await things(acme);
    const id = row.noun ? mine[row.noun] : "";
    const answer = await ask(await key([row.scope]), row, row.ask(id, mine));
    expect(answer.status).toBe(row.answers[0]);
  });

  test("does nothing without the scope $scope, and names it", async () => {
    const others = scopes.filter((scope) => scope !== row.scope && scope !== "admin");
    const mine = await things(acme);
    const before = await snapshot(acme, mine);
    const id = row.noun ? mine[row.noun] : "";
    const answer = await ask(await key(others), row, row.ask(id, mine));
    expectAnswer(answer, "403 scope_missing");
    expect(JSON.parse(answer.text)).toMatchObject({
      error: "Forbidden",
      message: expect.stringContaining(row.scope),
      scope: row.scope,
    });
    expect(await snapshot(acme, mine)).toEqual(before);
  });
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
    const { status, headers } = response;
    return comparable({ status, headers, text: await response.text() }, key);
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

describe("what is not the workspaces'", () => {
  const adminRoutes = createApp(() => {})
    .routes.filter(({ method, path }) => method !== "ALL" && path.startsWith("/api/admin"))
    .map(({ method, path }) => [method, path] as const);

  test.each(adminRoutes)(
    "%s %s takes no key of a workspace, whatever its scopes",
    async (method, path) => {
      const { secret } = (await acme.admin("POST", "/keys", { scopes: [...scopes] })).body;
      const here = path.replace(":workspace", acme.id).replace(/:\w+/, acme.accounts.email);
      for (const headers of [{ "x-api-key": secret }, { authorization: `Bearer ${secret}` }]) {
        const body = ["GET", "HEAD"].includes(method) ? {} : { body: "{}" };
        const answer = await answerOf(await request(here, { method, headers, ...body }));
        expect(answer).toMatchObject({ status: 401, body: { code: "key_invalid" } });
      }
    },
  );

  test("the simulator is closed to keys and workspaces of live", async () => {
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

  test("nobody writes to a foreign number in the simulator", async () => {
    const theirs = await globex.person();
    const reply = { phone_number_id: globex.phoneNumberId, from: theirs.phone, text: "Hi" };
    expect((await acme.call("POST", "/simulator/api/replies", reply)).status).toBe(404);
    const answer = await globex.send(theirs, { channel: "whatsapp", content: "Hi" });
    expect(answer).toMatchObject({ status: 422, body: { last_inbound_at: null } });
  });
});
