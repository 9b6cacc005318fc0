// What an operator is told of how the gateway does, through the real Worker and its objects.
import { beforeAll, expect, test } from "vitest";
import { type Answer, admin, type Workspace, workspace } from "../support/gateway.ts";

let acme: Workspace;
beforeAll(async () => {
  acme = await workspace();
});

const stats = async (query = ""): Promise<Answer["body"]> =>
  (await admin("GET", `/stats?workspace=${acme.id}${query}`)).body;

/** The list follows the objects: asks until what is told fits. */
async function told(fits: (body: Answer["body"]) => boolean): Promise<Answer["body"]> {
  for (let tries = 50; ; tries--) {
    const body = await stats();
    if (fits(body) || tries === 0) return body;
    await scheduler.wait(200);
  }
}

test("a workspace without messages has nothing to tell", async () => {
  const { id } = await workspace();
  const { status, body } = await admin("GET", `/stats?workspace=${id}`);
  expect(status).toBe(200);
  expect(body).toEqual({
    success: true,
    now: expect.any(String),
    since: expect.any(String),
    workspace: id,
    complete: true,
    messages: [],
    failures: [],
    unknown: { count: 0, since: null },
    queue: {
      queued: { count: 0, due: 0, due_since: null },
      scheduled: { count: 0, due: 0, due_since: null },
    },
    jobs: { running: { count: 0, pending: 0 }, paused: { count: 0, pending: 0 } },
    lag: [],
  });
  expect(Date.parse(body.now) - Date.parse(body.since)).toBe(24 * 3_600_000);
});

test("what was sent, refused, left open and reported is counted", async () => {
  const [ana, bob, eve] = [await acme.person(), await acme.person(), await acme.person()];
  await acme.send(ana, { channel: "email", content: "Hi" });
  await acme.fault("email", { kind: "status", status: 422 });
  await acme.send(bob, { channel: "email", content: "Hi" });
  await acme.fault("retell", { kind: "drop" });
  await acme.send(eve, { channel: "call" });
  const scheduled_at = new Date(Date.now() + 3_600_000).toISOString();
  await acme.send(bob, { channel: "email", content: "Later", scheduled_at });
  const body = await told(
    ({ messages, lag, queue, unknown }) =>
      lag.length > 0 &&
      queue.scheduled.count > 0 &&
      unknown.count > 0 &&
      messages.some(({ status }: { status: string }) => status === "read"),
  );
  expect(body.messages).toEqual([
    { channel: "call", status: "unknown", count: 1 },
    { channel: "email", status: "failed", count: 1 },
    { channel: "email", status: "read", count: 1 },
    { channel: "email", status: "scheduled", count: 1 },
  ]);
  expect(body.failures).toContainEqual({
    channel: "email",
    status: "failed",
    code: expect.any(String),
    count: 1,
  });
  expect(body.unknown).toEqual({ count: 1, since: expect.stringMatching(/Z$/) });
  expect(body.queue).toEqual({
    queued: { count: 0, due: 0, due_since: null },
    scheduled: { count: 1, due: 0, due_since: null },
  });
  const [lag] = body.lag;
  expect(lag).toMatchObject({ channel: "email", count: 1 });
  expect(lag.max_ms).toBeGreaterThanOrEqual(0);
  expect(lag.max_ms).toBeLessThan(60_000);
});

test("a person's message tells by its own time how late it came", async () => {
  const lead = await acme.person();
  const body = { phone_number_id: acme.phoneNumberId, from: lead.phone, text: "Hi" };
  const at = new Date(Date.now() - 120_000).toISOString();
  const answer = await acme.call("POST", "/simulator/api/replies", { ...body, at });
  expect(answer.status).toBeLessThan(300);
  const { lag } = await told((told) => told.lag.some(isWhatsapp));
  expect(lag.find(isWhatsapp).max_ms).toBeGreaterThanOrEqual(120_000);
});

const isWhatsapp = ({ channel }: { channel: string }) => channel === "whatsapp";

test.each(["0", "745", "1.5", "day", "-1"])("refuses %s hours", async (hours) => {
  const { status, body } = await admin("GET", `/stats?hours=${hours}`);
  expect(status).toBe(400);
  expect(body).toMatchObject({ code: "field_invalid", field: "hours" });
});

test("tells of all workspaces unless one is named", async () => {
  const { status, body } = await admin("GET", "/stats?hours=744");
  expect(status).toBe(200);
  expect(body.workspace).toBeNull();
  expect(body.messages.length).toBeGreaterThan(0);
});
