// A conversation with Ana, and what the gateway knows of each message afterwards: what the pretend
// providers reported back, on its timeline.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { demo } from "./seed.ts";

export interface Scene {
  title: string;
  /** What the API says at the end, for people to read. */
  shown: unknown;
  /** What went otherwise than promised; null when nothing did. */
  problem: string | null;
}

const patienceMs = 15_000;
const windowJumpSeconds = 25 * 3600;

const messageSchema = z.looseObject({
  status: z.string(),
  timeline: z.array(z.looseObject({ event: z.string(), at: z.string() })),
});
type Message = z.infer<typeof messageSchema>;

export async function* conversation(url: string): AsyncGenerator<Scene> {
  const api = client(url);
  const ana = { lead_id: demo.ana.id, workflow_id: demo.workflowId };
  const send = (body: Record<string, unknown>) =>
    api("POST", "/api/public/messages", { ...ana, ...body });
  const switches = (body: Record<string, unknown>) =>
    api("PUT", "/simulator/api/switches", body, 200);

  /** The message once it has `status` and, for calls, is analysed. */
  async function become(id: string, done: (message: Message) => boolean): Promise<Message> {
    const until = Date.now() + patienceMs;
    for (;;) {
      const { body } = await api("GET", `/api/public/messages/${id}`, undefined, 200);
      const message = messageSchema.parse(body["message"]);
      if (done(message)) return message;
      assert.ok(Date.now() < until, `still ${message.status}: ${eventsOf(message).join(", ")}`);
      await sleep(100);
    }
  }
  const ends = async (id: string, status: string, ...events: string[]) => {
    const message = await become(
      id,
      (now) => now.status === status && events.every((event) => eventsOf(now).includes(event)),
    );
    return { status: message.status, timeline: message.timeline };
  };

  yield scene("A template goes out; Ana's phone receives it and she reads it", async () => {
    const { body } = await send({
      channel: "whatsapp",
      template_id: demo.templateId,
      components: [
        {
          type: "body",
          parameters: [
            { type: "text", parameter_name: "nombre", text: "Ana" },
            { type: "text", parameter_name: "agente", text: "Sofia" },
            { type: "text", parameter_name: "empresa", text: "Acme Corp" },
          ],
        },
      ],
    });
    return ends(String(body["message_id"]), "read", "sent", "delivered", "read");
  });

  yield scene("Ana answers: her message is in the history, and the window is open", async () => {
    const reply = {
      phone_number_id: demo.phoneNumberId,
      from: demo.ana.phone,
      text: "¡Sí, claro!",
    };
    await api("POST", "/simulator/api/replies", reply, 200);
    const { body } = await api("GET", `/api/public/leads/${demo.ana.id}/window`, undefined, 200);
    assert.equal(
      z.array(z.looseObject({ open: z.boolean() })).parse(body["windows"])[0]?.open,
      true,
    );
    const history = await api("GET", `/api/public/leads/${demo.ana.id}/history`, undefined, 200);
    const items = z.array(z.looseObject({ content: z.unknown() })).parse(history.body["history"]);
    assert.equal(items.at(-1)?.content, reply.text);
    return { windows: body["windows"], last: items.at(-1) };
  });

  yield scene("Free text goes out while the window is open", async () => {
    const { status, body } = await send({ channel: "whatsapp", content: "Great! I'll call you." });
    assert.equal(status, 200);
    return ends(String(body["message_id"]), "read", "delivered", "read");
  });

  yield scene("Ana picks up the phone", async () => {
    const { id } = await send({ channel: "call" });
    return ends(id, "delivered", "started", "ended", "analyzed");
  });

  yield scene("The next time she misses the call", async () => {
    await switches({ answer_call: "miss" });
    const { id } = await send({ channel: "call" });
    return ends(id, "failed", "missed");
  });

  yield scene("An e-mail bounces; the next one to that address is refused", async () => {
    await switches({ bounce: true });
    const { id } = await send({ channel: "email", content: "Here is the offer." });
    const bounced = await ends(id, "failed", "bounced");
    const refused = await send({ channel: "email", content: "Did you get the offer?" });
    assert.equal(refused.status, 400);
    assert.equal(refused.body["code"], "email_suppressed");
    return { ...bounced, next: refused.body };
  });

  yield scene("A day later the window is closed", async () => {
    await api("POST", "/simulator/api/clock", { advance_seconds: windowJumpSeconds }, 200);
    const { status, body } = await send({ channel: "whatsapp", content: "Any questions?" });
    assert.equal(status, 422);
    assert.equal(body["error"], "whatsapp_window_expired");
    return body;
  });
}

async function scene(title: string, play: () => Promise<unknown>): Promise<Scene> {
  try {
    return { title, shown: await play(), problem: null };
  } catch (error) {
    return { title, shown: null, problem: error instanceof Error ? error.message : String(error) };
  }
}

const eventsOf = ({ timeline }: Message): string[] => timeline.map(({ event }) => event);

function client(url: string) {
  return async (method: string, path: string, body?: unknown, expected?: number) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { "content-type": "application/json", "x-api-key": demo.key },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = z.record(z.string(), z.unknown()).parse(await response.json());
    if (expected !== undefined) assert.equal(response.status, expected, JSON.stringify(answer));
    const id = response.headers.get("x-message-id") ?? "";
    return { status: response.status, body: answer, id };
  };
}
