// The typed client against the real Worker: what it sends, what it repeats, and what arrives in the end.
import { beforeAll, describe, expect, it } from "vitest";
import {
  createLeadwire,
  type LeadwireOptions,
  NoAnswerError,
} from "../../clients/typescript/src/index.ts";
import { type Person, request, type Workspace, workspace } from "../support/gateway.ts";
import { messagingWorkspace } from "../support/messaging.ts";

const origin = "https://gateway.example";
type Fetch = NonNullable<LeadwireOptions["fetch"]>;

/** The Worker under test, as a network that loses nothing. */
const gateway: Fetch = async (asked) => {
  const { pathname, search } = new URL(asked.url);
  const body = asked.body === null ? {} : { body: await asked.arrayBuffer() };
  return request(`${pathname}${search}`, { method: asked.method, headers: asked.headers, ...body });
};

interface Seen {
  method: string;
  path: string;
  key: string | null;
}

/** A client that waits for nothing, and what it asked for and would have waited. */
function clientOf(apiKey: string, options: Partial<LeadwireOptions> = {}) {
  const asked: Seen[] = [];
  const waits: number[] = [];
  const { fetch = gateway, ...rest } = options;
  const leadwire = createLeadwire({
    baseUrl: origin,
    apiKey,
    sleep: async (ms) => void waits.push(ms),
    random: () => 1,
    ...rest,
    fetch: (sent) => {
      const { pathname } = new URL(sent.url);
      asked.push({
        method: sent.method,
        path: pathname,
        key: sent.headers.get("idempotency-key"),
      });
      return fetch(sent);
    },
  });
  return { leadwire, asked, waits };
}

/** Goes wrong the first `times` times as `wrong` says, then as it should. */
function flaky(times: number, wrong: Fetch): Fetch {
  let left = times;
  return (sent) => (left-- > 0 ? wrong(sent) : gateway(sent));
}
const lost = () => Promise.reject(new TypeError("network connection lost"));

let acme: Workspace;
beforeAll(async () => {
  acme = await workspace();
});

const call = (lead: { id: string }) => ({
  lead_id: lead.id,
  workflow_id: acme.workflowId,
  channel: "call" as const,
});
const callsTo = async ({ phone }: Person): Promise<number> =>
  (await acme.state()).calls.filter((c: { to_number: string }) => c.to_number === phone).length;

describe("a send", () => {
  it("goes over WhatsApp, e-mail and the phone, and is found again", async () => {
    const { leadwire } = clientOf(acme.key);
    const lead = await acme.person();
    const to = { lead_id: lead.id, workflow_id: acme.workflowId };
    const template_id = await acme.templateId("hello_world");
    const sent = [
      await leadwire.sendMessage({ body: { ...to, channel: "whatsapp", template_id } }),
      await leadwire.sendMessage({ body: { ...to, channel: "email", content: "Hi John" } }),
      await leadwire.sendMessage({ body: { ...to, channel: "call" } }),
    ];
    expect(sent.map(({ error, response }) => [error, response?.status])).toEqual(
      Array(3).fill([undefined, 200]),
    );
    const { data } = await leadwire.getLeadHistory({ path: { id: lead.id } });
    expect(data?.history).toHaveLength(3);
  });

  it("goes over SMS, Messenger, Instagram and Telegram", async () => {
    const chats = await messagingWorkspace();
    const { leadwire } = clientOf(chats.key);
    const made = async (name: string, account: object): Promise<string> =>
      (await chats.admin("POST", "/accounts", { name, ...account })).body.account.id;
    const bot_id = String(Math.floor(1e9 + Math.random() * 8e9));
    const accounts = {
      messenger: chats.accounts.messenger.id,
      instagram: chats.accounts.instagram.id,
      sms: await made("SMS", {
        provider: "twilio",
        channel: "sms",
        settings: { account_sid: `AC${"0".repeat(32)}`, from: "+12025559876" },
        credentials: { auth_token: "tok-0123456789" },
      }),
      telegram: await made("Bot", {
        provider: "telegram",
        channel: "telegram",
        settings: { bot_id },
        credentials: { bot_token: `${bot_id}:ABC-secret`, webhook_secret: "s3cret_-A" },
      }),
    };
    const { body } = await chats.admin("POST", "/workflows", { name: "All", accounts });
    const [psid, igsid, chat] = [chats.newPerson(), chats.newPerson(), "7527593"];
    await chats.says("messenger", psid, { text: "Hello" });
    await chats.says("instagram", igsid, { text: "Hello" });
    const words = { channel: "telegram", to: bot_id, from: chat, name: "Maria", text: "/start" };
    await chats.call("POST", "/simulator/api/words", words);
    const whom = {
      messenger: psid,
      instagram: igsid,
      telegram: chat,
      sms: (await chats.person()).phone,
    };
    const statuses: Record<string, unknown> = {};
    for (const channel of ["messenger", "instagram", "telegram", "sms"] as const) {
      const content = "Hi";
      const to = { workflow_id: body.workflow.id as string, channel, to: whom[channel], content };
      const { error, response } = await leadwire.sendMessage({ body: to });
      statuses[channel] = error?.code ?? response?.status;
    }
    expect(statuses).toEqual({ messenger: 200, instagram: 200, telegram: 200, sms: 200 });
  });

  it("that is scheduled is a 202, and can be cancelled", async () => {
    const { leadwire } = clientOf(acme.key);
    const scheduled_at = new Date(Date.now() + 3_600_000).toISOString();
    const lead = await acme.person();
    const { data, response } = await leadwire.sendMessage({
      body: { ...call(lead), scheduled_at },
    });
    expect(response?.status).toBe(202);
    expect(data).toMatchObject({ status: "scheduled" });
    const id = response?.headers.get("x-message-id") ?? "";
    expect((await leadwire.cancelMessage({ path: { id } })).response?.status).toBe(200);
    expect((await leadwire.getMessage({ path: { id } })).data?.message.status).toBe("cancelled");
  });

  it("that is refused is a value with the code, and is not repeated", async () => {
    const { leadwire, asked } = clientOf(acme.key);
    const { data, error } = await leadwire.sendMessage({
      body: { ...call(await acme.person()), channel: "whatsapp", content: "Hi" },
    });
    expect([data, error?.code, asked.length]).toEqual([undefined, "window_closed", 1]);
  });

  it("whose outcome is unknown is not repeated", async () => {
    const { leadwire, asked } = clientOf(acme.key);
    const lead = await acme.person();
    await acme.fault("retell", { kind: "garbage" });
    const { data, response } = await leadwire.sendMessage({ body: call(lead) });
    expect([response?.status, asked.length]).toEqual([202, 1]);
    expect(data).toMatchObject({ status: "unknown" });
  });
});

describe("a send whose answer is lost", () => {
  const losesAnswers: Fetch = async (sent) => {
    await gateway(sent);
    throw new TypeError("network connection lost");
  };
  const breaksOff: Fetch = async (sent) => {
    const { status, headers } = await gateway(sent);
    const body = new ReadableStream({ start: (stream) => stream.error(new Error("cut off")) });
    return new Response(body, { status, headers });
  };
  const hangs: Fetch = async (sent) => {
    await gateway(sent);
    return new Promise((_, reject) => {
      sent.signal.addEventListener("abort", () => reject(sent.signal.reason));
    });
  };
  const badGateway: Fetch = async (sent) => {
    await gateway(sent);
    return new Response("<h1>Bad gateway</h1>", { status: 502 });
  };

  it.each([
    ["once", 1, losesAnswers],
    ["three times", 3, losesAnswers],
    ["half way", 1, breaksOff],
    ["in time", 1, hangs],
    ["to a proxy", 1, badGateway],
    ["before it was asked", 1, lost],
  ])("%s is repeated under the same key, and made once", async (_, times, wrong) => {
    const options = { fetch: flaky(times, wrong), timeoutMs: wrong === hangs ? 2_000 : 60_000 };
    const { leadwire, asked, waits } = clientOf(acme.key, options);
    const lead = await acme.person();
    const { data, error, response } = await leadwire.sendMessage({ body: call(lead) });
    expect([error, response?.status]).toEqual([undefined, 200]);
    expect(response?.headers.get("idempotent-replayed")).toBe(wrong === lost ? null : "true");
    expect(data).toHaveProperty("call_id");
    expect(asked).toHaveLength(times + 1);
    expect(new Set(asked.map(({ key }) => key)).size).toBe(1);
    expect(asked[0]?.key).toMatch(/^[0-9a-f-]{36}$/);
    expect(waits).toEqual([250, 500, 1_000].slice(0, times));
    expect(await callsTo(lead)).toBe(1);
  });

  it("for good ends with the key under which it can be made again", async () => {
    const { leadwire, asked } = clientOf(acme.key, { fetch: losesAnswers });
    const lead = await acme.person();
    const error = await leadwire.sendMessage({ body: call(lead) }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(NoAnswerError);
    expect([asked.length, error.status, error.cause]).toEqual([4, null, expect.any(TypeError)]);
    const headers = { "Idempotency-Key": error.idempotencyKey };
    const { response } = await clientOf(acme.key).leadwire.sendMessage({
      body: call(lead),
      headers,
    });
    expect(response?.headers.get("idempotent-replayed")).toBe("true");
    expect(await callsTo(lead)).toBe(1);
  });

  it("keeps the caller's own key", async () => {
    const { leadwire, asked } = clientOf(acme.key, { fetch: flaky(1, losesAnswers) });
    const headers = { "Idempotency-Key": "order-4711" };
    await leadwire.sendMessage({ body: call(await acme.person()), headers });
    expect(asked.map(({ key }) => key)).toEqual(["order-4711", "order-4711"]);
  });

  it("is not repeated once the caller has given up", async () => {
    const caller = new AbortController();
    const { leadwire, asked } = clientOf(acme.key, {
      fetch: async () => {
        caller.abort(new Error("closed"));
        throw caller.signal.reason;
      },
    });
    const body = call(await acme.person());
    await expect(leadwire.sendMessage({ body, signal: caller.signal })).rejects.toThrow(
      NoAnswerError,
    );
    expect(asked).toHaveLength(1);
  });
});

describe("what is not a send", () => {
  it("is repeated when it reads", async () => {
    const { leadwire, asked } = clientOf(acme.key, { fetch: flaky(2, lost) });
    const { data } = await leadwire.listWorkflows();
    expect(data?.workflows).toHaveLength(1);
    expect(asked.map(({ method, key }) => [method, key])).toEqual(Array(3).fill(["GET", null]));
  });

  it("is not repeated when it writes", async () => {
    const { leadwire, asked } = clientOf(acme.key, { fetch: lost });
    const body = { first_name: "Mia", phone: "+12025550177" };
    await expect(leadwire.createLeads({ body })).rejects.toThrow(NoAnswerError);
    expect(asked).toEqual([{ method: "POST", path: "/api/public/leads", key: null }]);
  });

  it("has its key for a job", async () => {
    const { leadwire, asked } = clientOf(acme.key, { fetch: flaky(1, lost) });
    const leads = [(await acme.person()).id];
    const message = { workflow_id: acme.workflowId, channel: "email" as const, content: "Hi" };
    const { error } = await leadwire.startJob({ body: { ...message, lead_ids: leads } });
    expect(error).toBeUndefined();
    expect([asked.length, new Set(asked.map(({ key }) => key)).size]).toEqual([2, 1]);
  });
});

describe("the gateway's own 'not now'", () => {
  it("429 is waited for as long as it says, then given", async () => {
    const { body } = await acme.admin("POST", "/keys", { name: "slow", rate_limit: 1 });
    const { leadwire, asked, waits } = clientOf(body.secret);
    expect((await leadwire.listWorkflows()).response?.status).toBe(200);
    const { error, response } = await leadwire.listWorkflows();
    expect([response?.status, error?.code]).toEqual([429, "rate_limited"]);
    expect(asked).toHaveLength(5);
    expect(waits).toHaveLength(3);
    for (const ms of waits) expect(ms % 1_000).toBe(0);
    expect(waits.at(-1)).toBe((error?.retry_after ?? 0) * 1_000);
  });

  it("409 of a key in flight ends with the first one's answer", async () => {
    const lead = await acme.person();
    const headers = { "Idempotency-Key": "at-once" };
    let first: Promise<unknown> = Promise.resolve();
    const { leadwire, waits } = clientOf(acme.key, {
      sleep: async (ms) => {
        waits.push(ms);
        await first;
      },
    });
    await acme.switches({ latency_ms: 100 });
    const both = [1, 2, 3].map(() => leadwire.sendMessage({ body: call(lead), headers }));
    first = Promise.race(both);
    const answers = await Promise.all(both);
    await acme.switches({});
    const ids = answers.map(({ data }) => data && "call_id" in data && data.call_id);
    expect([new Set(ids).size, typeof ids[0]]).toEqual([1, "string"]);
    expect(new Set(waits)).toEqual(new Set([1_000]));
    expect(await callsTo(lead)).toBe(1);
  });

  const stillRunning: Fetch = async () =>
    Response.json(
      { error: "In flight", code: "idempotency_in_flight", request_id: "r" },
      { status: 409, headers: { "Retry-After": "1" } },
    );

  it("409 of a key in flight is asked again for longer than other things", async () => {
    const { leadwire, asked } = clientOf(acme.key, { fetch: flaky(20, stillRunning) });
    const { response } = await leadwire.sendMessage({ body: call(await acme.person()) });
    expect([response?.status, asked.length]).toEqual([200, 21]);
  });

  it("409 of a key that stays in flight is given in the end", async () => {
    const { leadwire, waits } = clientOf(acme.key, { fetch: stillRunning, timeoutMs: 5_000 });
    const { error, request } = await leadwire.sendMessage({ body: call(await acme.person()) });
    expect([error?.code, waits]).toEqual(["idempotency_in_flight", Array(5).fill(1_000)]);
    expect(request?.headers.get("Idempotency-Key")).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("409 that no waiting mends is a refusal, and is not repeated", async () => {
    const { leadwire, asked } = clientOf(acme.key);
    const { response } = await leadwire.sendMessage({ body: call(await acme.person()) });
    const id = response?.headers.get("x-message-id") ?? "";
    const { error } = await leadwire.cancelMessage({ path: { id } });
    expect([error?.code, asked.length]).toEqual(["not_cancellable", 2]);
  });
});

describe("Retry-After", () => {
  const now = Date.UTC(2026, 10, 21, 12, 0, 0);
  const busy = (retryAfter: string | null): Fetch => {
    const headers = retryAfter === null ? {} : { "Retry-After": retryAfter };
    return async () => Response.json({ code: "unavailable" }, { status: 503, headers });
  };

  it.each([
    ["seconds", "7", 7_000],
    ["a date", "Sat, 21 Nov 2026 12:00:09 GMT", 9_000],
    ["a date that is over", "Sat, 21 Nov 2026 11:59:00 GMT", 0],
    ["nothing that it knows", "soon", 250],
    ["nothing", null, 250],
  ])("in %s is respected", async (_, retryAfter, ms) => {
    const options = { fetch: flaky(1, busy(retryAfter)), now: () => now };
    const { leadwire, waits } = clientOf(acme.key, options);
    expect((await leadwire.listWorkflows()).error).toBeUndefined();
    expect(waits).toEqual([ms]);
  });

  it("of longer than one wants to wait gives the answer at once", async () => {
    const { leadwire, asked, waits } = clientOf(acme.key, { fetch: busy("3600") });
    const { error } = await leadwire.listWorkflows();
    expect([error?.code, asked.length, waits]).toEqual(["unavailable", 1, []]);
  });

  it("is not waited for without retries", async () => {
    const { leadwire, waits } = clientOf(acme.key, { fetch: busy("1"), maxRetries: 0 });
    expect((await leadwire.listWorkflows()).response?.status).toBe(503);
    expect(waits).toEqual([]);
  });
});

it("an answer that is none of the gateway's is no refusal", async () => {
  const fetch = async () => new Response("<h1>Moved</h1>", { status: 302 });
  const error = await clientOf(acme.key, { fetch })
    .leadwire.listWorkflows()
    .catch((thrown) => thrown);
  expect(error).toBeInstanceOf(NoAnswerError);
  expect(error.status).toBe(302);
});
