import { readdirSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { heardLegs } from "../../scripts/leadwire/doctor-address.ts";
import { main } from "../../scripts/leadwire/program.ts";
import {
  type AdminAnswer,
  type AdminRequest,
  adminStandIn,
  fakeTerminal,
} from "./admin-stand-in.ts";

const workspace = "de300000-0000-4000-8000-00000000000a";
const account = "de300000-0000-4000-8000-00000000000b";
const at = `/api/admin/workspaces/${workspace}`;
const hook = "/hooks/meta/h1";
const dayMs = 24 * 3_600_000;
const inDays = (days: number) => new Date(Date.now() + days * dayMs).toISOString();

const probe = (name: string) => ({ name, ok: true, ms: 3 });
const gateway = {
  now: new Date().toISOString(),
  guessable_secrets: [],
  missing: [],
  migrations: readdirSync("migrations").filter((name) => name.endsWith(".sql")),
  probes: ["D1", "KV", "lead objects"].map(probe),
};
const number = {
  id: account,
  name: "Sales",
  provider: "meta",
  channel: "whatsapp" as const,
  active: true,
  is_default: false,
  settings: {},
  hook_path: hook,
};
const report = {
  id: account,
  opens: true,
  missing_to_believe: [],
  missing_to_subscribe: [],
  last_report_at: null,
  channel_last_heard_at: null,
};
const key = { name: "CRM", expires_at: null, revoked_at: null };
const works = { check: { ok: true, facts: { quality_rating: "GREEN" } }, health: null };

/** A gateway and a workspace with one number, in which everything is right. */
const healthy: Record<string, AdminAnswer> = {
  "GET /api/admin/doctor": { body: gateway },
  "GET /api/admin/workspaces": {
    body: { workspaces: [{ id: workspace, name: "Acme", environment: "test" }] },
  },
  [`GET ${at}/keys`]: { body: { keys: [key] } },
  [`GET ${at}/accounts`]: { body: { accounts: [number] } },
  [`GET ${at}/doctor`]: { body: { accounts: [report] } },
  [`POST ${at}/accounts/${account}/check`]: { body: works },
  [`GET ${at}/accounts/${account}/templates`]: { body: { templates: [{ status: "APPROVED" }] } },
  [`POST ${hook}`]: { status: 401, body: "Invalid signature" },
};

let stop: () => Promise<void> = async () => {};
afterEach(() => stop());

interface Leg {
  verdict: string;
  name: string;
  found: string;
  todo?: string;
}

/** Examines a healthy gateway but for `change`. */
async function examine(change: Record<string, AdminAnswer> = {}, argv: string[] = []) {
  const answers = { ...healthy, ...change };
  const answer = ({ method, path }: AdminRequest): AdminAnswer =>
    answers[`${method} ${path}`] ?? { status: 404, body: { error: "There is no such endpoint." } };
  const standIn = await adminStandIn(answer);
  stop = standIn.stop;
  const terminal = fakeTerminal({ LEADWIRE_URL: standIn.url, LEADWIRE_ADMIN_TOKEN: "the token" });
  const code = await main(["doctor", ...argv], terminal);
  return { code, text: terminal.printed.join("\n"), requests: standIn.requests, url: standIn.url };
}

/** Everything that is not ok in a gateway with `change`, and the exit code. */
async function complaints(change: Record<string, AdminAnswer>) {
  const { code, text } = await examine(change, ["--json"]);
  const { legs } = JSON.parse(text) as { legs: Leg[] };
  return { code, legs: legs.filter(({ verdict }) => verdict !== "ok") };
}

const live = {
  "GET /api/admin/workspaces": {
    body: { workspaces: [{ id: workspace, name: "Acme", environment: "live" }] },
  },
};
const said = (change: object): Record<string, AdminAnswer> => ({
  "GET /api/admin/doctor": { body: { ...gateway, ...change } },
});
const reported = (change: object): Record<string, AdminAnswer> => ({
  [`GET ${at}/doctor`]: { body: { accounts: [{ ...report, ...change }] } },
});

describe("leadwire doctor", () => {
  it("shows the evidence of every leg, one line each, and ends with 0", async () => {
    const { code, text, url } = await examine();
    const lines = text.split("\n");
    expect(lines.filter((line) => line.startsWith("ok "))).toHaveLength(14);
    expect(lines.slice(-2)).toEqual(["", "Nothing to do."]);
    expect(text).toContain(`${url}${hook} refuses what is not signed`);
    expect(text).toContain("meta takes it, quality_rating GREEN");
    expect(code).toBe(0);
  });

  it("asks the account's own receiver without the admin token", async () => {
    const { requests } = await examine();
    expect(requests.filter(({ path }) => path === hook)).toEqual([
      { method: "POST", path: hook, token: undefined, body: {} },
    ]);
  });

  it("examines one workspace only when it is named, and says when there is none such", async () => {
    expect((await examine({}, ["--workspace", workspace])).code).toBe(0);
    await stop();
    const { code, text } = await examine({}, ["--workspace", account]);
    expect(code).toBe(1);
    expect(text).toContain(`there is no workspace ${account}`);
  });

  it("minds what Meta asks of an address in a live workspace only", async () => {
    const change = reported({ missing_to_subscribe: ["verify_token"] });
    expect((await complaints(change)).legs).toEqual([]);
    await stop();
    const { code, legs } = await complaints({ ...change, ...live });
    expect(code).toBe(0);
    expect(legs[0]).toMatchObject({
      verdict: "warning",
      name: 'Acme: whatsapp "Sales": signatures',
      todo: expect.stringContaining("--credential verify_token"),
    });
  });

  it("keeps a provider's words on the line of their leg", async () => {
    const facts = { verified_name: "Acme\r\nok  \u001b[2Jeverything" };
    const check = { body: { check: { ok: true, facts } } };
    const { text } = await examine({ [`POST ${at}/accounts/${account}/check`]: check });
    expect(text).toContain("verified_name Acme ok [2Jeverything");
  });

  it("lists what to do after the findings, and gives the same as data", async () => {
    const change = said({ missing: ["table tags"] });
    const { code, text } = await examine(change);
    expect(code).toBe(1);
    expect(text).toMatch(/^wrong {4}tables +D1 lacks table tags$/m);
    expect(text).toMatch(/^What to do:\n1\. tables: Run `npx wrangler d1 migrations apply DB/m);
    await stop();
    const { code: alsoWrong, legs } = await complaints(change);
    expect(alsoWrong).toBe(1);
    expect(legs).toMatchObject([{ verdict: "wrong", name: "tables" }]);
  });
});

describe("leadwire doctor calls wrong", () => {
  const wrongs: [string, Record<string, AdminAnswer>, string, RegExp][] = [
    ["a guessable secret", said({ guessable_secrets: ["ADMIN_TOKEN"] }), "secrets", /ADMIN_TOKEN/],
    [
      "a part that fails",
      said({ probes: [{ name: "KV", ok: false, ms: 9, problem: "no such namespace" }] }),
      "KV",
      /no such namespace/,
    ],
    ["a clock five minutes behind", said({ now: inDays(-0.0036) }), "clock", /31\d s behind/],
    ["no key that works", { [`GET ${at}/keys`]: { body: { keys: [] } } }, "Acme: keys", /none/],
    [
      "keys that were revoked or have expired",
      {
        [`GET ${at}/keys`]: {
          body: {
            keys: [
              { ...key, revoked_at: inDays(-1) },
              { ...key, expires_at: inDays(-1) },
            ],
          },
        },
      },
      "Acme: keys",
      /none/,
    ],
    [
      "an account that its provider does not take",
      {
        [`POST ${at}/accounts/${account}/check`]: {
          body: { check: { ok: false, facts: {}, problem: "The token has expired." } },
        },
      },
      'Acme: whatsapp "Sales"',
      /The token has expired/,
    ],
    [
      "reports that cannot be believed",
      reported({ missing_to_believe: ["app_secret"] }),
      'Acme: whatsapp "Sales": signatures',
      /without app_secret/,
    ],
    [
      "an address behind something else",
      { [`POST ${hook}`]: { status: 403, body: "challenge" } },
      'Acme: whatsapp "Sales": address',
      /answers 403/,
    ],
  ];
  it.each(wrongs)("%s", async (_, change, name, found) => {
    const { code, legs } = await complaints(change);
    expect(legs).toHaveLength(1);
    expect(legs[0]).toMatchObject({ verdict: "wrong", name, found: expect.stringMatching(found) });
    expect(legs[0]?.todo).toBeTruthy();
    expect(code).toBe(1);
  });

  const refusals: [number, object, string, RegExp][] = [
    [401, { error: "Invalid admin token" }, "admin token", /Invalid admin token/],
    [404, { error: "There is no such endpoint." }, "version", /no such endpoint/],
    [503, { error: "MASTER_SECRET is missing: set it." }, "installation", /set it/],
  ];
  it.each(refusals)("a gateway that answers %i, and asks no more", async (status, body, ...leg) => {
    const { code, text, requests } = await examine({ "GET /api/admin/doctor": { status, body } }, [
      "--json",
    ]);
    const [name, found] = leg;
    expect(JSON.parse(text).legs).toEqual([
      {
        verdict: "wrong",
        name,
        found: expect.stringMatching(found),
        todo: expect.any(String),
      },
    ]);
    expect(requests).toHaveLength(1);
    expect(code).toBe(1);
  });

  it("a gateway that does not answer", async () => {
    const terminal = fakeTerminal({
      LEADWIRE_URL: "http://127.0.0.1:1",
      LEADWIRE_ADMIN_TOKEN: "the token",
    });
    expect(await main(["doctor"], terminal)).toBe(1);
    expect(terminal.printed.join()).toMatch(/^wrong +gateway +No answer from/);
  });
});

describe("leadwire doctor warns, and ends with 0, of", () => {
  const other = { ...number, id: workspace, channel: "whatsapp", active: true };
  const warnings: [string, Record<string, AdminAnswer>, string, RegExp][] = [
    [
      "migrations that the checkout has and the database lacks",
      said({ migrations: gateway.migrations.slice(0, -1) }),
      "migrations",
      new RegExp(gateway.migrations.at(-1) ?? "none"),
    ],
    [
      "a key that ends soon",
      { [`GET ${at}/keys`]: { body: { keys: [key, { ...key, expires_at: inDays(3) }] } } },
      "Acme: keys",
      /"CRM" ends/,
    ],
    [
      "no templates that are approved",
      {
        [`GET ${at}/accounts/${account}/templates`]: {
          body: { templates: [{ status: "PENDING" }] },
        },
      },
      'Acme: whatsapp "Sales": templates',
      /0 of 1 approved/,
    ],
    [
      "a restriction in force",
      {
        [`POST ${at}/accounts/${account}/check`]: {
          body: { ...works, health: { restrictions: [{ restriction_type: "RESTRICTED" }] } },
        },
      },
      'Acme: whatsapp "Sales"',
      /RESTRICTED/,
    ],
    [
      "a live gateway on this machine, which no provider reaches",
      live,
      'Acme: whatsapp "Sales": reports',
      /cannot reach/,
    ],
    [
      "several accounts of which none is the default",
      {
        [`GET ${at}/accounts`]: { body: { accounts: [number, { ...other, id: account }] } },
      },
      "Acme: whatsapp",
      /none of its 2 accounts/,
    ],
    [
      "a workspace without accounts",
      { [`GET ${at}/accounts`]: { body: { accounts: [] } } },
      "Acme: accounts",
      /none that may send/,
    ],
    [
      "no workspace at all",
      { "GET /api/admin/workspaces": { body: { workspaces: [] } } },
      "workspaces",
      /none/,
    ],
  ];
  it.each(warnings)("%s", async (_, change, name, found) => {
    const { code, legs } = await complaints(change);
    expect(legs).toHaveLength(1);
    expect(legs[0]).toMatchObject({
      verdict: "warning",
      name,
      found: expect.stringMatching(found),
    });
    expect(legs[0]?.todo).toBeTruthy();
    expect(code).toBe(0);
  });
});

describe("what a live account heard", () => {
  const origin = "https://gateway.example.com";
  const name = "Sales";
  const heard = (change: object = {}) =>
    heardLegs(origin, name, { ...number, ...report, at, ...change }, "change");

  it("is the newest message with news, or else the newest report", () => {
    const news = { channel_last_heard_at: "2026-11-20T10:00:00Z" };
    expect(heard(news)).toEqual([
      expect.objectContaining({ verdict: "ok", found: expect.stringContaining("2026-11-20T10") }),
    ]);
    expect(heard({ last_report_at: "2026-11-19T10:00:00Z" })).toEqual([
      expect.objectContaining({ verdict: "ok", found: expect.stringContaining("2026-11-19T10") }),
    ]);
  });

  it("is nothing as long as the provider has not the address, which is shown", () => {
    expect(heard()).toEqual([
      expect.objectContaining({
        verdict: "warning",
        todo: expect.stringContaining(`${origin}${hook}`),
      }),
    ]);
  });

  it("may go to another address than the one that was asked", () => {
    const news = { channel_last_heard_at: "2026-11-20T10:00:00Z" };
    const elsewhere = heard({ ...news, settings: { public_url: "https://old.example.com" } });
    expect(elsewhere.map(({ verdict }) => verdict)).toEqual(["warning", "ok"]);
    expect(heard({ ...news, settings: { public_url: `${origin}/` } })).toHaveLength(1);
  });
});

describe("what the provider itself says", () => {
  const path = `POST ${at}/accounts/${account}/inspect`;
  const says = (inspection: object | null): Record<string, AdminAnswer> => ({
    [path]: {
      body: {
        inspection: inspection && {
          addresses: null,
          facts: {},
          problems: [],
          unproven: [],
          ...inspection,
        },
      },
    },
  });
  const callbacks = async (change: Record<string, AdminAnswer>) => {
    const { code, text } = await examine(change, ["--json"]);
    const { legs } = JSON.parse(text) as { legs: Leg[] };
    const named = legs.filter(({ name }) => name.endsWith(": callbacks"));
    return { code, legs: named.map(({ verdict, found, todo }) => ({ verdict, found, todo })) };
  };
  const ours = { origin: "https://gateway.invalid", ours: true };

  it("proves that its reports come here", async () => {
    const change = says({ addresses: [ours], facts: { subscribed_apps: 1 } });
    expect(await callbacks(change)).toMatchObject({
      code: 0,
      legs: [{ verdict: "ok", found: expect.stringContaining("subscribed_apps 1") }],
    });
  });

  it("shows that they go elsewhere, or nowhere", async () => {
    const elsewhere = says({ addresses: [{ origin: "https://old.example", ours: false }] });
    expect(await callbacks(elsewhere)).toMatchObject({
      code: 1,
      legs: [{ verdict: "wrong", found: "meta reports to https://old.example" }],
    });
    const [leg] = (await callbacks(says({ addresses: [] }))).legs;
    expect(leg).toMatchObject({ found: "meta reports to no address" });
    expect(leg?.todo).toContain(hook);
  });

  it("warns when a live account's reports go to this account at another origin", async () => {
    const { legs } = await callbacks({ ...live, ...says({ addresses: [ours] }) });
    expect(legs).toMatchObject([
      { verdict: "warning", found: expect.stringContaining(ours.origin) },
    ]);
  });

  it("tells what is wrong and what nobody could be asked, with what to do", async () => {
    const told = says({
      problems: ["No app is subscribed. Subscribe it."],
      unproven: ["It is silent. Look there."],
    });
    const { code, legs } = await callbacks({ ...live, ...told });
    expect(code).toBe(1);
    expect(legs).toEqual([
      { verdict: "wrong", found: "No app is subscribed", todo: "Subscribe it." },
      { verdict: "warning", found: "It is silent", todo: "Look there." },
    ]);
  });

  it("does not send anybody to look at the simulator", async () => {
    expect((await callbacks(says({ unproven: ["It is silent. Look there."] }))).legs).toEqual([]);
  });

  it("is no leg where the provider has no answer", async () => {
    expect((await callbacks(says(null))).legs).toEqual([]);
    expect((await callbacks({})).legs).toEqual([]);
  });
});
