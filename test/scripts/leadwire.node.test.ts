import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { main } from "../../scripts/leadwire/program.ts";
import {
  type AdminAnswer,
  type AdminRequest,
  adminStandIn,
  fakeTerminal,
} from "./admin-stand-in.ts";

const workspace = "de300000-0000-4000-8000-00000000000a";
const account = "de300000-0000-4000-8000-00000000000b";
const token = "an-admin-token-that-nobody-may-see";

let folder: string;
let stop: () => Promise<void> = async () => {};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "leadwire-cli-"));
});
afterEach(() => stop());
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

/** Runs a command against a gateway that answers with `answer`. */
async function run(
  argv: string[],
  {
    answer = () => ({ body: { success: true } }),
    env = {},
    secrets = [],
  }: {
    answer?: (request: AdminRequest) => AdminAnswer;
    env?: NodeJS.Dict<string>;
    secrets?: string[];
  } = {},
) {
  const gateway = await adminStandIn(answer);
  stop = gateway.stop;
  const terminal = fakeTerminal(
    { LEADWIRE_URL: gateway.url, LEADWIRE_ADMIN_TOKEN: token, ...env },
    secrets,
  );
  const code = await main(argv, terminal);
  const { printed, complained, asked } = terminal;
  const all = [...printed, ...complained].join("\n");
  return { code, printed, complained, asked, all, requests: gateway.requests };
}

const madeAccount = () => ({
  status: 201,
  body: { success: true, account: { id: account, hook_path: "/hooks/meta/h1" } },
});

const addAccount = [
  ...["account", "add", "--workspace", workspace, "--name", "Sales"],
  ...["--provider", "meta", "--channel", "whatsapp"],
];

describe("leadwire", () => {
  it("carries the admin token and shows a workspace it made", async () => {
    const { code, printed, requests } = await run(
      ["workspace", "create", "--name", "Acme", "--environment", "test", "--country", "US"],
      {
        answer: () => ({
          status: 201,
          body: { success: true, workspace: { id: workspace, environment: "test" } },
        }),
      },
    );
    expect(code).toBe(0);
    expect(printed).toEqual([`Created test workspace ${workspace}`]);
    expect(requests).toEqual([
      {
        method: "POST",
        path: "/api/admin/workspaces",
        token: `Bearer ${token}`,
        body: { name: "Acme", environment: "test", default_country: "US" },
      },
    ]);
  });

  it("prints a new key's secret alone on standard output, and says that it is shown once", async () => {
    const secret = "nxr_test_secret";
    const { code, printed, complained } = await run(
      ["key", "create", "--workspace", workspace, "--scope", "messages.send", "leads.read"],
      { answer: () => ({ body: { key: { id: account, revoked_at: null }, secret } }) },
    );
    expect(code).toBe(0);
    expect(printed).toEqual([secret]);
    expect(complained.join()).toContain("this once");
  });

  it("lists as a table, or as the gateway's own answer with --json", async () => {
    const answer = () => ({
      body: {
        success: true,
        workspaces: [{ id: "1", name: "Acme", environment: "live", default_country: null }],
      },
    });
    expect((await run(["workspace", "list"], { answer })).printed).toEqual([
      "id  name  environment  default_country  slug  created_at\n1   Acme  live         -                -     -",
    ]);
    await stop();
    const { printed } = await run(["workspace", "list", "--json"], { answer });
    expect(JSON.parse(printed.join())).toEqual(answer().body);
  });

  it("ends with 1 when an account check finds a problem", async () => {
    const check = { ok: false, facts: { number: "+1 202" }, problem: "The token has expired." };
    const argv = ["account", "check", account, "--workspace", workspace];
    const { code, printed } = await run(argv, { answer: () => ({ body: { check } }) });
    expect(code).toBe(1);
    expect(printed).toEqual(["The token has expired.\n  number: +1 202"]);
  });

  it("assigns accounts to channels and takes them away with none", async () => {
    const { code, requests } = await run(
      ["workflow", "assign", account, `whatsapp=${account}`, "call=none", "--workspace", workspace],
      { answer: () => ({ body: { workflow: { id: account } } }) },
    );
    expect(code).toBe(0);
    expect(requests[0]?.body).toEqual({ accounts: { whatsapp: account, call: null } });
  });

  it("shows what the gateway refused, with the request's id", async () => {
    const { code, complained } = await run(["workspace", "list"], {
      answer: () => ({
        status: 401,
        body: { error: "Invalid admin token", message: "Check it", request_id: "r-1" },
      }),
    });
    expect(code).toBe(1);
    expect(complained).toEqual(["Invalid admin token: Check it (401, request r-1)"]);
  });

  it("says so when nobody answers", async () => {
    const terminal = fakeTerminal({
      LEADWIRE_URL: "http://127.0.0.1:1",
      LEADWIRE_ADMIN_TOKEN: token,
    });
    expect(await main(["workspace", "list"], terminal)).toBe(1);
    expect(terminal.complained.join()).toMatch(/^No answer from http:\/\/127\.0\.0\.1:1/);
  });
});

describe("leadwire refuses, before it asks the gateway,", () => {
  it.each([
    [["key", "list"], "--workspace"],
    [["key", "list", "--workspace", "../x"], "must be a UUID"],
    [["key", "create", "--workspace", workspace, "--scope", "everything"], "Known scopes"],
    [["key", "create", "--workspace", workspace, "--rate-limit", "-1"], "positive number"],
    [["workspace", "create", "--name", "A", "--environment", "prod"], "live, test"],
    [["workflow", "assign", account, "sms=1", "--workspace", workspace], "channel=account-id"],
    [[...addAccount, "--setting", "phone"], "name=value"],
    [[...addAccount, "--setting", "version:=one"], "not JSON"],
    [["leads", "import", "people.xlsx", "--workspace", workspace], ".csv or .jsonl"],
    [["leads", "import", "/nowhere/a.csv", "--workspace", workspace], "ENOENT"],
    [["key", "destroy", "--workspace", workspace], "unknown command"],
    [["workspace", "list", "--url", "http://gateway.example.com"], "use https"],
    [["workspace", "list", "--url", "gateway"], "not a URL"],
  ])("%j", async (argv, complaint) => {
    const { code, complained, requests } = await run(argv);
    expect(code).toBe(1);
    expect(complained.join("\n")).toContain(complaint);
    expect(requests).toEqual([]);
  });

  it("a missing admin token", async () => {
    const env = { LEADWIRE_URL: "https://gateway.example.com", LEADWIRE_ADMIN_TOKEN: undefined };
    const { code, complained } = await run(["workspace", "list"], { env });
    expect(code).toBe(1);
    expect(complained.join()).toContain("LEADWIRE_ADMIN_TOKEN");
  });
});

describe("credentials", () => {
  const secret = "EAA-very-secret";

  it.each([
    ["a file", async () => `access_token=@${await file("token", `${secret}\n`)}`, {}, []],
    [
      "the environment",
      async () => "access_token",
      { LEADWIRE_CREDENTIAL_ACCESS_TOKEN: secret },
      [],
    ],
    ["a person", async () => "access_token", {}, [secret]],
  ])("come from %s and are shown nowhere", async (from, pair, env, secrets) => {
    const argv = [...addAccount, "--setting", "waba_id=12", "--credential", await pair()];
    const { code, all, asked, requests } = await run(argv, { answer: madeAccount, env, secrets });
    expect(code).toBe(0);
    expect(requests[0]?.body).toMatchObject({
      settings: { waba_id: "12" },
      credentials: { access_token: secret },
    });
    expect(asked).toEqual(from === "a person" ? ["access_token (not shown): "] : []);
    expect(all).not.toContain(secret);
    expect(all).not.toContain(token);
  });

  it("are refused on the command line, without repeating them", async () => {
    const { code, all, requests } = await run([
      ...addAccount,
      "--credential",
      `access_token=${secret}`,
    ]);
    expect(code).toBe(1);
    expect(all).toContain("access_token=@file");
    expect(all).not.toContain(secret);
    expect(requests).toEqual([]);
  });

  it("are asked for by name when nobody is there to type them", async () => {
    const { code, all } = await run([...addAccount, "--credential", "access_token"]);
    expect(code).toBe(1);
    expect(all).toContain("LEADWIRE_CREDENTIAL_ACCESS_TOKEN");
  });
});
