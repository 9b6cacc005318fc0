// What each example must answer and what the pretend provider must have received for it.
import assert from "node:assert/strict";
import { z } from "zod";
import { type Example, examples } from "./examples.ts";
import { demo } from "./seed.ts";

const shelfSchema = z.array(z.record(z.string(), z.unknown()));
const stateSchema = z.object({ phone: shelfSchema, mailbox: shelfSchema, calls: shelfSchema });
type Shelf = keyof z.infer<typeof stateSchema>;
type Fields = Record<string, unknown>;

export interface Step {
  example: Example;
  /** What the step shows, in a line. */
  promise: string;
  /** Heads what the provider received. */
  seenBy: string;
  shelf: Shelf;
  /** Throws when the answer or what was received is not as documented. */
  check(status: number, answer: Fields, received: Fields | null): void;
}

export interface Outcome {
  status: number;
  answer: Fields;
  received: Fields | null;
  problem: string | null;
}

const phone = "What the pretend phone received";
const mailbox = "What the pretend mailbox received";
const calls = "The pretend call";

export const steps: Step[] = [
  {
    example: examples.text,
    promise: "sent on WhatsApp, word for word",
    seenBy: phone,
    shelf: "phone",
    check: (status, answer, received) => {
      assert.equal(status, 200);
      assert.deepEqual(answer, whatsappAnswer("text", answer, received));
      assert.equal(digits(received?.["contact"]), digits(demo.john.phone));
      assert.equal(received?.["text"], examples.text.body.content);
    },
  },
  {
    example: examples.template,
    promise: "sent as a template, its parameters filled in by name",
    seenBy: phone,
    shelf: "phone",
    check: (status, answer, received) => {
      assert.equal(status, 200);
      assert.deepEqual(answer, whatsappAnswer("template", answer, received));
      const { template } = z
        .object({ template: z.object({ rendered: z.string() }) })
        .parse(received);
      assert.match(template.rendered, /^Hola John, soy Sofia de Acme Corp\./);
      const { request } = sentTemplateSchema.parse(received);
      assert.deepEqual(
        request.template.components.map(({ type }) => type),
        ["body"],
      );
    },
  },
  {
    example: examples.email,
    promise: "sent by e-mail, with its subject, as text and as HTML",
    seenBy: mailbox,
    shelf: "mailbox",
    check: (status, answer, received) => {
      const { subject, content } = examples.email.body;
      assert.equal(status, 200);
      assert.deepEqual(answer, {
        success: true,
        channel: "email",
        message_id: received?.["id"],
        activity_id: uuid(answer["activity_id"]),
      });
      assert.ok([received?.["to"]].flat().includes(demo.john.email), "to the lead's address");
      assert.equal(received?.["subject"], subject);
      assert.equal(received?.["text"], content);
      assert.match(String(received?.["html"]), /requested\.<br\s*\/?>/);
    },
  },
  {
    example: examples.call,
    promise: "called, with the workflow's opening line",
    seenBy: calls,
    shelf: "calls",
    check: (status, answer, received) => {
      checkCall(status, answer, received, demo.john.phone, demo.greeting);
    },
  },
  {
    example: examples.greeting,
    promise: "called, with the greeting of the request",
    seenBy: calls,
    shelf: "calls",
    check: (status, answer, received) => {
      const { begin_message: greeting } = examples.greeting.body;
      checkCall(status, answer, received, demo.carlos.phone, greeting);
    },
  },
  {
    example: examples.closed,
    promise: "refused: the 24-hour window is closed, and the answer says what to do",
    seenBy: phone,
    shelf: "phone",
    check: (status, answer, received) => {
      assert.equal(status, 422);
      const { code, request_id: requestId, ...documented } = answer;
      assert.deepEqual(documented, {
        error: "whatsapp_window_expired",
        message:
          "Lead has not replied in the last 24 hours. Free-form messages cannot be sent outside the conversation window.",
        suggestion:
          "Use template_id to send an approved template message instead. See GET /templates for available templates.",
        last_inbound_at: null,
      });
      assert.equal(received, null, "nothing may reach the provider");
    },
  },
];

const sentTemplateSchema = z.object({
  request: z.object({
    template: z.object({ components: z.array(z.object({ type: z.string() })) }),
  }),
});

const whatsappAnswer = (type: string, answer: Fields, received: Fields | null): Fields => ({
  success: true,
  channel: "whatsapp",
  type,
  message_id: uuid(answer["message_id"]),
  provider_message_id: received?.["id"],
});

function checkCall(
  status: number,
  answer: Fields,
  received: Fields | null,
  number: string,
  greeting: string,
): void {
  assert.equal(status, 200);
  assert.deepEqual(answer, {
    success: true,
    channel: "call",
    call_id: received?.["call_id"],
    call_status: "registered",
  });
  assert.equal(received?.["to_number"], number);
  assert.equal(received?.["greeting"], greeting);
}

const digits = (value: unknown): string => String(value).replace(/\D/g, "");

function uuid(value: unknown): unknown {
  assert.match(String(value), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  return value;
}

/** Makes the request, looks at what arrived at the provider meanwhile, and judges both. */
export async function runStep(url: string, { example, shelf, check }: Step): Promise<Outcome> {
  const before = await shelfOf(url, shelf);
  const response = await fetch(`${url}/api/public/messages`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": demo.key },
    body: JSON.stringify(example.body),
  });
  const answer = z.record(z.string(), z.unknown()).parse(await response.json());
  const received = (await shelfOf(url, shelf))[before.length] ?? null;
  const { status } = response;
  try {
    check(status, answer, received);
    return { status, answer, received, problem: null };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { status, answer, received, problem };
  }
}

async function shelfOf(url: string, shelf: Shelf): Promise<Fields[]> {
  const response = await fetch(`${url}/simulator/api/state`, {
    headers: { "x-api-key": demo.key },
  });
  return stateSchema.parse(await response.json())[shelf];
}
