// Who may do what over Votel's API: every route, asked with every kind of key, for channels of one's own,
// another's and nobody's.
import { beforeAll, describe, expect, test } from "vitest";
import { createApp } from "../../src/app.ts";
import { scopes } from "../../src/model/key.ts";
import { answerOf, request, type Workspace, workspace } from "../support/gateway.ts";
import { clientOf } from "../support/votel.ts";
import { votelRows } from "../support/votel-routes.ts";
import { whautoClient } from "../support/whauto.ts";

let acme: Workspace;
let globex: Workspace;

beforeAll(async () => {
  [acme, globex] = [await workspace(), await workspace()];
});

test("every route has a row", () => {
  const own = /^\/api\/(?:messaging|channels|leads|agents)\b/;
  const routes = createApp(() => {})
    .routes.filter(({ method, path }) => method !== "ALL" && own.test(path))
    .map(({ method, path }) => `${method} ${path}`);
  expect(new Set(votelRows.map(({ route }) => route))).toEqual(new Set(routes));
});

describe.each(votelRows)("$route", ({ route, scope, ask, status, stranger }) => {
  const method = route.split(" ")[0] ?? "";

  test("wants a key of this API, and says the same to all others", async () => {
    const [path, body] = ask(acme.accounts.email);
    for (const key of [null, "sk_x", acme.key, (await whautoClient(acme)).key]) {
      const answer = await answerOf(
        await request(path, {
          method,
          headers: key === null ? {} : { "x-api-key": key },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
      );
      expect([answer.status, answer.body]).toEqual([401, { detail: "Invalid or missing API key" }]);
    }
  });

  test(`wants the scope ${scope}`, async () => {
    const others = scopes.filter((one) => one !== scope && one !== "admin");
    const [path, body] = ask(acme.accounts.email);
    const lacking = await clientOf(acme, others);
    expect((await lacking(method, path, body)).status).toBe(403);
    const having = await clientOf(acme, [scope]);
    expect((await having(method, path, body)).status).toBe(status);
  });

  test.skipIf(stranger === null)("knows no channel but its workspace's", async () => {
    const client = await clientOf(acme, [...scopes]);
    const answers = [];
    for (const id of [globex.accounts.email, crypto.randomUUID()]) {
      const [path, body] = ask(id);
      const answer = await client(method, path, body);
      answers.push([answer.status, answer.body]);
    }
    expect(answers[0]?.[0]).toBe(stranger);
    expect(answers[1]).toEqual(answers[0]);
  });
});
