// What people do not want any more, recorded over the API, and what it stops.
import { beforeAll, expect, test } from "vitest";
import { type Person, type Workspace, workspace } from "../support/gateway.ts";

let acme: Workspace;

beforeAll(async () => {
  acme = await workspace();
});

const optOut = (lead: Person, channel: string, body: object = {}) =>
  acme.call("PUT", `/api/public/leads/${lead.id}/opt-outs/${channel}`, body);
const optIn = (lead: Person, channel: string) =>
  acme.call("DELETE", `/api/public/leads/${lead.id}/opt-outs/${channel}`);
const mail = (lead: Person, message_type?: string) =>
  acme.send(lead, { channel: "email", content: "Hi", ...(message_type ? { message_type } : {}) });

test("an opt-out from marketing stops marketing, and nothing else, until it is taken back", async () => {
  const lead = await acme.person();
  const recorded = await optOut(lead, "email", { scope: "marketing", reason: "unsubscribed" });
  expect(recorded).toMatchObject({
    status: 200,
    body: { opt_outs: [{ channel: "email", scope: "marketing", reason: "unsubscribed" }] },
  });
  expect(await mail(lead, "marketing")).toMatchObject({
    status: 400,
    body: {
      error: "The recipient has opted out",
      code: "recipient_opted_out",
      scope: "marketing",
      reason: "unsubscribed",
    },
  });
  for (const type of [undefined, "TRANSACTIONAL", "NOTIFICATION"]) {
    expect((await mail(lead, type)).status).toBe(200);
  }
  expect((await optIn(lead, "email")).body.opt_outs).toEqual([]);
  expect((await mail(lead, "MARKETING")).status).toBe(200);
});

test("an opt-out from everything stops everything on its channel alone", async () => {
  const lead = await acme.person();
  await optOut(lead, "call");
  for (const message_type of ["TRANSACTIONAL", "MARKETING"]) {
    const answer = await acme.send(lead, { channel: "call", message_type });
    expect(answer.body.code).toBe("recipient_opted_out");
  }
  expect((await mail(lead, "MARKETING")).status).toBe(200);
  expect((await acme.state()).calls).toEqual([]);
});

test("it belongs to the address: whoever has it is meant, in this workspace alone", async () => {
  const address = "shared@example.com";
  const one = await acme.person({ email: address, id: crypto.randomUUID() });
  const other = await acme.person({ email: address, id: crypto.randomUUID() });
  expect((await mail(other)).status).toBe(200);
  await optOut(one, "email");
  expect((await mail(other)).body.code).toBe("recipient_opted_out");
  const globex = await workspace();
  const stranger = await globex.person({ email: address });
  expect((await globex.send(stranger, { channel: "email", content: "Hi" })).status).toBe(200);
});

test("refuses what names no lead, no channel or no address", async () => {
  const lead = await acme.person({ email: null });
  expect((await optOut(lead, "fax")).body).toMatchObject({ code: "field_invalid" });
  expect((await optOut(lead, "email")).body).toMatchObject({ code: "address_missing" });
  expect((await optOut(lead, "call", { scope: "some" })).body).toMatchObject({ field: "scope" });
  const globex = await workspace();
  const foreign = await globex.person();
  const absent = { ...foreign, id: crypto.randomUUID() };
  const answers = [await optOut(foreign, "email"), await optOut(absent, "email")];
  for (const { status, body } of answers) {
    expect([status, body.code]).toEqual([404, "lead_not_found"]);
  }
});
