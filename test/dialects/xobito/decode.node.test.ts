import { describe, expect, test } from "vitest";
import { decodeMessage } from "../../../src/dialects/xobito/decode.ts";
import { type SendCommand, sendCommandSchema } from "../../../src/model/command.ts";
import { GatewayError } from "../../../src/model/errors.ts";

const accountId = "3c90c3cc-0d44-4b50-8888-8dd25736052a";
const findSender = async (id: string) => (id === "106540352242922" ? accountId : null);
const decode = (body: unknown) => decodeMessage(body, findSender);

/** What a request is refused with, by field. */
async function errorsOf(body: unknown): Promise<unknown> {
  try {
    await decode(body);
  } catch (error) {
    if (error instanceof GatewayError && error.failure.code === "field_invalid") {
      return error.failure.details?.["errors"];
    }
    throw error;
  }
  return null;
}

const base = { phone_number: "+14155551234", message_body: "Hi" };
const button = { id: "yes", title: "Yes" };
const asked = { ...base, message_type: "interactive", buttons: [button] };
const linked = {
  ...base,
  message_type: "cta_url",
  button_text: "Open",
  button_url: "https://example.com/",
};

describe("reads", () => {
  test.each<[string, object, SendCommand["content"]]>([
    ["a text", base, { kind: "text", text: "Hi" }],
    ["a text by its type", { ...base, message_type: "text" }, { kind: "text", text: "Hi" }],
    [
      "a text with the parts of another type",
      { ...base, header: "H", buttons: [button] },
      { kind: "text", text: "Hi" },
    ],
    [
      "buttons",
      { ...asked, header: "H", footer: "F" },
      {
        kind: "interactive",
        body: "Hi",
        header: "H",
        footer: "F",
        interaction: { type: "buttons", buttons: [{ type: "reply", ...button }] },
      },
    ],
    [
      "a link",
      { ...linked, header: "", footer: null },
      {
        kind: "interactive",
        body: "Hi",
        interaction: { type: "cta_url", title: "Open", url: "https://example.com/" },
      },
    ],
  ])("%s", async (_, body, content) => {
    const draft = await decode(body);
    expect(draft).toEqual({
      to: { address: { kind: "phone", value: "+14155551234" } },
      workflowId: null,
      channel: "whatsapp",
      content,
      metadata: {},
      scheduledAt: null,
    });
    const { to: _to, ...command } = draft as typeof draft & { to: unknown };
    expect(sendCommandSchema.parse({ ...command, leadId: accountId })).toBeTruthy();
  });

  test("the number that it goes from, as text or as a number", async () => {
    for (const from_phone_number_id of ["106540352242922", 106540352242922]) {
      expect(await decode({ ...base, from_phone_number_id })).toMatchObject({ accountId });
    }
    expect(await errorsOf({ ...base, from_phone_number_id: "1" })).toEqual({
      from_phone_number_id: ["The selected from phone number id is invalid."],
    });
  });

  test("who the contact is", async () => {
    const contact = {
      firstname: "Jane",
      lastname: "Doe",
      email: "Jane@Example.com",
      country: "Chile",
      assigned_id: 7,
      groups: "VIP, Leads,,VIP",
    };
    expect(await decode({ ...base, contact })).toMatchObject({
      to: {
        address: { kind: "phone", value: "+14155551234" },
        firstName: "Jane",
        lastName: "Doe",
        email: "jane@example.com",
        metadata: { country: "Chile" },
        assignedTo: "7",
        tags: ["VIP", "Leads"],
        updates: true,
      },
    });
  });

  test("an empty contact as none, so that nothing is changed", async () => {
    const { to } = (await decode({ ...base, contact: { firstname: " " } })) as { to: object };
    expect(Object.keys(to)).toEqual(["address"]);
  });
});

describe("refuses in Laravel's words", () => {
  test.each<[string, object, Record<string, string[]>]>([
    [
      "what is missing, all at once",
      {},
      {
        phone_number: ["The phone number field is required."],
        message_body: ["The message body field is required."],
      },
    ],
    [
      "blank as missing",
      { phone_number: "", message_body: " \n" },
      {
        phone_number: ["The phone number field is required."],
        message_body: ["The message body field is required."],
      },
    ],
    [
      "a body that is too long",
      { ...base, message_body: "x".repeat(4097) },
      { message_body: ["The message body may not be greater than 4096 characters."] },
    ],
    [
      "a body that is too long for buttons",
      { ...asked, message_body: "x".repeat(1025) },
      { message_body: ["The message body may not be greater than 1024 characters."] },
    ],
    [
      "a body that is too long for a link",
      { ...linked, message_body: "x".repeat(1025) },
      { message_body: ["The message body may not be greater than 1024 characters."] },
    ],
    [
      "a type that is none",
      { ...base, message_type: "list" },
      { message_type: ["The selected message type is invalid."] },
    ],
    [
      "a number without its country",
      { ...base, phone_number: "4155551234" },
      { phone_number: ["The phone number format is invalid."] },
    ],
    [
      "a number that is none",
      { ...base, phone_number: 14155551234 },
      { phone_number: ["The phone number must be a string."] },
    ],
    [
      "a header and a footer that are too long",
      { ...asked, header: "x".repeat(61), footer: "x".repeat(61) },
      {
        header: ["The header may not be greater than 60 characters."],
        footer: ["The footer may not be greater than 60 characters."],
      },
    ],
    [
      "no buttons",
      { ...base, message_type: "interactive" },
      { buttons: ["The buttons field is required when message type is interactive."] },
    ],
    [
      "an empty list of buttons",
      { ...asked, buttons: [] },
      { buttons: ["The buttons field is required when message type is interactive."] },
    ],
    [
      "too many buttons",
      { ...asked, buttons: [button, button, button, button] },
      { buttons: ["The buttons may not have more than 3 items."] },
    ],
    [
      "what is no list of buttons",
      { ...asked, buttons: "yes" },
      { buttons: ["The buttons must be an array."] },
    ],
    [
      "buttons that are too long or incomplete",
      { ...asked, buttons: [{ id: "x".repeat(257), title: "x".repeat(21) }, { title: "No" }] },
      {
        "buttons.0.id": ["The buttons.0.id may not be greater than 256 characters."],
        "buttons.0.title": ["The buttons.0.title may not be greater than 20 characters."],
        "buttons.1.id": ["The buttons.1.id field is required."],
      },
    ],
    [
      "no label and no link",
      { ...base, message_type: "cta_url" },
      {
        button_text: ["The button text field is required when message type is cta_url."],
        button_url: ["The button url field is required when message type is cta_url."],
      },
    ],
    [
      "a label that is too long and a link that is none",
      { ...linked, button_text: "x".repeat(21), button_url: "javascript:alert(1)" },
      {
        button_text: ["The button text may not be greater than 20 characters."],
        button_url: ["The button url format is invalid."],
      },
    ],
    [
      "text that nobody can store",
      { ...base, message_body: "a\u0000b" },
      { message_body: ["The message body format is invalid."] },
    ],
    [
      "a contact of the wrong shape",
      { ...base, contact: { firstname: 7, email: "nobody", assigned_id: {}, groups: [7] } },
      {
        "contact.firstname": ["The contact.firstname must be a string."],
        "contact.email": ["The contact.email must be a valid email address."],
        "contact.assigned_id": ["The contact.assigned id format is invalid."],
        "contact.groups.0": ["The contact.groups.0 must be a string."],
      },
    ],
    ["no contact", { ...base, contact: [] }, { contact: ["The contact must be an array."] }],
  ])("%s", async (_, body, errors) => {
    expect(await errorsOf(body)).toEqual(errors);
  });

  test("exactly the limits pass", async () => {
    const long = { ...base, message_body: "x".repeat(4096) };
    const full = {
      ...asked,
      message_body: "x".repeat(1024),
      header: "x".repeat(60),
      footer: "x".repeat(60),
      buttons: ["a", "b", "c"].map((id) => ({ id: id.repeat(256), title: id.repeat(20) })),
    };
    for (const body of [long, full]) expect(await errorsOf(body)).toBeNull();
  });
});
