import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { workspace } from "../support/gateway.ts";

const simulator = () => env.SIMULATOR.getByName(crypto.randomUUID());

const mail = () =>
  new Request("https://api.resend.com/emails", {
    method: "POST",
    headers: { authorization: "Bearer re_x", "idempotency-key": "key-1" },
    body: JSON.stringify({ from: "a@example.com", to: "b@example.com", subject: "s", text: "x" }),
  });

test("remembers across lives of the object", async () => {
  const stub = simulator();
  const first = await stub.fetch(mail());
  expect(first.status).toBe(200);
  const answer = await first.json();
  await evictDurableObject(stub);
  expect(await (await stub.fetch(mail())).json()).toEqual(answer);
  expect(JSON.parse(await stub.view())).toMatchObject({ mailbox: [{ subject: "s" }] });
});

test("drops a connection so that the caller sees it", async () => {
  const stub = simulator();
  await stub.addFault({ provider: "email", times: 1, fault: { kind: "drop" } });
  await expect(stub.fetch(mail()).then((response) => response.text())).rejects.toThrow();
  expect(JSON.parse(await stub.view())).toMatchObject({ mailbox: [], faults: [] });
});

test("goes on answering others while one request hangs", async () => {
  const stub = simulator();
  await stub.addFault({ provider: "email", times: 1, fault: { kind: "hang_after_accept" } });
  const gaveUp = new AbortController();
  const hanging = stub.fetch(new Request(mail(), { signal: gaveUp.signal }));
  const lost = expect(hanging).rejects.toThrow();
  expect((await stub.fetch(mail())).status).toBe(200);
  expect(JSON.parse(await stub.view())).toMatchObject({ mailbox: [{ subject: "s" }] });
  gaveUp.abort();
  await lost;
});

test("tells the gateway by itself, under the name of its workspace, even in another life", async () => {
  const made = await workspace();
  const lead = await made.person();
  const { callbacks } = await made.state();
  expect(callbacks).toEqual([]);
  await made.call("PUT", "/simulator/api/switches", { late_ms: 300 });
  const sent = await made.send(lead, {
    channel: "whatsapp",
    template_id: await made.templateId("hello_world"),
  });
  expect(sent.status).toBe(200);
  expect((await made.state()).callbacks).toHaveLength(3);
  await evictDurableObject(env.SIMULATOR.getByName(made.id));
  const read = async () => {
    const { body } = await made.call("GET", `/api/public/messages/${sent.body.message_id}`);
    expect(body).toMatchObject({ message: { status: "read" } });
  };
  await vi.waitFor(read, { timeout: 10_000, interval: 50 });
  expect((await made.state()).callbacks).toEqual([]);
});
