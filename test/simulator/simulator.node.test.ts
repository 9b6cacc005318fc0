import { describe, expect, test } from "vitest";
import { type Fault, type PlayedProvider, pendingFaultSchema } from "../../src/simulator/faults.ts";
import { magic } from "../../src/simulator/simulator.ts";
import { person, phoneNumberId, textMessage, world } from "./world.ts";

async function faulty(fault: Fault, times = 1, provider: PlayedProvider = "meta") {
  const made = world();
  await made.write();
  made.simulator.addFault({ provider, times, fault });
  const received = () =>
    made.view().phone.filter(({ direction }) => direction === "received").length;
  return { ...made, received };
}

describe("faults", () => {
  test("answers a given status without recording", async () => {
    const { meta, received } = await faulty({
      kind: "status",
      status: 503,
      body: { error: { code: 2 } },
      headers: { "retry-after": "7" },
    });
    const response = await meta(textMessage());
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("7");
    expect(await response.json()).toEqual({ error: { code: 2 } });
    expect(received()).toBe(0);
  });

  test("answers a given text, and statuses that have no body", async () => {
    const html = { "content-type": "text/html" };
    const { simulator, meta } = await faulty({
      kind: "status",
      status: 502,
      body: "<h1>x</h1>",
      headers: html,
    });
    simulator.addFault({ provider: "meta", times: 1, fault: { kind: "status", status: 204 } });
    const response = await meta(textMessage());
    expect(response.headers.get("content-type")).toBe("text/html");
    expect(await response.text()).toBe("<h1>x</h1>");
    expect((await meta(textMessage())).status).toBe(204);
  });

  test("breaks the connection without recording", async () => {
    const { meta, received } = await faulty({ kind: "drop" });
    const response = await meta(textMessage());
    await expect(response.text()).rejects.toThrow();
    expect(received()).toBe(0);
  });

  test("answers garbage after recording", async () => {
    const { meta, received } = await faulty({ kind: "garbage" });
    const response = await meta(textMessage());
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("<html>");
    expect(received()).toBe(1);
  });

  test("records, waits a minute and breaks the connection", async () => {
    const { meta, received, waited } = await faulty({ kind: "hang_after_accept" });
    const response = await meta(textMessage());
    await expect(response.text()).rejects.toThrow();
    expect(waited).toEqual([60_000]);
    expect(received()).toBe(1);
  });

  test("are used up in order, each as often as asked", async () => {
    const { simulator, meta, view } = await faulty({ kind: "status", status: 500 }, 2);
    simulator.addFault({ provider: "meta", times: 1, fault: { kind: "status", status: 429 } });
    expect(view().faults).toHaveLength(2);
    const statuses: number[] = [];
    for (let i = 0; i < 4; i++) statuses.push((await meta(textMessage())).status);
    expect(statuses).toEqual([500, 500, 429, 200]);
    expect(view().faults).toEqual([]);
  });

  test("belong to one provider", async () => {
    const { meta } = await faulty({ kind: "status", status: 500 }, 1, "email");
    expect((await meta(textMessage())).status).toBe(200);
  });

  test("lets the relay give the first id after a lost answer", async () => {
    const { simulator, relay, view } = world();
    simulator.addFault({ provider: "email", times: 1, fault: { kind: "garbage" } });
    const email = { from: "a@example.com", to: "b@example.com", subject: "s", text: "x" };
    const headers = { "idempotency-key": "key-1" };
    await relay(email, { headers });
    const { id } = (await (await relay(email, { headers })).json()) as { id: string };
    expect(view().mailbox.map((mail) => mail["id"])).toEqual([id]);
  });

  test.each([
    { provider: "fax", fault: { kind: "drop" } },
    { provider: "meta", fault: { kind: "status" } },
    { provider: "meta", fault: { kind: "status", status: 101 } },
    { provider: "meta", fault: { kind: "status", status: 200, headers: { "a b": "c" } } },
    { provider: "meta", fault: { kind: "status", status: 200, headers: { a: "b\r\nc: d" } } },
    { provider: "meta", times: 0, fault: { kind: "drop" } },
  ])("refuses %j", (fault) => {
    expect(pendingFaultSchema.safeParse(fault).success).toBe(false);
  });

  test("stop being taken when a hundred are waiting", () => {
    const { simulator } = world();
    const add = () => simulator.addFault({ provider: "meta", times: 1, fault: { kind: "drop" } });
    expect(Array.from({ length: 100 }, add)).not.toContain(false);
    expect(add()).toBe(false);
  });
});

test("keeps the last thousand entries of each kind", async () => {
  const { write, view, retell } = world();
  const call = { from_number: "+12025550100", to_number: person };
  await retell("/v2/create-phone-call", call);
  for (let i = 0; i < 1_005; i++) await write(String(i));
  const texts = view().phone.map(({ text }) => text);
  expect([texts.length, texts[0], texts.at(-1)]).toEqual([1_000, "5", "1004"]);
  expect(view().calls).toHaveLength(1);
});

test("forgets everything but its default templates", async () => {
  const { simulator, meta, write, view } = world();
  await write();
  simulator.addTemplate({
    id: "1",
    name: "mine",
    language: "en",
    category: "UTILITY",
    status: "APPROVED",
    parameter_format: "POSITIONAL",
    components: [{ type: "BODY", text: "Hi" }],
  });
  simulator.addFault({ provider: "retell", times: 1, fault: { kind: "drop" } });
  expect(view().templates).toHaveLength(6);
  simulator.forget();
  expect(view()).toMatchObject({ phone: [], mailbox: [], calls: [], faults: [] });
  expect(view().templates).toHaveLength(5);
  expect((await meta(textMessage())).status).toBe(400);
});

test("plays no other host, and reads no endless body", async () => {
  const { simulator, meta } = world();
  const other = await simulator.fetch(new Request("https://example.com/"));
  expect(other.status).toBe(404);
  expect((await meta(textMessage("x".repeat(1024 * 1024)))).status).toBe(413);
});

test("every ending of the magic table does what it says", async () => {
  for (const { provider, given, effect } of magic) {
    const ending = /ending in (\d{6})$/.exec(given)?.[1];
    if (!ending || !["WhatsApp", "Calls"].includes(provider)) continue;
    const { meta, retell, write } = world();
    const to = `+12025${ending}`;
    await write("Hello", to);
    const isCall = provider === "Calls";
    const response = isCall
      ? await retell("/v2/create-phone-call", { from_number: "+12025550100", to_number: to })
      : await meta(textMessage("Hi", to));
    const answer = (await response.json()) as { error?: { code: number } };
    const outcome = isCall ? response.status : (answer.error?.code ?? response.status);
    expect(effect).toContain(String(outcome));
  }
  expect(magic.length).toBeGreaterThan(15);
});

test("an entry names the number that the person wrote to", async () => {
  const { write, view } = world();
  await write();
  expect(view().phone).toMatchObject([{ phone_number_id: phoneNumberId, contact: person }]);
});
