// E-mail over SendGrid, Postmark and Mailgun, through the real Worker: sent, reported, refused, left in doubt
// and settled, and what a person's will does to the next one.
import { createHmac } from "node:crypto";
import { beforeAll, describe, expect, test, vi } from "vitest";
import type { ProviderName } from "../../src/model/channel.ts";
import { correlationId } from "../../src/model/message-id.ts";
import { sendgridPublicKey } from "../../src/simulator/sendgrid-key.ts";
import { secrets } from "../../src/wiring.ts";
import {
  type Answer,
  type Person,
  request,
  type Workspace,
  workspace,
} from "../support/gateway.ts";

const correlationOf = async (messageId: string) =>
  correlationId((await secrets()).correlation, messageId);

const carriers = {
  sendgrid: {
    settings: {},
    credentials: { api_key: "SG.x", webhook_public_key: sendgridPublicKey },
  },
  postmark: {
    settings: { message_stream: "outbound" },
    credentials: {
      server_token: "srv-token",
      webhook_username: "leadwire",
      webhook_password: "a-long-password",
    },
  },
  mailgun: {
    settings: { domain: "mg.acme.example" },
    credentials: { api_key: "key-x", webhook_signing_key: "signing-key" },
  },
} satisfies Partial<Record<ProviderName, object>>;
type Carrier = keyof typeof carriers;
const names = Object.keys(carriers) as Carrier[];

let count = 0;

describe.each(names)("over %s", (carrier) => {
  let acme: Workspace;
  let accountId: string;
  let hookPath: string;
  let workflowId: string;

  beforeAll(async () => {
    acme = await workspace();
    const { settings, credentials } = carriers[carrier];
    const from = `sofia-${acme.phoneNumberId}@mg.acme.example`;
    const { account } = (
      await acme.admin("POST", "/accounts", {
        name: carrier,
        provider: carrier,
        channel: "email",
        settings: { from, sender_name: "Sofia", ...settings },
        credentials,
      })
    ).body;
    accountId = account.id;
    hookPath = account.hook_path;
    const accounts = { email: accountId };
    workflowId = (await acme.admin("POST", "/workflows", { name: carrier, accounts })).body.workflow
      .id;
  });

  /** Somebody at an address whose part before the `@` begins with `local`. */
  const person = (local = "lead") =>
    acme.person({ email: `${local}@${++count}.example.com`, phone: null });
  const send = (lead: { id: string }, body: Record<string, unknown> = {}): Promise<Answer> =>
    acme.send(lead, {
      workflow_id: workflowId,
      channel: "email",
      subject: "Hi",
      content: "Hi John",
      ...body,
    });
  const until = (id: string, status: string) =>
    vi.waitFor(async () => {
      const message = await acme.message(id);
      expect(message.status).toBe(status);
      return message;
    }, 15_000);
  const mailTo = async (email: string) =>
    (await acme.state()).mailbox.filter((mail: { to: string[] }) => mail.to.includes(email));

  test("the account works", async () => {
    const { status, body } = await acme.admin("POST", `/accounts/${accountId}/check`);
    expect({ status, body }).toMatchObject({ status: 200, body: { check: { ok: true } } });
  });

  test("an e-mail is sent, delivered and opened, and the person sees what was written", async () => {
    const lead = await person();
    const answer = await send(lead, { content: "Hi <John>" });
    expect(answer).toMatchObject({ status: 200, body: { success: true } });
    const [mail, ...others] = await mailTo(lead.email);
    expect(others).toEqual([]);
    expect(mail).toMatchObject({
      id: answer.body.message_id,
      provider: carrier,
      from: expect.stringContaining("Sofia"),
      subject: "Hi",
      text: "Hi <John>",
      html: "Hi &lt;John&gt;",
    });
    await until(answer.headers.get("x-message-id") ?? "", "read");
  });

  test("an e-mail whose answer was lost is in doubt, is not sent again, and is settled by a report", async () => {
    const lead = await person();
    await acme.switches({ late_ms: 1_000 });
    await acme.fault(carrier, { kind: "garbage" });
    const answer = await send(lead);
    await acme.switches({});
    expect(answer).toMatchObject({ status: 202, body: { status: "unknown", retry_safe: false } });
    const [mail, ...others] = await mailTo(lead.email);
    expect(others).toEqual([]);
    const message = await until(answer.body.message_id, "read");
    expect(message).toMatchObject({ provider_message_id: mail.id, attempts: 1 });
  });

  test.each([
    ["quota", carrier === "mailgun" ? null : "provider_quota_exceeded"],
    ["blocked", "content_refused"],
    ["rate-limited", null],
  ])("a refusal is told in our words, or tried again: %s@", async (local, code) => {
    const answer = await send(await person(local));
    if (code === null) expect(answer).toMatchObject({ status: 202, body: { status: "queued" } });
    else {
      expect(answer).toMatchObject({
        status: 400,
        body: { code, provider: { name: carrier, message: expect.any(String) } },
      });
    }
  });

  test("a server error leaves it in doubt", async () => {
    const answer = await send(await person("broken"));
    expect(answer).toMatchObject({ status: 202, body: { status: "unknown" } });
  });

  test.each([["bounced"], ["complained"], ["suppressed"]])(
    "nothing more goes to an address that was %s",
    async (local) => {
      const lead = await person(local);
      const first = await send(lead);
      if (carrier === "postmark" && local === "suppressed") {
        // Postmark says so at once, and every time.
        expect(first).toMatchObject({ status: 400, body: { code: "recipient_refused" } });
        return;
      }
      expect(first.status).toBe(200);
      await vi.waitFor(async () => {
        expect(await send(lead)).toMatchObject({
          status: 400,
          body: { code: "email_suppressed" },
        });
      }, 15_000);
    },
  );

  test("who leaves the list gets no marketing more, and everything else", async () => {
    const lead = await person();
    const first = await send(lead, { message_type: "MARKETING" });
    expect(first.status).toBe(200);
    const event = { kind: "unsubscribe", email_id: first.body.message_id };
    expect((await acme.happens(event)).body).toEqual({ success: true, delivered: { status: 200 } });
    expect(await send(lead, { message_type: "MARKETING" })).toMatchObject({
      status: 400,
      body: { code: "recipient_opted_out" },
    });
    expect(await send(lead)).toMatchObject({ status: 200 });
  });

  test("nothing is believed that is not signed, or signed by somebody else", async () => {
    const lead = await person();
    await acme.switches({ open: false });
    const answer = await send(lead);
    await until(answer.headers.get("x-message-id") ?? "", "delivered");
    await acme.switches({ wrong_signature: true });
    const event = { kind: "bounce", email_id: answer.body.message_id };
    expect((await acme.happens(event)).body.delivered).toEqual({ status: 401 });
    await acme.switches({});
    const unsigned = await request(hookPath, { method: "POST", body: "{}" });
    expect(unsigned.status).toBe(401);
    expect((await send(lead)).status).toBe(200);
  });
});

test("a Mailgun report about one message suppresses nobody but whom it went to", async () => {
  const acme = await workspace();
  const { settings, credentials } = carriers.mailgun;
  const from = "sofia@mg.acme.example";
  const { account } = (
    await acme.admin("POST", "/accounts", {
      name: "Mailgun",
      provider: "mailgun",
      channel: "email",
      settings: { from, ...settings },
      credentials,
    })
  ).body;
  const { workflow } = (
    await acme.admin("POST", "/workflows", { name: "Mail", accounts: { email: account.id } })
  ).body;
  await acme.switches({ missing: true });
  const [target, other] = [await acme.person(), await acme.person()];
  const mail = (lead: Person) =>
    acme.send(lead, { workflow_id: workflow.id, channel: "email", content: "Hi" });
  const sent = await mail(target);
  expect(sent.status).toBe(200);
  const correlation_id = await correlationOf(sent.headers.get("x-message-id") ?? "");
  // Mailgun signs no body: who holds a request of its own may write another one around its signature.
  const complain = async (recipient: string) => {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const token = crypto.randomUUID();
    const mac = createHmac("sha256", credentials.webhook_signing_key).update(timestamp + token);
    const body = {
      signature: { timestamp, token, signature: mac.digest("hex") },
      "event-data": {
        event: "complained",
        id: token,
        timestamp: Date.now() / 1000,
        recipient,
        message: { headers: { "message-id": sent.body.message_id } },
        "user-variables": { correlation_id },
      },
    };
    const init = { method: "POST", body: JSON.stringify(body) };
    expect((await request(account.hook_path, init)).status).toBe(200);
  };
  await complain(other.email);
  expect((await mail(other)).status).toBe(200);
  await complain(target.email);
  expect((await mail(target)).body.code).toBe("email_suppressed");
});
