// Providers report early, late, twice, in any order, and about what we never sent. What a message ends as
// depends on what was said, never on when. The model sees all of it at once and has no order.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Verdict } from "../../src/model/failure.ts";
import type { FactName } from "../../src/model/update.ts";
import {
  accepted,
  accounts,
  busy,
  order,
  report,
  startedAt,
  templateOf,
  turn,
  unknown,
  world,
} from "../support/lead-harness.ts";
import { newReceiver, type Status } from "./report-receiver.ts";

const failure = { code: "recipient_unreachable" as const, message: "no" };
const times = { sent: 1_000, delivered: 2_000, failed: 2_500, read: 3_000 };
type Reported = keyof typeof times;
type Event = "answer" | Reported;
const events: Event[] = ["answer", "sent", "delivered", "read", "failed"];

const template = templateOf(accounts.whatsapp.id);

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) =>
    permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]),
  );
}

/** Every choice of `items`, in their order. */
const choices = <T>(items: readonly T[]): T[][] =>
  items.reduce<T[][]>((all, item) => all.flatMap((one) => [one, [...one, item]]), [[]]);

/** What the message must end as, given all that was said about it. */
function expected(said: Reported[], answer: Verdict) {
  const at = (name: Reported) => (said.includes(name) ? startedAt + times[name] : null);
  const [shown] = (["read", "delivered", "failed"] as const).filter((name) => said.includes(name));
  const unanswered = answer.kind === "retry" ? "queued" : "unknown";
  const settled = answer.kind === "accepted" || said.length > 0 ? "sent" : unanswered;
  return {
    status: shown ?? settled,
    deliveredAt: at("delivered"),
    readAt: at("read"),
    failedAt: at("failed"),
    providerMessageId: settled === "sent" ? "provider-id" : null,
    facts: said.toSorted((a, b) => times[a] - times[b]).map((name) => ({ name, at: at(name) })),
    ...(said.includes("failed") ? { failure } : {}),
  };
}

test.each([
  ["accepted", accepted()],
  ["unknown", unknown],
  ["a temporary no", busy],
])(
  "every order, omission and duplication of reports ends the same when our answer is %s",
  async (_, answer) => {
    const w = world();
    let cases = 0;
    let complete = 0;
    for (const reported of choices(events.slice(1) as Reported[])) {
      const wanted = expected(reported, answer);
      for (const sequence of permutations<Event>(["answer", ...reported])) {
        for (let twice = 0; twice < (reported.length === 4 ? 32 : 1); twice++) {
          cases++;
          if (reported.length === 4) complete++;
          const lead = { workspaceId: "workspace", leadId: `lead-${cases}` };
          const message = order(
            { kind: "template", templateId: "t", components: [] },
            { template, ref: lead },
          );
          const told = Promise.withResolvers<Verdict>();
          w.deliver = () => told.promise;
          const answered = w.lead.current.send(message);
          await turn();
          for (const event of sequence.flatMap((event, i) =>
            twice & (1 << i) ? [event, event] : [event],
          )) {
            if (event === "answer") {
              told.resolve(answer);
              await answered;
            } else {
              const rest = event === "failed" ? { failure } : {};
              const at = startedAt + times[event];
              await w.lead.current.report(report(message.messageId, event, at, rest), null);
            }
          }
          const end = await w.lead.current.message("workspace", message.messageId);
          expect(end, `${sequence.join(", ")} (twice: ${twice.toString(2)})`).toMatchObject(wanted);
          expect(end?.facts).toHaveLength(reported.length);
        }
      }
    }
    expect(complete).toBe(3_840);
    expect(cases).toBe(3_981);
  },
  240_000,
);

const status = fc.record<Status>({
  workspace: fc.nat({ max: 1 }),
  lead: fc.nat({ max: 1 }),
  message: fc.nat({ max: 1 }),
  names: fc.constantFrom("correlation id", "provider's id", "nobody's id", "another workspace's"),
  status: fc.constantFrom<(FactName | "pondered")[]>(
    "sent",
    "delivered",
    "read",
    "failed",
    "pondered",
  ),
  at: fc.nat({ max: 5 }),
});
const junk = fc.constantFrom<unknown>(
  null,
  "text",
  { field: "messages" },
  { field: "messages", value: {} },
  { field: "a new field", value: { metadata: { phone_number_id: "1" } } },
  {
    field: "messages",
    value: { metadata: { phone_number_id: "a foreign number" }, statuses: [{}] },
  },
);

test("10,000 random batches are all answered 200 and have the effects of their parts", async () => {
  const receiver = await newReceiver();
  const batch = fc.array(
    fc.array(fc.oneof({ weight: 4, arbitrary: status }, { weight: 1, arbitrary: junk }), {
      maxLength: 5,
    }),
    { minLength: 1, maxLength: 3 },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(batch, { minLength: 20, maxLength: 20 }), async (batches) => {
      const round = await receiver.newRound();
      for (const entries of batches) expect(await round.post(entries)).toBe(200);
      expect(await round.seen()).toEqual(round.wanted());
      expect(round.kept()).toBe(round.incomprehensible());
    }),
    { numRuns: 500 },
  );
  expect(receiver.posted()).toBe(10_000);
}, 240_000);
