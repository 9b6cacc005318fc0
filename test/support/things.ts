// What a workspace owns, and everything of it that somebody else might have changed.
import { expect } from "vitest";
import type { Workspace } from "./gateway.ts";
import type { Noun, Things } from "./routes.ts";
import { stored } from "./stored.ts";

/** A fresh lead with a message that waits, the workspace's workflow and a template, and a job that is over. */
export async function things(of: Workspace): Promise<Things> {
  const { id: lead } = await of.person();
  const scheduled_at = new Date(Date.now() + 3_600_000).toISOString();
  const { body } = await of.send({ id: lead }, { channel: "call", scheduled_at });
  const template = await of.templateId("hello_world");
  const job = await finishedJob(of);
  return { lead, workflow: of.workflowId, template, message: body.message_id, job };
}

/** A job to nobody, once it is finished and shown in the list. */
async function finishedJob(of: Workspace): Promise<string> {
  const order = { workflow_id: of.workflowId, channel: "call", lead_ids: [] };
  const { id } = (await of.call("POST", "/api/public/jobs", order)).body.job;
  const listed = async () => (await of.call("GET", "/api/public/jobs")).body.jobs;
  await expect
    .poll(listed, { timeout: 10_000 })
    .toContainEqual(expect.objectContaining({ id, status: "finished" }));
  return id;
}

/** Ids that name nothing: one made up, and for a message one beside each real one, in the same object. */
export function absentIds(noun: Noun, ...known: Things[]): string[] {
  const uuid = crypto.randomUUID();
  if (noun !== "message") return [uuid];
  const beside = known.map(
    ({ message }) => message.slice(0, -1) + (message.endsWith("0") ? "1" : "0"),
  );
  return [`${uuid.slice(0, 14)}8${uuid.slice(15)}`, ...beside];
}

/** What cannot be an id. */
export const malformedIds = (id: string): string[] => [
  "x",
  "..%2f",
  "%00",
  id.slice(1),
  `${id}0`,
  `${id}%00`,
  id.replaceAll("-", ""),
];

export async function snapshot(of: Workspace, own: Things) {
  const message = await of.message(own.message);
  expect(message).toMatchObject({ id: own.message });
  // How many were sent: each of them goes on to be delivered and read meanwhile.
  const { phone, mailbox, calls } = await of.state();
  const { keys: _, ...rows } = await stored(of.id);
  return { message, rows, sent: [phone.length, mailbox.length, calls.length] };
}
