import { describe, expect, test } from "vitest";
import type { EncodeContext } from "../../../src/dialects/dialect.ts";
import { encodeReceipt } from "../../../src/dialects/xobito/encode.ts";
import { sentIds } from "../../../src/dialects/xobito/sent-ids.ts";
import type { Receipt } from "../../../src/lead/port.ts";
import { db, deadDatabase, silentLog } from "../../store/support.ts";

const receipt: Receipt = {
  messageId: "message-1",
  channel: "whatsapp",
  kind: "text",
  state: "sent",
  providerMessageId: "wamid.1",
  callStatus: null,
  scheduledAt: null,
  to: "+5215512345678",
  sentAt: Date.UTC(2026, 3, 16, 12, 0, 0, 7),
};

const context = (): EncodeContext => ({
  key: {
    id: "key-1",
    workspaceId: crypto.randomUUID(),
    dialect: "xobito",
    slug: "acme",
    environment: "live",
    scopes: ["messages.send"],
    rateLimit: 60,
    expiresAt: null,
  },
  params: { subdomain: "acme" },
  query: {},
  retrySafe: false,
  draft: {
    to: { address: { kind: "phone", value: "+525512345678" } },
    workflowId: null,
    channel: "whatsapp",
    content: { kind: "text", text: "Hi" },
    metadata: {},
    scheduledAt: null,
  },
  leadId: crypto.randomUUID(),
  created: true,
  account: null,
});

const deps = (store = db) => ({ db: store, log: silentLog, sent: sentIds(() => 0) });

test("answers what was sent to the byte", async () => {
  const { status, body } = await encodeReceipt(deps(), receipt, context());
  expect(status).toBe(200);
  expect(JSON.stringify(body)).toBe(
    '{"status":"success","message":"Message sent successfully","data":{"message_id":"wamid.1","contact_id":1,"phone":"+5215512345678","status":"sent","sent_at":"2026-04-16T12:00:00.007000Z","chat_id":1,"contact_created":true,"whatsapp_response":{"messaging_product":"whatsapp","contacts":[{"input":"+5215512345678","wa_id":"5215512345678"}],"messages":[{"id":"wamid.1"}]}}}',
  );
});

test("shows the number that was asked for where the message went to a user id", async () => {
  const to = "US.13491208655302741918";
  const { body } = await encodeReceipt(deps(), { ...receipt, to }, context());
  expect(body["data"]).toMatchObject({ phone: "+525512345678" });
});

test("never answers a message that was taken with an error, whatever the database does", async () => {
  const { status, body } = await encodeReceipt(deps(deadDatabase), receipt, context());
  expect(status).toBe(200);
  expect(body["data"]).toMatchObject({
    message_id: "wamid.1",
    contact_id: null,
    chat_id: null,
    status: "sent",
  });
});

describe.each(["queued", "unknown"] as const)("what is %s", (state) => {
  test("is pending under our own id, and says that it must not be sent again", async () => {
    const open = { ...receipt, state, providerMessageId: null, sentAt: null };
    const { status, body } = await encodeReceipt(deps(), open, context());
    expect(status).toBe(200);
    expect(body["message"]).toMatch(/Do not send it again/);
    expect(body["data"]).toMatchObject({
      message_id: "message-1",
      status: "pending",
      sent_at: null,
      whatsapp_response: null,
    });
  });
});

test("remembers WhatsApp's id for whoever asks before the list knows it, in its workspace alone", async () => {
  const given = { ...deps(), sent: sentIds(() => 0) };
  const asked = context();
  await encodeReceipt(given, receipt, asked);
  expect(given.sent.find(asked.key.workspaceId, "wamid.1")).toBe("message-1");
  expect(given.sent.find(context().key.workspaceId, "wamid.1")).toBeNull();
});
