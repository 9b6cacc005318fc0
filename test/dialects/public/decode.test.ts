import { expect, test } from "vitest";
import { decodeMessage } from "../../../src/dialects/public/decode.ts";
import type { Content } from "../../../src/model/content.ts";
import { type Failure, GatewayError } from "../../../src/model/errors.ts";

const leadId = "3c90c3cc-0d44-4b50-8888-8dd25736052a";
const workflowId = "3c90c3cc-0d44-4b50-8888-8dd25736052b";
const templateId = "3c90c3cc-0d44-4b50-8888-8dd25736052c";
const body = (fields: object) => ({ lead_id: leadId, workflow_id: workflowId, ...fields });

const failureOf = (given: unknown): Failure => {
  try {
    throw new Error(`decoded: ${JSON.stringify(decodeMessage(given))}`);
  } catch (error) {
    if (error instanceof GatewayError) return error.failure;
    throw error;
  }
};

test.each<[string, object, Content | null]>([
  ["a text", { channel: "whatsapp", content: " Hi\nJohn " }, { kind: "text", text: " Hi\nJohn " }],
  [
    "a template, in Meta's letter case",
    {
      channel: "whatsapp",
      template_id: templateId.toUpperCase(),
      components: [
        { type: "BODY", parameters: [{ type: "TEXT", parameter_name: "Nombre", text: "John" }] },
        { type: "Button", sub_type: "URL", index: 0, parameters: [{ type: "text", text: "x" }] },
      ],
    },
    {
      kind: "template",
      templateId,
      components: [
        { type: "body", parameters: [{ type: "text", parameter_name: "Nombre", text: "John" }] },
        { type: "button", sub_type: "url", index: "0", parameters: [{ type: "text", text: "x" }] },
      ],
    },
  ],
  [
    "a template without parameters",
    { channel: "whatsapp", template_id: templateId, components: null },
    { kind: "template", templateId, components: [] },
  ],
  [
    "a template that comes with a text",
    { channel: "whatsapp", template_id: templateId, content: "x".repeat(5_000) },
    { kind: "template", templateId, components: [] },
  ],
  [
    "a text beside a blank template",
    { channel: "whatsapp", template_id: " ", content: "Hi" },
    { kind: "text", text: "Hi" },
  ],
  [
    "an e-mail",
    { channel: "email", content: "Hi", subject: "S" },
    { kind: "email", subject: "S", text: "Hi" },
  ],
  [
    "an e-mail in HTML",
    { channel: "email", html: "<b>Hi</b>", subject: " " },
    { kind: "email", html: "<b>Hi</b>" },
  ],
  [
    "an e-mail of both",
    { channel: "email", html: "<b>Hi</b>", content: "Hi" },
    { kind: "email", text: "Hi", html: "<b>Hi</b>" },
  ],
  ["a call", { channel: "call" }, { kind: "call" }],
  [
    "a call with a greeting",
    { channel: "call", begin_message: "Hi" },
    { kind: "call", beginMessage: "Hi" },
  ],
  [
    "a call, whatever else is said",
    { channel: "call", content: "\0", subject: "a\nb" },
    { kind: "call" },
  ],
  ["a WhatsApp message of nothing", { channel: "whatsapp", content: " \n" }, null],
  ["an e-mail of nothing", { channel: "email", subject: "S", html: "" }, null],
])("reads %s", (_, fields, content) => {
  expect(decodeMessage(body(fields))).toEqual({
    leadId,
    workflowId,
    channel: (fields as { channel: string }).channel,
    content,
    metadata: {},
    scheduledAt: null,
  });
});

test("reads ids in capitals, the metadata and the time", () => {
  const wire = {
    lead_id: leadId.toUpperCase(),
    workflow_id: workflowId.toUpperCase(),
    channel: "call",
    metadata: { deal: { id: 7 } },
    scheduled_at: "2026-04-05T11:30:00.250-03:00",
  };
  expect(decodeMessage(wire)).toMatchObject({
    leadId,
    workflowId,
    metadata: { deal: { id: 7 } },
    scheduledAt: Date.UTC(2026, 3, 5, 14, 30, 0, 250),
  });
});

test("checks in the contract's order: object, required fields, channel, shape", () => {
  const wrong = { lead_id: 7, workflow_id: 7, channel: "fax", content: 7 };
  expect(failureOf([wrong]).code).toBe("body_invalid");
  expect(failureOf({ ...wrong, lead_id: "" }).code).toBe("fields_missing");
  expect(failureOf({ ...wrong, channel: null }).code).toBe("fields_missing");
  expect(failureOf(wrong).code).toBe("channel_invalid");
  expect(failureOf({ ...wrong, channel: "call" })).toMatchObject({
    code: "field_invalid",
    details: { field: "lead_id" },
  });
});

test.each<[string, object]>([
  ["content", { channel: "whatsapp", content: "x".repeat(4_097) }],
  ["content", { channel: "email", content: "a\0b" }],
  ["html", { channel: "email", html: "\ud800" }],
  ["subject", { channel: "email", content: "x", subject: "a\r\nBcc: b@example.com" }],
  ["begin_message", { channel: "call", begin_message: "x".repeat(2_001) }],
  ["metadata", { channel: "call", metadata: { long: "x".repeat(16_384) } }],
  ["scheduled_at", { channel: "call", scheduled_at: "tomorrow" }],
])("names %s by its name on the wire", (field, fields) => {
  const { code, message, details } = failureOf(body(fields));
  expect(code).toBe("field_invalid");
  expect(details).toEqual({ field });
  expect(message).toMatch(new RegExp(`^${field}: `));
});
