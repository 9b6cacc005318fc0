// POST messages/template: names a template and fills its places, `field_1` for `{{1}}` and so on.
import type { SendDraft } from "../../model/command.ts";
import type { TemplateComponent } from "../../model/content.ts";
import type { Template } from "../../model/template.ts";
import { type Part, templateParts } from "../../model/template-parts.ts";
import type { TemplateParameter } from "../../model/template-slots.ts";
import { type Upload, uploadFile } from "./decode-media.ts";
import { draftOf, type FindSender, senderOf } from "./recipient.ts";
import { templateSchema, type WireTemplate } from "./schema.ts";
import { type FieldErrors, invalid, parseFields, spoken } from "./validation.ts";

/** The template of this name; of the account, or of whichever has it when that is null. */
export type FindTemplate = (
  name: string,
  language: string,
  accountId: string | null,
) => Promise<Template | null>;

/** Throws `body_invalid`, `field_invalid` with every field that is wrong, or why the upload failed. */
export async function decodeTemplate(
  body: unknown,
  findSender: FindSender,
  findTemplate: FindTemplate,
  upload: Upload,
): Promise<SendDraft> {
  const wire = parseFields(templateSchema, body);
  const sender = await senderOf(wire, findSender);
  const template = await findTemplate(wire.template_name, wire.template_language, sender);
  if (template?.status !== "APPROVED" || (sender !== null && template.accountId !== sender)) {
    throw invalid({ template_name: ["The selected template name is invalid."] });
  }
  const filling = fillerOf(wire);
  const components = templateParts(template.components, template.parameterFormat).flatMap((part) =>
    filling.fill(part),
  );
  if (Object.keys(filling.errors).length > 0) throw invalid(filling.errors);
  for (const { file, field, media } of filling.files) {
    media["id"] = await uploadFile(template.accountId, field, file, upload);
  }
  const content = { kind: "template" as const, templateId: template.id, components };
  return {
    ...draftOf(wire, content, template.accountId),
    ...(template.category === "MARKETING" ? { messageType: "MARKETING" as const } : {}),
  };
}

const mediaFields = {
  image: { url: "header_image_url", file: "header_image_file" },
  video: { url: "header_video_url", file: "header_video_file" },
  document: { url: "header_document_url", file: "header_document_file" },
} as const;
const isMedia = (type: string): type is keyof typeof mediaFields =>
  Object.hasOwn(mediaFields, type);

/** Fills the parts of a template from the wire, and collects what is missing and what is to be uploaded. */
function fillerOf(wire: WireTemplate) {
  const errors: FieldErrors = {};
  const files: { file: File; field: string; media: Record<string, unknown> }[] = [];

  /** Which field fills a place of a part. */
  const fieldOf = (part: Part, i: number): keyof WireTemplate => {
    if (part.type === "body") return `field_${i + 1}` as keyof WireTemplate;
    if (part.button) return `button_${part.button.index}` as keyof WireTemplate;
    return `header_field_${i + 1}` as keyof WireTemplate;
  };

  function mediaOf(type: keyof typeof mediaFields): TemplateParameter | null {
    const names = mediaFields[type];
    const { [names.url]: link, [names.file]: file } = wire;
    const media: Record<string, unknown> = {};
    if (file) files.push({ file, field: names.file, media });
    else if (link) media["link"] = link;
    else {
      errors[names.url] = [
        `The ${spoken(names.url)} field is required when ${spoken(names.file)} is not present.`,
      ];
      return null;
    }
    const { header_document_name: filename } = wire;
    if (type === "document" && filename) media["filename"] = filename;
    return { type, [type]: media };
  }

  function fill(part: Part): TemplateComponent[] {
    if (part.slots === null) return [];
    const parameters = part.slots.flatMap((slot, i): TemplateParameter[] => {
      const { type } = slot.example;
      if (isMedia(type)) return [mediaOf(type)].filter((one) => one !== null);
      const field = fieldOf(part, i);
      const given = wire[field];
      if (typeof given !== "string") {
        if (part.required) errors[field] = [`The ${spoken(field)} field is required.`];
        return [];
      }
      const key = type === "coupon_code" || type === "payload" ? type : "text";
      const parameter = { type, [key]: given };
      const fault = slot.fault(parameter);
      if (fault !== null) errors[field] = [`The ${spoken(field)} ${fault}.`];
      const isNamed = part.told === "by name";
      return [{ ...parameter, ...(isNamed ? { parameter_name: slot.name } : {}) }];
    });
    if (parameters.length === 0) return [];
    const { button } = part;
    return [
      {
        type: part.type,
        ...(button ? { sub_type: button.subType, index: button.index } : {}),
        parameters,
      },
    ];
  }

  return { fill, errors, files };
}
