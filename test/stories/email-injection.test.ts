// Nothing that anybody writes into an e-mail adds a header or a recipient to it, or markup to a text. What
// would is refused as it is, never repaired. Judged by what the relay received.
import { beforeAll, describe, expect, test } from "vitest";
import { brokenLines, markup, oddAddresses, oddLines } from "../support/header-injections.ts";
import { type Client, client, expectInvalid, expectSent } from "../support/hostile.ts";

let acme: Client;
beforeAll(async () => {
  acme = await client();
});

interface Received {
  from: string;
  to: string[];
  subject: string;
  html: string;
  text: string;
}

/** Every e-mail that the relay has, as it was asked for. */
async function received(): Promise<Received[]> {
  const { mailbox } = await acme.state();
  return mailbox.map(({ request }: { request: Received }) => request);
}

/** What the gateway says to the relay about an e-mail, and all it says. */
const members = ["from", "html", "reply_to", "subject", "tags", "text", "to"];

async function lastReceived(): Promise<Received> {
  const last = (await received()).at(-1);
  if (!last) throw new Error("the relay has no e-mail");
  for (const member of Object.keys(last)) expect(members).toContain(member);
  expect(last.to).toEqual([acme.john.email]);
  return last;
}

const send = (fields: Record<string, unknown>) =>
  acme.send({ channel: "email", content: "Hi", ...fields });
const patchWorkflow = (defaults: Record<string, unknown>) =>
  acme.admin("PATCH", `/workflows/${acme.workflowId}`, { defaults });
const patchSender = (settings: Record<string, unknown>) =>
  acme.admin("PATCH", `/accounts/${acme.accounts.email}`, { settings });

test("there are more than 60 attempts at a header and 40 at markup", () => {
  expect(new Set([...brokenLines, ...oddLines]).size).toBeGreaterThanOrEqual(60);
  expect(new Set(oddAddresses).size).toBeGreaterThanOrEqual(60);
  expect(new Set(markup).size).toBeGreaterThanOrEqual(40);
});

describe("what breaks a header", () => {
  test("is refused in a subject, and the relay hears nothing of it", async () => {
    const before = (await received()).length;
    for (const subject of brokenLines) expectInvalid(await send({ subject }), "subject");
    expect((await received()).length).toBe(before);
  });

  test("is refused in what a workflow supplies", async () => {
    for (const line of brokenLines) {
      for (const name of ["subject", "sender_name"]) {
        const answer = await patchWorkflow({ [name]: line });
        expect(answer).toMatchObject({ status: 400, body: { field: `defaults.${name}` } });
      }
    }
  });

  test("is refused in the sender's settings", async () => {
    for (const line of brokenLines) {
      const answer = await patchSender({ sender_name: line });
      expect(answer).toMatchObject({ status: 400, body: { field: "settings.sender_name" } });
    }
    for (const address of oddAddresses) {
      for (const name of ["from", "reply_to"]) {
        const answer = await patchSender({ [name]: address });
        expect(answer, address).toMatchObject({ status: 400, body: { field: `settings.${name}` } });
      }
    }
  });

  test("is refused in a lead's address and names", async () => {
    const path = `/api/public/leads/${acme.john.id}`;
    const change = (fields: object) => acme.ask("PATCH", path, JSON.stringify(fields));
    for (const email of oddAddresses) expectInvalid(await change({ email }), "email");
    for (const line of brokenLines) {
      expectInvalid(await change({ first_name: line }), "first_name");
    }
    const { lead } = (await acme.ask("GET", path)).body;
    expect(lead).toMatchObject({ email: acme.john.email, first_name: "John" });
  });
});

describe("what only looks like a header", () => {
  test("is a subject like any other", async () => {
    for (const subject of oddLines) {
      expectSent(await send({ subject }));
      expect((await lastReceived()).subject).toBe(subject);
    }
  });

  test("is a name like any other, and the address stays the sender's own", async () => {
    for (const sender_name of oddLines) {
      expect(await patchSender({ sender_name })).toMatchObject({ status: 200 });
      const { from } = await sentBy(sender_name);
      expect(from).toMatch(/ <sofia-\d+@acme\.example>$/);
      const name = from.replace(/ <[^<>]*>$/, "");
      expect(name).toMatch(/^"(?:[^"\\\r\n]|\\["\\])*"$|^[^"\\<>,;:@()[\]\r\n]+$/);
    }
  });
});

/** An e-mail through a workflow of its own, whose sender's name is `name`. */
async function sentBy(name: string): Promise<Received> {
  const made = await acme.admin("POST", "/workflows", {
    name: "Odd",
    accounts: { email: acme.accounts.email },
    defaults: { sender_name: name },
  });
  expect(made.status).toBe(201);
  expectSent(await send({ workflow_id: made.body.workflow.id }));
  return lastReceived();
}

test("a text is the same text in HTML: none of it is markup", async () => {
  for (const content of markup) {
    expectSent(await send({ content }));
    const { html, text } = await lastReceived();
    expect(text).toBe(content);
    expect(html.replaceAll("<br>", "")).not.toMatch(/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/);
    const shown = html
      .replaceAll("<br>", "\n")
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&quot;", '"')
      .replaceAll("&#39;", "'")
      .replaceAll("&amp;", "&");
    expect(shown).toBe(content.replaceAll(/\r\n|\r/g, "\n"));
  }
});
