// Who takes which update in, where one address is for many accounts.
import { expect, test } from "vitest";
import type { Account } from "../../src/model/account.ts";
import type { Update } from "../../src/model/update.ts";
import { receiver } from "../../src/providers/meta/receiver.ts";
import type { Incoming, Receiver } from "../../src/providers/provider.ts";
import { shareOut } from "../../src/receivers/siblings.ts";

const account = (id: string, settings: Record<string, unknown>): Account => ({
  id,
  workspaceId: "workspace",
  environment: "live",
  provider: "meta",
  channel: "whatsapp",
  name: id,
  active: true,
  settings,
  sealed: "",
  hookId: id,
});

const first = account("first", { phone_number_id: "1", waba_id: "10" });
const second = account("second", { phone_number_id: "2", waba_id: "10" });
const twin = account("twin", { phone_number_id: "2", waba_id: "20" });

const template: Update = {
  kind: "template",
  owner: "10",
  providerTemplateId: "5",
  name: "hello",
  language: "en",
  status: "PAUSED",
  at: 0,
};
const restriction: Update = {
  kind: "account",
  owner: "10",
  sender: null,
  event: "account_update",
  at: 0,
  details: {},
};
const reportTo = (sender: string): Update => ({
  kind: "report",
  sender,
  correlationId: null,
  providerMessageId: "wamid.x",
  person: { phone: "+12025550123", userId: null, email: null },
  fact: { name: "sent", at: 0, failure: null, details: {} },
});
const strange: Update = { kind: "unknown", reason: "strange", sender: "2" };

async function shares(
  updates: Update[],
  rest: { mistrusting?: string[]; siblings?: boolean } = {},
) {
  const asked: string[] = [];
  const played: Receiver = {
    ...receiver,
    verify: async (_incoming, { id }) => !rest.mistrusting?.includes(String(id)),
  };
  const { siblings: _, ...alone } = played;
  const deps = {
    receiverOf: () => (rest.siblings === false ? alone : played),
    siblingsOf: async ({ id }: Account) => {
      asked.push(id);
      return [second, twin];
    },
    open: async ({ id, settings }: Account) => ({ settings, credentials: { id } }),
  };
  const opened = { settings: first.settings, credentials: {} };
  const out = await shareOut(deps, { account: first, opened }, updates, {} as Incoming);
  return { asked, out: out.map((share) => [share.account.id, share.updates] as const) };
}

test("what concerns the hook's own account asks nobody else", async () => {
  expect(await shares([reportTo("1"), strange])).toEqual({
    asked: [],
    out: [["first", [reportTo("1"), strange]]],
  });
});

test("a business account's news are each number's that stands on it", async () => {
  const { out } = await shares([template, restriction, reportTo("1")]);
  expect(out).toEqual([
    ["first", [template, restriction, reportTo("1")]],
    ["second", [template, restriction]],
  ]);
});

test("of two accounts of one number the older one takes what is about it", async () => {
  const { out } = await shares([reportTo("2")]);
  expect(out).toEqual([
    ["first", []],
    ["second", [reportTo("2")]],
  ]);
});

test("an account that does not believe the signature is passed over", async () => {
  const { out } = await shares([reportTo("2"), template], { mistrusting: ["second"] });
  expect(out).toEqual([
    ["first", [template]],
    ["twin", [reportTo("2")]],
  ]);
});

test("a provider with an address for each account shares nothing", async () => {
  expect(await shares([reportTo("2")], { siblings: false })).toEqual({
    asked: [],
    out: [["first", []]],
  });
});
