// Who may do what over Xobito's API: every route, asked with every kind of key, on every kind of path.
import { beforeAll, describe, expect, test } from "vitest";
import { createApp } from "../../src/app.ts";
import { abilities } from "../../src/model/key.ts";
import { answerOf, request, type Workspace, workspace } from "../support/gateway.ts";
import { whautoClient } from "../support/whauto.ts";
import { type XobitoClient, xobitoClient } from "../support/xobito.ts";
import { type XobitoThings, xobitoRows } from "../support/xobito-routes.ts";

let acme: Workspace;
let xobito: XobitoClient;
let rival: XobitoClient;
let own: XobitoThings;
let foreignKeys: string[];

beforeAll(async () => {
  acme = await workspace();
  xobito = await xobitoClient(acme);
  rival = await xobitoClient(await workspace());
  const { phone } = await acme.person();
  const john = { id: "", phone, email: "" };
  await acme.writes(john);
  const { data } = (await xobito.send({ phone_number: phone, message_body: "Hi" })).body;
  own = { phone, message: data.message_id, contact: data.contact_id };
  foreignKeys = [acme.key, (await whautoClient(acme)).key];
});

test("every route has a row", () => {
  const routes = createApp(() => {})
    .routes.filter(({ method, path }) => method !== "ALL" && path.startsWith("/api/v1/"))
    .map(({ method, path }) => `${method} ${path}`);
  expect(new Set(xobitoRows.map(({ route }) => route))).toEqual(new Set(routes));
});

describe.each(xobitoRows)("$route", ({ route, ability, ask, status }) => {
  const method = route.split(" ")[0] ?? "";
  const at = async (base: string, key: string | null) => {
    const [path, body] = ask(own);
    const answer = await answerOf(
      await request(base + path, {
        method,
        headers: key === null ? {} : { authorization: `Bearer ${key}` },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    return { status: answer.status, body: answer.body };
  };
  const error = (code: number, message: string) => ({
    status: code,
    body: { status: "error", message },
  });

  test("wants a token of this API", async () => {
    expect(await at(xobito.at, null)).toEqual(error(401, "API token is required"));
    for (const key of foreignKeys) {
      expect(await at(xobito.at, key)).toEqual(error(401, "Invalid API token"));
    }
  });

  test("wants the path of the token's workspace", async () => {
    const refused = {
      status: 400,
      body: { status: "error", message: "Validation failed", errors: "Invalid tenant subdomain" },
    };
    expect(await at(rival.at, xobito.secret)).toEqual(refused);
    expect(await at(xobito.at, rival.secret)).toEqual(refused);
    expect(await at("/api/v1/nobody", xobito.secret)).toEqual(refused);
  });

  test(`wants the ability ${ability} and no other`, async () => {
    const others = abilities.filter((one) => one !== ability);
    const lacking = await xobitoClient(acme, { scopes: others });
    expect(await at(xobito.at, lacking.secret)).toEqual(
      error(403, `Token does not have the required ability: ${ability}`),
    );
    const having = await xobitoClient(acme, { scopes: [ability] });
    expect(await at(xobito.at, having.secret)).toMatchObject({ status });
  });
});
