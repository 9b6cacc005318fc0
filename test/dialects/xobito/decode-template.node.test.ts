import { describe, expect, test } from "vitest";
import { decodeTemplate } from "../../../src/dialects/xobito/decode-template.ts";
import { err, ok } from "../../../src/lib/result.ts";
import type { Content } from "../../../src/model/content.ts";
import { GatewayError } from "../../../src/model/errors.ts";
import { checkTemplate, type Template } from "../../../src/model/template.ts";

const accountId = "3c90c3cc-0d44-4b50-8888-8dd25736052a";
const other = "3c90c3cc-0d44-4b50-8888-8dd25736052b";

const template = (fields: Partial<Template>): Template => ({
  id: "3c90c3cc-0d44-4b50-8888-8dd25736052c",
  workspaceId: "3c90c3cc-0d44-4b50-8888-8dd25736052d",
  accountId,
  name: "order_update",
  language: "en_US",
  status: "APPROVED",
  category: "UTILITY",
  parameterFormat: "POSITIONAL",
  components: [],
  ...fields,
});

const order = template({
  components: [
    { type: "HEADER", format: "IMAGE" },
    { type: "BODY", text: "Hi {{1}}, your order {{2}} is on its way." },
    {
      type: "BUTTONS",
      buttons: [
        { type: "URL", text: "Track", url: "https://example.com/{{1}}" },
        { type: "QUICK_REPLY", text: "Talk to us" },
        { type: "COPY_CODE", text: "Copy" },
      ],
    },
  ],
});
const named = template({
  category: "MARKETING",
  parameterFormat: "NAMED",
  components: [
    { type: "HEADER", format: "TEXT", text: "For {{empresa}}" },
    { type: "BODY", text: "Hola {{nombre}}, soy {{agente}}." },
  ],
});
const letter = template({
  components: [
    { type: "HEADER", format: "DOCUMENT" },
    { type: "BODY", text: "Here it is." },
  ],
});

const base = {
  phone_number: "+14155551234",
  template_name: "order_update",
  template_language: "en_US",
};

interface World {
  template?: Template | null;
  upload?: "accepted" | "refused";
}

async function decode(body: object, { template: found = order, upload = "accepted" }: World = {}) {
  const uploads: { accountId: string | null; size: number; mimeType: string }[] = [];
  const draft = await decodeTemplate(
    { ...base, ...body },
    async (id) => (id === "111" ? accountId : id === "222" ? other : null),
    async () => found,
    async (account, { bytes, mimeType }) => {
      uploads.push({ accountId: account, size: bytes.length, mimeType });
      return upload === "accepted"
        ? ok({ mediaId: "media-1" })
        : err({ code: "media_invalid", message: "WhatsApp takes no files of this type." });
    },
  );
  return { draft, uploads };
}

async function errorsOf(body: object, world: World = {}): Promise<unknown> {
  try {
    await decode(body, world);
  } catch (error) {
    if (error instanceof GatewayError) return error.failure.details?.["errors"];
    throw error;
  }
  return null;
}

const componentsOf = (content: Content | null) =>
  content?.kind === "template" ? content.components : null;

const filled = {
  header_image_url: "https://example.com/parcel.png",
  field_1: "Jane",
  field_2: 1001,
  button_0: "A-1001",
  button_1: "talk",
  button_2: "SAVE10",
};

test("fills every place of the template from its field", async () => {
  const { draft } = await decode(filled);
  expect(draft).toMatchObject({ accountId, workflowId: null, channel: "whatsapp" });
  expect(draft.messageType).toBeUndefined();
  const components = componentsOf(draft.content);
  expect(components).toEqual([
    {
      type: "header",
      parameters: [{ type: "image", image: { link: "https://example.com/parcel.png" } }],
    },
    {
      type: "body",
      parameters: [
        { type: "text", text: "Jane" },
        { type: "text", text: "1001" },
      ],
    },
    {
      type: "button",
      sub_type: "url",
      index: "0",
      parameters: [{ type: "text", text: "A-1001" }],
    },
    {
      type: "button",
      sub_type: "quick_reply",
      index: "1",
      parameters: [{ type: "payload", payload: "talk" }],
    },
    {
      type: "button",
      sub_type: "copy_code",
      index: "2",
      parameters: [{ type: "coupon_code", coupon_code: "SAVE10" }],
    },
  ]);
  expect(checkTemplate(order, components ?? [])).toMatchObject({ ok: true });
});

test("fills named places in their order, and says that marketing is marketing", async () => {
  const body = { header_field_1: "Acme", field_1: "John", field_2: "Sofia", field_3: "unused" };
  const { draft } = await decode(body, { template: named });
  expect(draft.messageType).toBe("MARKETING");
  const components = componentsOf(draft.content);
  expect(components).toEqual([
    {
      type: "header",
      parameters: [{ type: "text", text: "Acme", parameter_name: "empresa" }],
    },
    {
      type: "body",
      parameters: [
        { type: "text", text: "John", parameter_name: "nombre" },
        { type: "text", text: "Sofia", parameter_name: "agente" },
      ],
    },
  ]);
  expect(checkTemplate(named, components ?? [])).toMatchObject({ ok: true });
});

test("uploads a header's file to the template's account and sends its id", async () => {
  const file = new File(["%PDF-"], "a.pdf", { type: "application/pdf" });
  const body = { header_document_file: file, header_document_name: "Offer.pdf" };
  const { draft, uploads } = await decode(body, { template: letter });
  expect(uploads).toEqual([{ accountId, size: 5, mimeType: "application/pdf" }]);
  expect(componentsOf(draft.content)).toEqual([
    {
      type: "header",
      parameters: [{ type: "document", document: { filename: "Offer.pdf", id: "media-1" } }],
    },
  ]);
});

describe("refuses", () => {
  test("every place that is empty, by its field", async () => {
    expect(await errorsOf({})).toEqual({
      header_image_url: [
        "The header image url field is required when header image file is not present.",
      ],
      field_1: ["The field 1 field is required."],
      field_2: ["The field 2 field is required."],
      button_0: ["The button 0 field is required."],
      button_2: ["The button 2 field is required."],
    });
  });

  test("what WhatsApp does not take in a body", async () => {
    expect(await errorsOf({ ...filled, field_1: "a\nb" })).toEqual({
      field_1: ["The field 1 must not contain line breaks, tabs or more than 4 spaces in a row."],
    });
  });

  test.each<[string, World, object]>([
    ["no such template", { template: null }, {}],
    ["one that is not approved", { template: { ...order, status: "PENDING" } }, {}],
    ["one of another number", {}, { from_phone_number_id: "222" }],
  ])("%s", async (_, world, body) => {
    expect(await errorsOf({ ...filled, ...body }, world)).toEqual({
      template_name: ["The selected template name is invalid."],
    });
  });

  test("a file that is too large, and one that WhatsApp does not take", async () => {
    const large = new File([new Uint8Array(5120 * 1024 + 1)], "a.png", { type: "image/png" });
    expect(await errorsOf({ ...filled, header_image_file: large })).toEqual({
      header_image_file: ["The header image file may not be greater than 5120 kilobytes."],
    });
    const file = new File(["x"], "a.bmp", { type: "image/bmp" });
    expect(await errorsOf({ ...filled, header_image_file: file }, { upload: "refused" })).toEqual({
      header_image_file: ["WhatsApp takes no files of this type."],
    });
  });

  test("a request without anything, all at once", async () => {
    const blank = { phone_number: null, template_name: null, template_language: null };
    expect(await errorsOf(blank)).toEqual({
      phone_number: ["The phone number field is required."],
      template_name: ["The template name field is required."],
      template_language: ["The template language field is required."],
    });
  });
});
