// Batches as Meta sends them: many numbers, messages, statuses and nonsense in one request, delivered
// more than once. Every part is handled by itself, and nothing crosses from one workspace to another.
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { hmacHex, hmacKey } from "../../src/lib/hmac.ts";
import { type Person, request, type Workspace, workspace } from "../support/gateway.ts";

let acme: Workspace;
let globex: Workspace;
let hook: string;

beforeAll(async () => {
  [acme, globex] = await Promise.all([workspace(), workspace()]);
  hook = (await acme.admin("GET", `/accounts/${acme.accounts.whatsapp}`)).body.account.hook_path;
});

const deliver = async (changes: unknown[]): Promise<number> => {
  const entry = [{ id: "102290129340398", changes }];
  const body = JSON.stringify({ object: "whatsapp_business_account", entry });
  const mac = await hmacHex(await hmacKey("app-secret"), body);
  const headers = { "x-hub-signature-256": `sha256=${mac}` };
  return (await request(hook, { method: "POST", headers, body })).status;
};

const seconds = () => String(Math.floor(Date.now() / 1000));
const change = (number: string, value: Record<string, unknown>) => ({
  field: "messages",
  value: {
    messaging_product: "whatsapp",
    metadata: { display_phone_number: "12025550100", phone_number_id: number },
    ...value,
  },
});
const messageFrom = (lead: Person, id: string) => ({
  messages: [
    { from: lead.phone.slice(1), id, timestamp: seconds(), type: "text", text: { body: id } },
  ],
});
const recorded = async (lead: Person): Promise<string[]> => {
  const { history } = (await acme.call("GET", `/api/public/leads/${lead.id}/history?limit=200`))
    .body;
  return history.map(({ content }: { content: string }) => content).toSorted();
};

const nonsense = fc.constantFrom<unknown>(
  null,
  {},
  { field: "messages" },
  { field: "something_new", value: { a: 1 } },
  { field: "messages", value: { metadata: {}, messages: [{}] } },
  { field: "messages", value: "text" },
);

test("any batch records exactly its own messages, once, however often it is delivered", async () => {
  const leads = await Promise.all([acme.person(), acme.person(), acme.person()]);
  const expected = new Map(leads.map((lead) => [lead.id, [] as string[]]));
  let n = 0;
  const part = fc.oneof(
    fc.record({ kind: fc.constant("ours"), lead: fc.nat(2) }),
    fc.record({ kind: fc.constant("foreign"), lead: fc.nat(2) }),
    fc.record({ kind: fc.constant("nonsense"), item: nonsense }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(part, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 3 }),
      async (parts, times) => {
        const changes = parts.map((one) => {
          if (one.kind === "nonsense") return "item" in one ? one.item : null;
          const lead = "lead" in one ? leads[one.lead] : undefined;
          if (!lead) return null;
          const id = `wamid.${++n}`;
          if (one.kind === "foreign") return change(globex.phoneNumberId, messageFrom(lead, id));
          expected.get(lead.id)?.push(id);
          return change(acme.phoneNumberId, messageFrom(lead, id));
        });
        for (let i = 0; i < times; i++) expect(await deliver(changes)).toBe(200);
      },
    ),
    { numRuns: 40 },
  );
  for (const lead of leads) expect(await recorded(lead)).toEqual(expected.get(lead.id)?.toSorted());
  const { leads: strangers } = (await globex.call("GET", "/api/public/leads")).body;
  expect(strangers).toEqual([]);
});

test("a thousand statuses in one request reach their messages, the unknown ones harm nothing", async () => {
  const lead = await acme.person();
  await acme.writes(lead);
  await acme.switches({ missing: true });
  const sent = await Promise.all(
    Array.from({ length: 20 }, () => acme.send(lead, { channel: "whatsapp", content: "Hi" })),
  );
  const status = (id: string, callback?: string) => ({
    id,
    status: "delivered",
    timestamp: seconds(),
    recipient_id: lead.phone.slice(1),
    ...(callback ? { biz_opaque_callback_data: callback } : {}),
  });
  const statuses = [
    ...sent.map(({ body }) => status(body.provider_message_id)),
    ...Array.from({ length: 980 }, (_, i) =>
      status(`wamid.unknown.${i}`, "guessed.0000000000000000"),
    ),
  ];
  expect(await deliver([change(acme.phoneNumberId, { statuses })])).toBe(200);
  for (const { body } of sent) {
    expect(await acme.message(body.message_id)).toMatchObject({ status: "delivered" });
  }
});

test("what nobody could be found for is kept for a person to look at", async () => {
  const body = change(acme.phoneNumberId, {
    statuses: [
      { id: "wamid.lost", status: "read", timestamp: seconds(), recipient_id: "12025559999" },
    ],
  });
  expect(await deliver([body, { field: "something_new", value: { a: 1 } }])).toBe(200);
  const kept = await env.DB.prepare("SELECT reason FROM journal WHERE workspace_id = ?")
    .bind(acme.id)
    .all<{ reason: string }>();
  const reasons = kept.results.map(({ reason }) => reason).join("\n");
  expect(reasons).toContain("wamid.lost");
  expect(reasons).toContain("something_new");
});
