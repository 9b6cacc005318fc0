// Who may do what to whose things: every public route, once for each id that it takes, asked with every kind
// of key for what is the workspace's own, another's, nobody's, and for what is no id. What is another's looks
// like what is nobody's, to the byte; and a key that does not open a route learns nothing from the id.
import { beforeAll, describe, expect, test, vi } from "vitest";
import { createApp } from "../../src/app.ts";
import { withChecksum } from "../../src/lib/token.ts";
import { newKeyText, scopes } from "../../src/model/key.ts";
import { adminRows } from "../support/admin-routes.ts";
import { comparable, outcomeOf, type Raw, rawOf } from "../support/comparable.ts";
import { admin, answerOf, request, type Workspace, workspace } from "../support/gateway.ts";
import { hookRoutes } from "../support/hooks.ts";
import { openRoutes, type Row, rows, type Things } from "../support/routes.ts";
import {
  type Cell,
  cells,
  deadKeys,
  type FixedKey,
  idsOf,
  isStranger,
  opens,
} from "../support/tenant-cells.ts";
import { snapshot, things } from "../support/things.ts";
import { votelRows } from "../support/votel-routes.ts";
import { whautoRows } from "../support/whauto-routes.ts";
import { xobitoRows } from "../support/xobito-routes.ts";

let acme: Workspace;
let globex: Workspace;
let live: { key: string; things: Things };
let fixedKeys: Record<FixedKey, string>;

const generous = { scopes: [...scopes], rate_limit: 100_000 };

beforeAll(async () => {
  [acme, globex] = [await workspace(), await workspace()];
  live = await liveWorkspace();
  const keyOf = async (of: Workspace, rest = {}) =>
    (await of.admin("POST", "/keys", { ...generous, ...rest })).body;
  const revoked = await keyOf(acme);
  await acme.admin("DELETE", `/keys/${revoked.key.id}`);
  const expires_at = new Date(Date.now() + 1_000).toISOString();
  const expired = await keyOf(acme, { expires_at });
  const { secret: dressed } = await keyOf(acme);
  fixedKeys = {
    revoked: revoked.secret,
    expired: expired.secret,
    "never made": newKeyText("test"),
    "dressed up as live": withChecksum(dressed.replace("nxr_test_", "nxr_live_").slice(0, -6)),
    "another workspace's": (await keyOf(globex)).secret,
    "a live workspace's": live.key,
  };
  const lists = () => request("/api/public/leads", { headers: { "x-api-key": expired.secret } });
  await vi.waitFor(async () => expect((await lists()).status).toBe(401), { timeout: 10_000 });
});

/** With a lead and a workflow, and nowhere to send to. */
async function liveWorkspace(): Promise<typeof live> {
  const made = await admin("POST", "/workspaces", { name: "Live", environment: "live" });
  const at = `/workspaces/${made.body.workspace.id}`;
  const { secret } = (await admin("POST", `${at}/keys`, generous)).body;
  const { account } = (
    await admin("POST", `${at}/accounts`, {
      name: "WhatsApp",
      provider: "meta",
      channel: "whatsapp",
      settings: { phone_number_id: "1", waba_id: "1", base_url: "https://provider.invalid" },
      credentials: { access_token: "EAAlive" },
    })
  ).body;
  const accounts = { whatsapp: account.id };
  const { workflow } = (await admin("POST", `${at}/workflows`, { name: "W", accounts })).body;
  const post = await request("/api/public/leads", {
    method: "POST",
    headers: { "x-api-key": secret },
    body: JSON.stringify({ first_name: "Lea", phone: "+12025550199" }),
  });
  const { lead } = (await answerOf(post)).body;
  const uuid = () => crypto.randomUUID();
  const none = { template: uuid(), message: uuid(), job: uuid() };
  return { key: secret, things: { lead: lead.id, workflow: workflow.id, ...none } };
}

/** The key of these cells; an own, good one is made for them. */
async function keyOf([cell]: Cell[]): Promise<string> {
  if (cell && !cell.scopes) return fixedKeys[cell.key as FixedKey];
  return (await acme.admin("POST", "/keys", { scopes: cell?.scopes })).body.secret;
}

let asked = 0;

async function ask(key: string, { route }: Row, [path, body]: [string, unknown?]): Promise<Raw> {
  asked += 1;
  const init = {
    method: route.split(" ")[0] ?? "",
    // Each from an address of its own: requests without a good key are limited by address.
    headers: { "x-api-key": key, "cf-connecting-ip": `192.0.2.${asked}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  return rawOf(await request(`/api/public${path}`, init));
}

/** Waits until the list of messages of `of` shows what was sent last. */
async function listed(of: Workspace, { message }: Things): Promise<void> {
  const list = async () => (await of.call("GET", "/api/public/messages?limit=1")).body.messages;
  await expect.poll(list, { timeout: 10_000 }).toMatchObject([{ id: message }]);
}

/** Asks one key's cells, and checks what each is answered. */
async function answersOf(key: string, its: Cell[], mine: Things, theirs: Things) {
  const answers: { id: string; cell: Cell; raw: Raw }[] = [];
  for (const cell of its) {
    for (const id of idsOf(cell.id, cell.row.noun, mine, theirs)) {
      const raw = await ask(key, cell.row, cell.row.ask(id, mine));
      expect(outcomeOf(raw), `${cell.key}, ${cell.id} ${id}`).toBe(cell.expected);
      answers.push({ id, cell, raw });
    }
  }
  return answers;
}
type Answers = Awaited<ReturnType<typeof answersOf>>;

/** What is another's and what is nobody's is answered alike, and a list shows nothing of theirs. */
function expectUnseen(answers: Answers, theirs: Things): void {
  const hidden = answers.filter(({ cell: { id } }) => id === "another's" || id === "nobody's");
  const [first, ...others] = hidden.map(({ raw, id }) => comparable(raw, id));
  for (const other of others) expect(other).toEqual(first);
  for (const { cell, raw } of answers) {
    if (cell.row.noun !== null) continue;
    for (const id of Object.values(theirs)) expect(raw.text).not.toContain(id);
  }
}

/** The answer says which scope is missing. */
function expectNamed(body: string, scope: string): void {
  const message = expect.stringContaining(scope);
  expect(JSON.parse(body)).toMatchObject({ error: "Forbidden", message, scope });
}

describe("the matrix", () => {
  test(`has ${cells.length} cells, of at least 400`, () => {
    expect(cells.length).toBeGreaterThanOrEqual(400);
  });

  test("has a row for every route of the gateway", () => {
    const routes = createApp(() => {})
      .routes.filter(({ method }) => method !== "ALL")
      .map(({ method, path }) => `${method} ${path}`);
    // The other dialects have matrices of their own.
    const theirs = [...whautoRows, ...votelRows, ...xobitoRows];
    const known = [...rows, ...adminRows, ...theirs].map(({ route }) => route);
    expect(new Set(routes)).toEqual(new Set([...known, ...hookRoutes, ...openRoutes]));
  });
});

const cases = rows.map((row) => {
  const its = cells.filter((cell) => cell.row === row);
  const name = `${row.route}${row.noun === null ? "" : ` with the id of a ${row.noun}`}`;
  const byKey = (filter: (cell: Cell) => boolean) => [
    ...Map.groupBy(its.filter(filter), ({ key }) => key).values(),
  ];
  const groups = {
    row,
    shut: byKey((cell) => !opens(cell)),
    strangers: byKey(isStranger),
    open: byKey((cell) => opens(cell) && !isStranger(cell)),
  };
  return [name, groups] as const;
});

// These come first: while nothing was sent, nothing but the request can change what a workspace shows.
describe.each(cases)("%s", (_name, { row, shut, strangers }) => {
  test("answers every id alike to a key that does not open it, and does nothing", async () => {
    const [mine, theirs] = [await things(acme), await things(globex)];
    const before = await snapshot(acme, mine);
    for (const its of shut) {
      const answers = await answersOf(await keyOf(its), its, mine, theirs);
      const [first, ...others] = answers.map(({ raw }) => comparable(raw, ""));
      for (const other of others) expect(other).toEqual(first);
      if (first?.status === 403) expectNamed(first.body, row.scope);
    }
    expect(shut.length).toBeGreaterThanOrEqual(deadKeys.length);
    expect(await snapshot(acme, mine)).toEqual(before);
  });

  test("shows nothing to a key from elsewhere, and changes nothing", async () => {
    const [theirs, globexs] = [await things(acme), await things(globex)];
    if (row.follows) await listed(acme, theirs);
    const before = await snapshot(acme, theirs);
    for (const its of strangers) {
      const mine = its[0]?.key === "a live workspace's" ? live.things : globexs;
      expectUnseen(await answersOf(await keyOf(its), its, mine, theirs), theirs);
    }
    expect(await snapshot(acme, theirs)).toEqual(before);
  });
});

describe("with a key that opens it", () => {
  beforeAll(async () => {
    [acme, globex] = [await workspace(), await workspace()];
  });

  test.each(cases)(
    "%s opens what is the workspace's own, and nothing foreign",
    async (_name, { row, open }) => {
      const asked = [];
      for (const its of open) {
        asked.push({ its, mine: await things(acme), theirs: await things(globex) });
      }
      const [first] = asked;
      if (!first) throw new Error("no key opens this route");
      const before = await snapshot(globex, first.theirs);
      if (row.follows) await listed(globex, asked.at(-1)?.theirs ?? first.theirs);
      for (const { its, mine, theirs } of asked) {
        expectUnseen(await answersOf(await keyOf(its), its, mine, theirs), theirs);
      }
      expect(await snapshot(globex, first.theirs)).toEqual(before);
    },
  );
});
