// Who may operate the gateway: every route of the operator's API, once for each id that it takes, with the
// operator's token and with everything that is not quite it. A thing of another workspace is nobody's.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { scopes } from "../../src/model/key.ts";
import { openDatabase } from "../../src/store/db.ts";
import { keepInJournal } from "../../src/store/journal.ts";
import { suppressAddress } from "../../src/store/suppressions.ts";
import { type AdminRow, type AdminThings, adminRows } from "../support/admin-routes.ts";
import { comparable, outcomeOf, type Raw, rawOf } from "../support/comparable.ts";
import { request, type Workspace, workspace } from "../support/gateway.ts";
import { stored } from "../support/stored.ts";
import { malformedIds } from "../support/things.ts";

const db = openDatabase(env.DB);
const token = env.ADMIN_TOKEN;
let acme: Workspace;
let globex: Workspace;
let key: string;

beforeAll(async () => {
  [acme, globex] = [await workspace(), await workspace()];
  key = (await acme.admin("POST", "/keys", { scopes: [...scopes] })).body.secret;
});

const bearer = (text: string) => ({ authorization: `Bearer ${text}` });
const last = token.at(-1) === "x" ? "y" : "x";

/** Headers that open nothing; `key` is a workspace's with all scopes. */
const strangers: Record<string, (key: string) => Record<string, string>> = {
  nothing: () => ({}),
  "an empty token": () => bearer(""),
  "a shorter token": () => bearer(token.slice(0, -1)),
  "a longer token": () => bearer(`${token}x`),
  "another token of that length": () => bearer(token.slice(0, -1) + last),
  "the token in capitals": () => bearer(token.toUpperCase()),
  "the token twice": () => bearer(`${token}, Bearer ${token}`),
  "the token in another scheme": () => ({ authorization: `Basic ${btoa(`admin:${token}`)}` }),
  "the bare token": () => ({ authorization: token }),
  "the token as a key": () => ({ "x-api-key": token }),
  "a workspace's key": (key) => ({ "x-api-key": key }),
  "a workspace's key as the token": (key) => bearer(key),
};

/** The ids that a row is asked with. Operators see every workspace, so none is another's. */
const idKinds = ({ noun }: AdminRow) =>
  noun === null
    ? (["own"] as const)
    : noun === "workspace"
      ? (["nobody's", "malformed", "own"] as const)
      : (["another's", "nobody's", "malformed", "own"] as const);
type IdKind = ReturnType<typeof idKinds>[number];

const cells = adminRows.flatMap((row) =>
  ["the operator's token", ...Object.keys(strangers)].flatMap((who) =>
    idKinds(row).map((id) => ({ row, who, id })),
  ),
);

/** One thing of each kind, that the workspace did not have before. */
async function things({ id: workspaceId, accounts, admin }: Workspace): Promise<AdminThings> {
  const [made, workflow] = [
    await admin("POST", "/keys", {}),
    await admin("POST", "/workflows", { name: "W", accounts: { call: accounts.call } }),
  ];
  const address = `${crypto.randomUUID()}@example.com`;
  await suppressAddress(db, workspaceId, "email", address, "bounced", Date.now());
  const about = { workspaceId, accountId: accounts.whatsapp, provider: "meta" } as const;
  const body = crypto.randomUUID();
  await keepInJournal(db, { ...about, reason: "unknown", body }, Date.now());
  const { journal } = (await admin("GET", "/journal?limit=1")).body;
  return {
    workspace: workspaceId,
    key: made.body.key.id,
    account: accounts.whatsapp,
    workflow: workflow.body.workflow.id,
    entry: journal[0].id,
    address,
  };
}

function idsOf(row: AdminRow, kind: IdKind, mine: AdminThings, theirs: AdminThings): string[] {
  const { noun } = row;
  if (noun === null) return [""];
  switch (kind) {
    case "another's":
      return [theirs[noun]];
    case "nobody's":
      return [noun === "address" ? "nobody@example.com" : crypto.randomUUID()];
    case "malformed":
      return noun === "address" ? ["x", "%00", "@", "..%2f"] : malformedIds(mine[noun]);
    case "own":
      return [mine[noun]];
  }
}

async function ask(
  headers: Record<string, string>,
  { route }: AdminRow,
  [path, body]: [string, unknown?],
): Promise<Raw> {
  const init = {
    method: route.split(" ")[0] ?? "",
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  return rawOf(await request(`/api/admin${path}`, init));
}

test(`the matrix has ${cells.length} cells, of at least 400`, () => {
  expect(cells.length).toBeGreaterThanOrEqual(400);
});

const cases = adminRows.map(
  (row) => [`${row.route}${row.noun ? ` with the id of a ${row.noun}` : ""}`, row] as const,
);

describe.each(cases)("%s", (_name, row) => {
  const its = cells.filter((cell) => cell.row === row);

  test("answers the operator about what is this workspace's, and knows nothing foreign", async () => {
    const [mine, theirs] = [await things(acme), await things(globex)];
    const before = await stored(globex.id);
    const unseen: ReturnType<typeof comparable>[] = [];
    for (const { id: kind } of its.filter(({ who }) => who === "the operator's token")) {
      const [own, stranger, malformed] = row.answers;
      const expected = { own, malformed, "another's": stranger, "nobody's": stranger }[kind];
      for (const id of idsOf(row, kind, mine, theirs)) {
        const answer = await ask(bearer(token), row, row.ask(id, mine));
        expect(outcomeOf(answer), `${kind} ${id}`).toBe(expected);
        if (kind === "another's" || kind === "nobody's") unseen.push(comparable(answer, id));
      }
    }
    for (const answer of unseen) expect(answer).toEqual(unseen[0]);
    if (row.noun !== null && row.noun !== "workspace") expect(unseen.length).toBeGreaterThan(1);
    expect(await stored(globex.id)).toEqual(before);
  });

  test("tells nobody else anything, and does nothing for them", async () => {
    const [mine, theirs] = [await things(acme), await things(globex)];
    const before = await stored();
    const refusals: ReturnType<typeof comparable>[] = [];
    for (const { who, id: kind } of its) {
      const headers = strangers[who]?.(key);
      if (!headers) continue;
      for (const id of idsOf(row, kind, mine, theirs)) {
        const answer = await ask(headers, row, row.ask(id, mine));
        expect(outcomeOf(answer), who).toBe("401 key_invalid");
        refusals.push(comparable(answer, ""));
      }
    }
    for (const refusal of refusals) expect(refusal).toEqual(refusals[0]);
    expect(refusals.length).toBeGreaterThanOrEqual(Object.keys(strangers).length);
    expect(await stored()).toEqual(before);
  });
});

test("an id that another workspace has taken is refused, and stays theirs", async () => {
  const theirs = await things(globex);
  const before = await stored(globex.id);
  const account = { provider: "email", channel: "email", settings: { from: "a@acme.example" } };
  for (const [path, body] of [
    ["/keys", { id: theirs.key }],
    ["/accounts", { id: theirs.account, name: "A", ...account, credentials: { api_key: "re_a" } }],
    [
      "/workflows",
      { id: theirs.workflow, name: "W", accounts: { whatsapp: acme.accounts.whatsapp } },
    ],
  ] as const) {
    expect((await acme.admin("POST", path, body)).status, path).toBe(409);
  }
  expect(await stored(globex.id)).toEqual(before);
});

test("no cursor reaches a foreign entry of the journal", async () => {
  await Promise.all([things(globex), things(globex)]);
  const mine = await things(acme);
  const { next_cursor } = (await globex.admin("GET", "/journal?limit=1")).body;
  const beyond = `${Date.now() + 1_000}.${mine.entry}`;
  for (const cursor of [next_cursor, beyond]) {
    const { journal } = (await acme.admin("GET", `/journal?cursor=${cursor}`)).body;
    for (const { account_id } of journal) expect(account_id).toBe(acme.accounts.whatsapp);
  }
  expect((await acme.admin("GET", `/journal?cursor=${beyond}`)).body.journal).not.toEqual([]);
});
