// Every route of the Whauto dialect, asked with keys that must not open it and for things that are not the
// key's: what is another's looks like what is nobody's.
import { beforeAll, describe, expect, test, vi } from "vitest";
import { createApp } from "../../src/app.ts";
import { newKeyText, scopes } from "../../src/model/key.ts";
import { type Answer, answerOf, request, workspace } from "../support/gateway.ts";
import { stored } from "../support/stored.ts";
import { type WhautoClient, whautoClient } from "../support/whauto.ts";
import {
  missing,
  type WhautoRow,
  type WhautoThings,
  whautoRows,
} from "../support/whauto-routes.ts";

const generous = { rate_limit: 100_000 };
const everyday = scopes.filter((scope) => scope !== "admin");

interface Tenant {
  id: string;
  client: WhautoClient;
  things: WhautoThings;
}
let acme: Tenant;
let globex: Tenant;
const dead: Record<string, string | null> = {};
const withoutScope = new Map<string, WhautoClient>();

async function tenant() {
  const of = await workspace();
  const client = await whautoClient(of, generous);
  const body = { name: "Ann", phoneNumber: "+12025550123", tags: ["kept"] };
  const contact = (await client.call("POST", "/contacts", body)).body.id as string;
  const tag = (await client.call("POST", "/contactTags", { name: "kept" })).body.id as string;
  const template = await of.templateId("hello_world");
  return { of, id: of.id, client, things: { contact, tag, template, workspace: of.id } };
}

beforeAll(async () => {
  const mine = await tenant();
  [acme, globex] = [mine, await tenant()];
  const { of } = mine;
  const revoked = await whautoClient(of, generous);
  await of.admin("DELETE", `/keys/${revoked.record.id}`);
  const expires_at = new Date(Date.now() + 1_000).toISOString();
  const expired = await whautoClient(of, { ...generous, expires_at });
  Object.assign(dead, {
    none: null,
    "of another dialect": of.key,
    "never made": newKeyText("test", "whauto"),
    revoked: revoked.key,
    expired: expired.key,
  });
  for (const scope of everyday) {
    const others = everyday.filter((one) => one !== scope);
    withoutScope.set(scope, await whautoClient(of, { ...generous, scopes: others }));
  }
  await vi.waitFor(
    async () => expect((await expired.call("GET", "/workspaces")).status).toBe(403),
    { timeout: 10_000 },
  );
});

const methodOf = ({ route }: WhautoRow): string => route.split(" ")[0] ?? "GET";

const ask = async (row: WhautoRow, key: string | null, id: string, own: WhautoThings) => {
  const [path, body] = row.ask(id, own);
  return answerOf(
    await request(`/v1${path}`, {
      method: methodOf(row),
      headers: {
        "content-type": "application/json",
        ...(key === null ? {} : { "x-api-key": key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
};

const expectForbidden = ({ status, body }: Answer) => {
  expect({ status, body }).toEqual({ status: 403, body: { message: "Forbidden" } });
};

/** Everything that the workspace has, but for its keys. */
const possessions = async ({ id }: Tenant) => {
  const { keys: _, ...rows } = await stored(id);
  return rows;
};

test("there is a row for every route", () => {
  const routes = createApp(() => {})
    .routes.filter(({ method, path }) => method !== "ALL" && path.startsWith("/v1/"))
    .map(({ method, path }) => `${method} ${path}`);
  expect(new Set(whautoRows.map(({ route }) => route))).toEqual(new Set(routes));
});

const cases = whautoRows.map(
  (row) =>
    [row.noun === null ? row.route : `${row.route} with the id of a ${row.noun}`, row] as const,
);

describe.each(cases)("%s", (_, row) => {
  const idOf = (things: WhautoThings) => (row.noun === null ? "" : things[row.noun]);

  test("opens to no key that is none of its own", async () => {
    const before = await possessions(acme);
    for (const key of Object.values(dead)) {
      expectForbidden(await ask(row, key, idOf(acme.things), acme.things));
    }
    expect(await possessions(acme)).toEqual(before);
  });

  test.runIf(row.scope !== null)("opens to no key without its scope", async () => {
    const before = await possessions(acme);
    const client = withoutScope.get(row.scope ?? "");
    expectForbidden(await ask(row, client?.key ?? null, idOf(acme.things), acme.things));
    expect(await possessions(acme)).toEqual(before);
  });

  test.runIf(row.noun !== null)("finds nothing of another's, nor of nobody's", async () => {
    const before = [await possessions(acme), await possessions(globex)];
    const strange = [idOf(acme.things), crypto.randomUUID(), "x", "%00", "'", "constructor"];
    for (const id of strange) {
      const answer = await ask(row, globex.client.key, id, globex.things);
      expect([id, answer.status, answer.body]).toEqual([
        id,
        404,
        row.noun === null ? {} : missing[row.noun],
      ]);
    }
    expect([await possessions(acme), await possessions(globex)]).toEqual(before);
  });
});
