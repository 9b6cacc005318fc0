import { expect, test } from "vitest";
import { world } from "./world.ts";

const email = {
  from: "Acme <hello@example.com>",
  to: ["john@example.com"],
  subject: "Follow-up",
  text: "Hi John",
};

test("accepts a mail and puts it into the mailbox", async () => {
  const { relay, view } = world();
  const html = "<p>Hi John</p>";
  const request = { ...email, to: "john@example.com", html, tags: [{ name: "a", value: "b-1" }] };
  const response = await relay(request, { headers: { "idempotency-key": "key-1" } });
  expect(response.status).toBe(200);
  const { id } = (await response.json()) as { id: string };
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect(view().mailbox).toEqual([
    {
      id,
      at: "2026-04-05T14:30:00Z",
      from: "Acme <hello@example.com>",
      to: ["john@example.com"],
      subject: "Follow-up",
      text: "Hi John",
      html,
      idempotency_key: "key-1",
      outcome: "delivered",
      request,
    },
  ]);
});

const without = (field: keyof typeof email) => {
  const { [field]: _omitted, ...rest } = email;
  return rest;
};

test.each([
  ["from", without("from")],
  ["to", without("to")],
  ["subject", without("subject")],
  ["html", without("text")],
])("names a missing %s", async (field, body) => {
  const response = await world().relay(body);
  expect(response.status).toBe(422);
  const answer = (await response.json()) as { name: string; statusCode: number; message: string };
  expect(answer).toMatchObject({ name: "missing_required_field", statusCode: 422 });
  expect(answer.message).toContain(`\`${field}\``);
});

test.each<[string, object]>([
  ["a sender without domain", { from: "Acme" }],
  ["an unquoted comma in a name", { from: "Acme, Inc. <a@example.com>" }],
  ["a line break in a name", { from: "Acme\r\nBcc: x@example.com <a@example.com>" }],
  ["a recipient without domain", { to: ["john"] }],
  ["no recipients", { to: [] }],
  ["51 recipients", { to: Array.from({ length: 51 }, (_, i) => `p${i}@example.com`) }],
  ["a line break in the subject", { subject: "a\r\nBcc: x@example.com" }],
  ["a space in a tag", { tags: [{ name: "a b", value: "c" }] }],
  ["an accent in a tag", { tags: [{ name: "a", value: "é" }] }],
  ["an unknown field", { replyTo: "a@example.com" }],
])("refuses %s", async (_name, change) => {
  const { relay, view } = world();
  const response = await relay({ ...email, ...change });
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({ name: "validation_error", statusCode: 422 });
  expect(view().mailbox).toEqual([]);
});

test.each([
  '"Acme, Inc." <a@example.com>',
  '"The \\"A\\" team" <a@example.com>',
  "Ácmé <a@example.com>",
])("takes the sender %s", async (from) => {
  expect((await world().relay({ ...email, from })).status).toBe(200);
});

test("gives the same id for the same key and bytes, for 24 hours", async () => {
  const { relay, view, time } = world();
  const headers = { "idempotency-key": "key-1" };
  const send = async () => (await (await relay(email, { headers })).json()) as { id: string };
  const first = await send();
  time.now += 24 * 3_600_000 - 1;
  expect(await send()).toEqual(first);
  expect(view().mailbox).toHaveLength(1);
  time.now += 1;
  expect(await send()).not.toEqual(first);
  expect(view().mailbox).toHaveLength(2);
});

test("refuses a key that was used with other bytes", async () => {
  const { relay, view } = world();
  const headers = { "idempotency-key": "key-1" };
  await relay(email, { headers });
  const response = await relay({ ...email, subject: "Other" }, { headers });
  expect(response.status).toBe(409);
  expect(await response.json()).toMatchObject({ name: "invalid_idempotent_request" });
  expect(view().mailbox).toHaveLength(1);
});

test("does not spend a key on a refused mail", async () => {
  const { relay } = world();
  const headers = { "idempotency-key": "key-1" };
  expect((await relay({ ...email, to: [] }, { headers })).status).toBe(422);
  expect((await relay(email, { headers })).status).toBe(200);
});

test("takes keys of up to 256 characters", async () => {
  const { relay } = world();
  const withKey = (length: number) =>
    relay(email, { headers: { "idempotency-key": "k".repeat(length) } });
  expect((await withKey(256)).status).toBe(200);
  const response = await withKey(257);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ name: "invalid_idempotency_key" });
});

test("refuses a missing and a foreign API key", async () => {
  const { relay } = world();
  const missing = await relay(email, { token: null });
  expect([missing.status, await missing.json()]).toMatchObject([401, { name: "missing_api_key" }]);
  const foreign = await relay(email, { token: "EAAx" });
  expect([foreign.status, await foreign.json()]).toMatchObject([401, { name: "invalid_api_key" }]);
});

test.each([
  ["rate-limited", 429, "rate_limit_exceeded"],
  ["quota", 429, "daily_quota_exceeded"],
  ["blocked", 451, "security_error"],
  ["broken", 500, "application_error"],
])("answers a mail to %s@ with %i %s", async (local, status, name) => {
  const { relay, view } = world();
  const response = await relay({ ...email, to: `${local}@example.com` });
  expect([response.status, await response.json()]).toMatchObject([status, { name }]);
  expect(response.headers.get("ratelimit-remaining")).toBe(status === 429 ? "0" : "9");
  expect(response.headers.get("retry-after")).toBe(status === 429 ? "1" : null);
  expect(view().mailbox).toEqual([]);
});

test("accepts a mail to a suppressed person, as Resend does", async () => {
  const { relay, view } = world();
  expect((await relay({ ...email, to: "suppressed@example.com" })).status).toBe(200);
  expect(view().mailbox).toMatchObject([{ outcome: "suppressed" }]);
});

test("refuses a sender on an unverified domain", async () => {
  const response = await world().relay({ ...email, from: "a@unverified.example" });
  expect([response.status, await response.json()]).toMatchObject([
    403,
    { name: "validation_error" },
  ]);
});

test("lists the domains, but not to a key that may only send", async () => {
  const { relay, getRelay } = world();
  await relay({ ...email, from: "a@acme.test" });
  const { data } = (await (await getRelay("/domains")).json()) as {
    data: { name: string; status: string }[];
  };
  expect(data.map(({ name, status }) => [name, status])).toEqual([
    ["example.com", "verified"],
    ["acme.example", "verified"],
    ["unverified.example", "not_started"],
    ["acme.test", "verified"],
  ]);
  const refused = await getRelay("/domains", "re_send_only");
  expect([refused.status, await refused.json()]).toMatchObject([
    401,
    { name: "restricted_api_key" },
  ]);
  expect((await getRelay("/nope")).status).toBe(404);
});
