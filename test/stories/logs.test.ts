// What an operator's logs say: why a message did not go out, and nothing about whom it was for.
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { newKeyText } from "../../src/model/key.ts";
import { observed } from "../../src/wiring.ts";
import { request } from "../support/gateway.ts";
import { bodyOf, type Client, client, messages } from "../support/hostile.ts";

const methods = ["debug", "error", "info", "log", "warn"] as const;
const lines: string[] = [];
const spies = methods.map((method) =>
  vi.spyOn(console, method).mockImplementation((...said: unknown[]) => {
    lines.push(...said.map(String));
  }),
);
afterAll(() => {
  // A line that is written after the last test keeps vitest from ending.
  observed.sample = 0;
  for (const spy of spies) spy.mockRestore();
});

/** Stands in everything that a person reads or writes. */
const marker = "Xylophone";
const phone = "+491711234567";
const email = "wilhelmine.tell@mail.example";
const stranger = newKeyText("test");
const credentials = ["EAAtest", "app-secret", "verify-me", "re_test", "whsec_", "key_test"];

let acme: Client;
let person: { id: string; phone: string; email: string };
beforeAll(async () => {
  // The tests' configuration leaves these lines out.
  observed.sample = 1;
  acme = await client();
  person = await acme.person({ phone, email, first_name: marker });
});

const send = (fields: Record<string, unknown>, headers = {}) =>
  acme.send({ lead_id: person.id, ...fields }, headers);
const logged = (event: string) =>
  lines.map((line) => JSON.parse(line)).filter((line) => line.event === event);

describe("a message that its provider does not accept", () => {
  const refusal = { kind: "status", status: 400, body: { message: `no ${phone}, ${email}` } };
  test.each([
    ["is refused", refusal, { code: "provider_refused", status: 400 }],
    [
      "is refused for its key",
      { kind: "status", status: 401 },
      { code: "credentials_refused", status: 401 },
    ],
    ["is left without an answer", { kind: "drop" }, { code: "network" }],
  ])("is in the log when it %s", async (_what, fault, reason) => {
    lines.length = 0;
    await acme.fault("retell", fault);
    const sent = await send({ channel: "call", begin_message: marker });
    expect(logged("not_accepted")).toEqual([
      {
        level: "warn",
        event: "not_accepted",
        workspaceId: acme.id,
        leadId: person.id,
        messageId: sent.headers.get("x-message-id"),
        accountId: acme.accounts.call,
        channel: "call",
        provider: "retell",
        attempt: 1,
        durationMs: expect.any(Number),
        to: "+49…67",
        ...reason,
      },
    ]);
  });

  test("is in the log by the domain of its address", async () => {
    lines.length = 0;
    await acme.fault("email", { kind: "status", status: 422 });
    await send({ channel: "email", content: marker });
    expect(logged("not_accepted")).toMatchObject([{ to: "@mail.example", channel: "email" }]);
  });

  test("is not, when it was accepted", async () => {
    lines.length = 0;
    const sent = await send({ channel: "email", content: marker });
    expect(sent.status).toBe(200);
    expect(logged("not_accepted")).toEqual([]);
  });
});

describe("the line of a request", () => {
  const lineOf = (answer: { headers: Headers }) =>
    logged("request").find(({ requestId }) => requestId === answer.headers.get("x-request-id"));
  const every = {
    level: "info",
    event: "request",
    requestId: expect.any(String),
    durationMs: expect.any(Number),
  };
  const api = { dialect: "public", workspaceId: expect.any(String) };

  test("tells of a send what became of it and how long the provider took", async () => {
    const sent = await send({ channel: "email", content: marker });
    expect(lineOf(sent)).toEqual({
      ...every,
      ...api,
      method: "POST",
      route: "/api/public/messages",
      status: 200,
      channel: "email",
      outcome: "sent",
      messageId: sent.headers.get("x-message-id"),
      providerMs: expect.any(Number),
    });
  });

  test("tells of a refusal our code", async () => {
    const refused = await send({ channel: "email" });
    expect(lineOf(refused)).toMatchObject({ status: 400, code: "content_missing", ...api });
    await acme.fault("email", { kind: "status", status: 422 });
    const failed = await send({ channel: "email", content: marker });
    expect(lineOf(failed)).toMatchObject({
      status: 400,
      outcome: "refused",
      messageId: expect.any(String),
    });
  });

  test("has the route's pattern, whoever asks and whatever for", async () => {
    const path = `${messages}/${crypto.randomUUID()}`;
    const asked = await request(path, { headers: { "x-api-key": acme.key } });
    expect(lineOf(asked)).toEqual({
      ...every,
      ...api,
      method: "GET",
      route: "/api/public/messages/:id",
      status: 404,
      code: "message_not_found",
    });
    const stranger = await request(`${messages}/${marker}`, { headers: { "x-api-key": "no" } });
    expect(lineOf(stranger)).toEqual({
      ...every,
      method: "GET",
      route: "/api/public/*",
      dialect: "public",
      status: 401,
      code: "key_invalid",
    });
    const nowhere = await request(`/${marker}?${marker}`);
    expect(lineOf(nowhere)).toMatchObject({ status: 404, code: "route_not_found" });
    const operator = await request(`/api/admin/workspaces/${marker}`, {
      headers: { authorization: `Bearer ${env.ADMIN_TOKEN}` },
    });
    expect(lineOf(operator)).toMatchObject({ code: "resource_not_found" });
    expect(JSON.stringify(logged("request"))).not.toContain(marker);
  });

  test("tells of a provider's request whose it is, and how late it came", async () => {
    lines.length = 0;
    await acme.writes({ ...person, phone }, marker);
    await expect
      .poll(() => logged("request").find(({ provider }) => provider))
      .toEqual({
        ...every,
        method: "POST",
        route: "/hooks/:provider/:hookId",
        status: 200,
        provider: "meta",
        channel: "whatsapp",
        workspaceId: acme.id,
        accountId: acme.accounts.whatsapp,
        outcome: "taken",
        count: 1,
        lagMs: expect.any(Number),
      });
  });

  test("is not written about what balancers ask", async () => {
    lines.length = 0;
    await request("/healthz");
    expect(logged("request")).toEqual([]);
  });
});

test("nothing that is said or asked leaves a person, a text or a secret in the log", async () => {
  lines.length = 0;
  const said = `${marker}: ${phone} ${email} ${credentials.join(" ")}`;
  const body = { message: said, name: said, error: { message: said, code: 131026 } };
  const faults = [
    ...[400, 401, 403, 422, 500].map((status) => ({ kind: "status", status, body })),
    { kind: "garbage" },
    { kind: "drop" },
    null,
  ];
  const components = bodyOf({ type: "text", parameter_name: "nombre", text: marker });
  const spoken = {
    meta: { ...acme.template, components },
    email: { channel: "email", subject: marker, content: marker, html: `<p>${marker}` },
    retell: { channel: "call", begin_message: marker },
  };
  let n = 10;
  for (const fault of faults) {
    for (const [provider, fields] of Object.entries(spoken)) {
      // Each with a lead of its own: nobody waits for what is tried again.
      const lead = await acme.person({
        phone: phone.slice(0, -2) + ++n,
        email: email.replace("tell", `tell${n}`),
      });
      if (fault) await acme.fault(provider, fault);
      expect((await send({ ...fields, lead_id: lead.id })).status).toBeLessThan(500);
    }
  }
  await acme.writes({ ...person, phone }, marker);
  expect((await send({ channel: "whatsapp", content: marker })).status).toBe(200);

  const odd = [`{"${marker}\n    at ${email}":`, marker, `["${phone}"]`, `{"email":"${email}\\0"}`];
  const paths = [messages, "/api/public/leads", "/api/admin/workspaces", `/hooks/meta/${marker}`];
  const headers = [
    { "x-api-key": acme.key },
    { "x-api-key": stranger },
    { authorization: `Bearer ${env.ADMIN_TOKEN}` },
    { authorization: `Bearer ${marker}` },
    { "x-hub-signature-256": `sha256=${marker}`, "idempotency-key": `${email} ${phone}` },
  ];
  for (const body of odd) {
    for (const path of paths) {
      for (const given of headers) {
        const answer = await request(path, { method: "POST", headers: { ...given }, body });
        expect(answer.status).toBeLessThan(500);
      }
    }
  }

  expect(logged("not_accepted").length).toBeGreaterThan(15);
  const digits = phone.slice(1, -2);
  const local = "wilhelmine";
  const secrets = [...credentials, acme.key, stranger, env.ADMIN_TOKEN, env.MASTER_SECRET];
  const unspeakable = [marker, digits, digits.slice(-7), local, ...secrets];
  for (const line of lines) {
    for (const part of unspeakable) expect(line.toLowerCase()).not.toContain(part.toLowerCase());
  }
});

test("every line is one object of known fields", () => {
  const fields = ["level", "event", "requestId", "workspaceId", "leadId", "messageId", "accountId"];
  const rest = ["channel", "provider", "code", "status", "attempt", "count", "durationMs", "to"];
  const ofRequests = ["method", "route", "dialect", "outcome", "providerMs", "lagMs"];
  const known = new Set([...fields, ...rest, ...ofRequests, "errorName", "at"]);
  expect(lines).not.toEqual([]);
  for (const line of lines) {
    expect(Object.keys(JSON.parse(line)).filter((field) => !known.has(field))).toEqual([]);
  }
});
