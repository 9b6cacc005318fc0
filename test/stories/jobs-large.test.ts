// A job as large as it may be: taken in one request, found page by page.
import { expect, test } from "vitest";
import { maxLeadIds } from "../../src/model/job.ts";
import { workspace } from "../support/gateway.ts";

test("a job may name 100,000 leads, of whom it writes to those that exist", async () => {
  const acme = await workspace();
  const people = [await acme.person(), await acme.person(), await acme.person()];
  const strangers = Array.from({ length: maxLeadIds - people.length }, () => crypto.randomUUID());
  const lead_ids = [
    ...strangers.slice(50_000),
    ...people.map(({ id }) => id),
    ...strangers.slice(0, 50_000),
  ];
  const body = { workflow_id: acme.workflowId, channel: "email", content: "Hello.", lead_ids };
  const answer = await acme.call("POST", "/api/public/jobs", body);
  expect(answer.body).toMatchObject({ success: true, job: { target: { lead_ids: maxLeadIds } } });
  const { id } = answer.body.job;
  const job = async () => (await acme.call("GET", `/api/public/jobs/${id}`)).body.job;
  await expect
    .poll(job, { timeout: 25_000 })
    .toMatchObject({ status: "finished", counts: { total: 3, sent: 3 } });
  const one = { ...body, lead_ids: [...lead_ids, crypto.randomUUID()] };
  expect(await acme.call("POST", "/api/public/jobs", one)).toMatchObject({
    status: 400,
    body: { code: "field_invalid", field: "lead_ids" },
  });
});
