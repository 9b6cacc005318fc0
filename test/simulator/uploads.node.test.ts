// Files that a number is given, and what may be sent of them.
import { expect, test } from "vitest";
import { replySchema } from "../../src/simulator/meta/reply.ts";
import { upload } from "./upload.ts";
import { person, phoneNumberId, textMessage, world } from "./world.ts";

const graph = "https://graph.facebook.com/v25.0";
const dayMs = 24 * 60 * 60 * 1_000;

type Simulated = ReturnType<typeof world>;

const fileMessage = (type: string, id: string) => ({
  messaging_product: "whatsapp",
  to: person,
  type,
  [type]: { id },
});

test("an upload can be sent as what it is", async () => {
  const acme = world();
  await acme.write();
  const { id } = await upload(acme.simulator, "image/png", { bytes: 70 });
  expect(acme.view()).toMatchObject({
    files: [{ id, mime_type: "image/png", size: 70, filename: "a file.bin" }],
  });
  expect((await acme.meta(fileMessage("image", id))).status).toBe(200);
  expect((await acme.meta(fileMessage("document", id))).status).toBe(400);
});

test("an upload of another number, or of nobody, cannot be sent", async () => {
  const acme = world();
  await acme.write();
  const { id } = await upload(acme.simulator, "image/png", { number: "2" });
  for (const unknown of [id, "123"]) {
    const response = await acme.meta(fileMessage("image", unknown));
    expect(await response.json()).toMatchObject({ error: { code: 100 } });
  }
});

test("an upload is gone after 30 days", async () => {
  const acme = world();
  const { id } = await upload(acme.simulator, "audio/ogg");
  await acme.pass(30 * dayMs - 1_000);
  await acme.write();
  expect((await acme.meta(fileMessage("audio", id))).status).toBe(200);
  await acme.pass(2_000);
  expect((await acme.meta(fileMessage("audio", id))).status).toBe(400);
});

test("a file of a type or size that Meta does not take is refused", async () => {
  const acme = world();
  expect((await upload(acme.simulator, "text/html")).error?.code).toBe(100);
  expect((await upload(acme.simulator, "image/webp", { bytes: 500 * 1024 + 1 })).error?.code).toBe(
    131053,
  );
  expect((await upload(acme.simulator, "image/webp", { bytes: 500 * 1024 })).error).toBeUndefined();
  expect((await upload(acme.simulator, "text/plain", { bytes: 0 })).error?.code).toBe(131053);
});

const buttons = (ids: string[]) => ({
  messaging_product: "whatsapp",
  to: person,
  type: "interactive",
  interactive: {
    type: "button",
    body: { text: "When?" },
    action: { buttons: ids.map((id) => ({ type: "reply", reply: { id, title: `At ${id}` } })) },
  },
});

test("a person taps only what a message offers", async () => {
  const acme = world();
  await acme.write();
  const idOf = async (answer: Response) =>
    ((await answer.json()) as { messages: { id: string }[] }).messages[0]?.id;
  const offer = await idOf(await acme.meta(buttons(["am", "pm"])));
  const text = await idOf(await acme.meta(textMessage()));
  const tap = (id: string, reply_to = offer, type = "button") =>
    acme.simulator.tapProblem(
      replySchema.parse({
        phone_number_id: phoneNumberId,
        from: person,
        type,
        reply_to,
        reply: { id, title: "At pm" },
      }),
    );
  expect(tap("pm")).toBeNull();
  expect(tap("noon")).toContain("noon");
  expect(tap("pm", offer, "list")).toContain("list");
  expect(tap("pm", text)).toContain("offers no button");
  expect(tap("pm", "wamid.unknown")).toBeNull();
});

const proposal = {
  name: "order_ready",
  language: "en_US",
  category: "UTILITY",
  components: [{ type: "BODY", text: "Your order is ready." }],
};

async function propose({ simulator }: Simulated, body: unknown) {
  const response = await simulator.fetch(
    new Request(`${graph}/2002/message_templates`, {
      method: "POST",
      headers: { authorization: "Bearer EAAx", "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
  return (await response.json()) as {
    id: string;
    status: string;
    error?: { code: number; error_subcode?: number };
  };
}

test("a proposed template is pending, and then reported as approved or rejected", async () => {
  const acme = world();
  const { id, status } = await propose(acme, proposal);
  expect(status).toBe("PENDING");
  await propose(acme, { ...proposal, name: "rejected_offer" });
  await acme.pass(1_000);
  const told = acme.deliveries.map(({ path, body }) => ({ path, ...JSON.parse(body) }));
  expect(told).toMatchObject(
    [
      { message_template_id: Number(id), event: "APPROVED", message_template_name: "order_ready" },
      { event: "REJECTED", reason: "INVALID_FORMAT" },
    ].map((value) => ({
      path: "/hooks/meta/2002",
      entry: [{ id: "2002", changes: [{ field: "message_template_status_update", value }] }],
    })),
  );
});

test("a template of a known name and language, or with a status of its own, is refused", async () => {
  const acme = world();
  await propose(acme, proposal);
  expect((await propose(acme, proposal)).error?.error_subcode).toBe(2388024);
  expect((await propose(acme, { ...proposal, language: "de" })).error).toBeUndefined();
  const approved = { ...proposal, name: "other", status: "APPROVED" };
  expect((await propose(acme, approved)).error?.code).toBe(100);
  expect((await propose(acme, { ...proposal, name: "No Capitals" })).error).toBeDefined();
});
