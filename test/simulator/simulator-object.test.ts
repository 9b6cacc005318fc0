import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { SimulatorObject } from "../../src/simulator-object.ts";

const mail = () =>
  new Request("https://api.resend.com/emails", {
    method: "POST",
    headers: { authorization: "Bearer re_x", "idempotency-key": "key-1" },
    body: JSON.stringify({ from: "a@example.com", to: "b@example.com", subject: "s", text: "x" }),
  });

test("remembers across lives of the object", async () => {
  const stub = env.SIMULATOR.getByName(crypto.randomUUID());
  await runInDurableObject(stub, async (_object, state) => {
    const first = await new SimulatorObject(state, env).fetch(mail());
    expect(first.status).toBe(200);
    const later = new SimulatorObject(state, env);
    expect(await (await later.fetch(mail())).json()).toEqual(await first.json());
    expect(JSON.parse(later.view())).toMatchObject({ mailbox: [{ subject: "s" }] });
  });
});

test("drops a connection so that the caller sees it", async () => {
  const stub = env.SIMULATOR.getByName(crypto.randomUUID());
  await runInDurableObject(stub, async (_object, state) => {
    const object = new SimulatorObject(state, env);
    object.addFault({ provider: "email", times: 1, fault: { kind: "drop" } });
    const response = await object.fetch(mail());
    await expect(response.text()).rejects.toThrow();
    expect(JSON.parse(object.view())).toMatchObject({ mailbox: [], faults: [] });
  });
});
