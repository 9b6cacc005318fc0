// What a caller is told when the call to the lead's object itself breaks.
import { expect, test } from "vitest";
import type { LeadPort, SendOrder, SendOutcome } from "../../src/lead/port.ts";
import { err } from "../../src/lib/result.ts";
import type { GatewayError } from "../../src/model/errors.ts";
import type { Key } from "../../src/model/key.ts";
import type { MessageView } from "../../src/model/message.ts";
import type { SendDeps } from "../../src/send/deps.ts";
import { send } from "../../src/send/send.ts";

const key: Key = {
  id: "key",
  workspaceId: "workspace",
  dialect: "public",
  slug: null,
  environment: "live",
  scopes: ["messages.send"],
  rateLimit: 60,
  expiresAt: null,
};
const command = {
  leadId: "3c90c3cc-0d44-4b50-8888-8dd25736052a",
  workflowId: "3c90c3cc-0d44-4b50-8888-8dd25736052b",
  channel: "call" as const,
  content: { kind: "call" as const },
  metadata: {},
  scheduledAt: null,
};
const sent: SendOutcome = {
  ok: true,
  replayed: false,
  receipt: {
    messageId: "message",
    channel: "call",
    kind: "call",
    state: "sent",
    providerMessageId: "call-1",
    callStatus: "registered",
    scheduledAt: null,
  },
};
const silent = { info: () => {}, warn: () => {}, error: () => {} };
const broken = (flags: Record<string, boolean>) => Object.assign(new Error("broken"), flags);

/** For sends that carry no file. */
const noFiles: SendDeps["files"] = {
  clock: () => 0,
  log: silent,
  room: { take: () => false, give: () => {} },
  download: async () => ({ kind: "unreachable" }),
  uploadMedia: async () => err({ code: "unavailable" }),
  findUpload: async () => null,
  keepUpload: async () => {},
};

/** A pipeline whose lead answers the given outcomes in turn. */
function pipeline(answers: (SendOutcome | Error)[], recorded: MessageView | null = null) {
  const orders: SendOrder[] = [];
  let stubs = 0;
  const port = {
    send: async (order: SendOrder) => {
      orders.push(order);
      const answer = answers.shift();
      if (!answer || answer instanceof Error) throw answer ?? new Error("asked too often");
      return answer;
    },
    message: async () => recorded,
  } as unknown as LeadPort;
  const deps: SendDeps = {
    log: silent,
    files: noFiles,
    findWorkflow: async () => null,
    findAccountRoute: async () => null,
    findDefaultRoute: async () => Promise.reject(new Error("asked for nothing")),
    findTemplate: async () => null,
    findOrCreateLead: async () => Promise.reject(new Error("the lead is named")),
    newMessageId: async () => "message",
    leadOf: () => {
      stubs++;
      return port;
    },
  };
  const run = (idempotencyKey: string | null = null) =>
    send(deps, { key, draft: command, idempotencyKey }).then(
      ({ outcome }) => outcome,
      (error: GatewayError) => error.failure.code,
    );
  return { run, orders, stubs: () => stubs };
}

test("a broken call is made once more, on a new stub, with the same message id", async () => {
  const { run, orders, stubs } = pipeline([broken({ durableObjectReset: true }), sent]);
  expect(await run()).toEqual(sent);
  expect(orders.map(({ messageId }) => messageId)).toEqual(["message", "message"]);
  expect(stubs()).toBe(2);
});

test("an overloaded object is not asked again", async () => {
  const { run, orders } = pipeline([broken({ overloaded: true })]);
  expect(await run()).toBe("unavailable");
  expect(orders).toHaveLength(1);
});

test("without a key, a call that broke twice has an unknown outcome", async () => {
  const { run } = pipeline([broken({}), broken({})]);
  expect(await run()).toMatchObject({
    ok: true,
    receipt: { messageId: "message", state: "unknown", kind: "call" },
  });
});

test("with a key the caller is asked to repeat", async () => {
  const { run } = pipeline([broken({}), broken({})]);
  expect(await run("key-1")).toBe("unavailable");
});

test("an error of ours that recorded nothing is an error, not an unknown outcome", async () => {
  const remote = { remote: true };
  expect(await pipeline([broken(remote), broken(remote)]).run()).toBe("internal");
  const recorded = {} as MessageView;
  expect(await pipeline([broken(remote), broken(remote)], recorded).run()).toMatchObject({
    receipt: { state: "unknown" },
  });
});

test("refuses what a dialect should never have produced", async () => {
  const { run, orders } = pipeline([sent]);
  command.leadId = "NOT-CANONICAL";
  try {
    expect(await run()).toBe("field_invalid");
  } finally {
    command.leadId = "3c90c3cc-0d44-4b50-8888-8dd25736052a";
  }
  expect(orders).toEqual([]);
});
