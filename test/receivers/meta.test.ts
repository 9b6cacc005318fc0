// Meta's webhooks against the real Worker: who may ask, what counts as signed, and what has an effect.
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { hmacHex, hmacKey } from "../../src/lib/hmac.ts";
import { type Person, request, type Workspace, workspace } from "../support/gateway.ts";

let acme: Workspace;
let hook: string;

beforeAll(async () => {
  acme = await workspace();
  hook = (await acme.admin("GET", `/accounts/${acme.accounts.whatsapp}`)).body.account.hook_path;
});

const inbound = (from: string, id: string, number = acme.phoneNumberId) => ({
  object: "whatsapp_business_account",
  entry: [
    {
      id: "102290129340398",
      changes: [
        {
          field: "messages",
          value: {
            messaging_product: "whatsapp",
            metadata: { display_phone_number: "12025550100", phone_number_id: number },
            contacts: [{ profile: { name: "Zoë" }, wa_id: from.slice(1) }],
            messages: [
              {
                from: from.slice(1),
                id,
                timestamp: String(Math.floor(Date.now() / 1000)),
                type: "text",
                text: { body: "¡Hola! ✓" },
              },
            ],
          },
        },
      ],
    },
  ],
});

const post = async (body: unknown, { secret = "app-secret", path = hook, signature = "" } = {}) => {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const mac = signature || `sha256=${await hmacHex(await hmacKey(secret), text)}`;
  const headers = { "content-type": "application/json", "x-hub-signature-256": mac };
  return (await request(path, { method: "POST", headers, body: text })).status;
};

/**
 * Whether our window lets free text pass. The simulator keeps a window of its own, did not see these
 * messages, and refuses what we let through: then the answer carries the provider's own code.
 */
const isWindowOpen = async (lead: Person) => {
  const { status, body } = await acme.send(lead, { channel: "whatsapp", content: "Hi" });
  expect(status).toBe(422);
  return body.provider?.code === 131047;
};

test("answers Meta's handshake for the right token only", async () => {
  const ask = async (query: string, path = hook) => {
    const response = await request(`${path}?${query}`);
    return [response.status, await response.text()];
  };
  const right = "hub.mode=subscribe&hub.verify_token=verify-me&hub.challenge=1158201444";
  expect(await ask(right)).toEqual([200, "1158201444"]);
  expect(await ask(right.replace("verify-me", "wrong"))).toEqual([404, "Not found"]);
  expect(await ask(right.replace("subscribe", "other"))).toEqual([404, "Not found"]);
  expect(await ask(right, "/hooks/meta/nobody")).toEqual([404, "Not found"]);
});

test("a signed message opens the window of the person who wrote", async () => {
  const lead = await acme.person();
  expect(await isWindowOpen(lead)).toBe(false);
  expect(await post(inbound(lead.phone, "wamid.signed"))).toBe(200);
  expect(await isWindowOpen(lead)).toBe(true);
});

test("a delivery repeated by Meta is recorded once", async () => {
  const lead = await acme.person();
  const body = inbound(lead.phone, "wamid.twice");
  expect([await post(body), await post(body), await post(body)]).toEqual([200, 200, 200]);
  const recorded = () =>
    env.DB.prepare("SELECT count(*) AS n FROM messages WHERE lead_id = ?").bind(lead.id).first("n");
  await expect.poll(recorded, { timeout: 10_000 }).toBe(1);
});

test("nothing forged has any effect", async () => {
  const lead = await acme.person();
  const body = inbound(lead.phone, "wamid.forged");
  const text = JSON.stringify(body);
  const good = await hmacHex(await hmacKey("app-secret"), text);
  expect(await post(body, { secret: "another secret" })).toBe(401);
  for (const signature of [`sha1=${good}`, good, `sha256=${good.slice(2)}`, "sha256=", "garbage"]) {
    expect(await post(body, { signature }), signature).toBe(401);
  }
  expect(await post(text.replace("Hola", "Hora"), { signature: `sha256=${good}` })).toBe(401);
  expect(await post(body, { path: "/hooks/meta/nobody" })).toBe(404);
  expect(await post(body, { path: "/hooks/retell/nobody" })).toBe(404);
  expect(await isWindowOpen(lead)).toBe(false);
});

test("a message to a number that is not this account's has no effect", async () => {
  const lead = await acme.person();
  expect(await post(inbound(lead.phone, "wamid.foreign", "999"))).toBe(200);
  expect(await isWindowOpen(lead)).toBe(false);
});

test("takes 3 MB and no more; what is signed but not understood is answered 200", async () => {
  expect(await post("x".repeat(3 * 1024 * 1024 + 1))).toBe(413);
  expect(await post({ object: "something new", entry: "?" })).toBe(200);
  expect(await post("not json")).toBe(200);
});

test("two leads that share a number may both be answered", async () => {
  const one = await acme.person();
  const two = await acme.person({ id: crypto.randomUUID(), phone: one.phone });
  expect(two.id).not.toBe(one.id);
  await post(inbound(one.phone, "wamid.shared"));
  expect([await isWindowOpen(one), await isWindowOpen(two)]).toEqual([true, true]);
});
