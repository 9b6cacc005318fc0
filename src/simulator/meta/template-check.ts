// Sending a template: what Meta checks against the stored definition, and what the person then reads.
import type { MetaRefusal } from "./error.ts";
import type { BodyParameter, HeaderParameter, SentComponent } from "./message.ts";
import { component, fill, type TemplateDefinition, variablesIn } from "./template.ts";

type Refusal = MetaRefusal | null;
type Parameter = HeaderParameter | BodyParameter;

/** Why Meta refuses this template with these components; null when it takes them. */
export function refuseTemplate(template: TemplateDefinition, sent: SentComponent[]): Refusal {
  if (template.status === "PAUSED") return { code: 132015 };
  if (template.status === "DISABLED") return { code: 132016 };
  if (template.status !== "APPROVED") {
    return { code: 132001, details: `${template.name} is not approved` };
  }
  return (
    refuseRepeated(sent) ??
    refuseHeader(template, headerParameters(sent)) ??
    refuseTexts("body", bodyText(template), template, bodyParameters(sent)) ??
    refuseButtons(template, sent) ??
    refuseLength(template, sent)
  );
}

function refuseRepeated(sent: SentComponent[]): Refusal {
  const slots = sent.map((item) => (item.type === "button" ? `button ${item.index}` : item.type));
  const repeated = slots.find((slot, i) => slots.indexOf(slot) !== i);
  return repeated ? { code: 132012, details: `${repeated}: given more than once` } : null;
}

function refuseHeader(template: TemplateDefinition, given: HeaderParameter[]): Refusal {
  const header = component(template, "HEADER");
  if (!header || header.format === "TEXT") {
    return refuseTexts("header", header?.text ?? "", template, given);
  }
  const [parameter, ...others] = given;
  if (!parameter || parameter.type.toUpperCase() !== header.format) {
    const received = parameter?.type.toUpperCase() ?? "UNKNOWN";
    return {
      code: 132012,
      details: `header: Format mismatch, expected ${header.format}, received ${received}`,
    };
  }
  return others.length > 0 ? wrongCount("header", given.length, 1) : null;
}

function refuseTexts(
  part: "header" | "body",
  text: string,
  template: TemplateDefinition,
  given: Parameter[],
): Refusal {
  const expected = variablesIn(text);
  if (given.length !== expected.length) return wrongCount(part, given.length, expected.length);
  const names = given.map((item) => ("parameter_name" in item ? item.parameter_name : undefined));
  if (template.parameter_format === "POSITIONAL") {
    const named = names.find((name) => name !== undefined);
    if (named !== undefined) {
      return { code: 132012, details: `${part}: ${named} is named, the template is positional` };
    }
  } else {
    const missing = expected.find((name) => !names.includes(name));
    if (missing !== undefined) {
      return { code: 132000, details: `${part}: Parameter name ${missing} is missing or empty` };
    }
  }
  for (const parameter of given) {
    const refusal = refuseParameter(part, parameter);
    if (refusal) return refusal;
  }
  return null;
}

function refuseParameter(part: "header" | "body", parameter: Parameter): Refusal {
  if (parameter.type === "currency" || parameter.type === "date_time") return null;
  if (parameter.type !== "text") {
    const received = parameter.type.toUpperCase();
    const details = `${part}: Format mismatch, expected TEXT, received ${received}`;
    return { code: 132012, details };
  }
  if (parameter.text === "") {
    return { code: 131008, details: `${part}: Parameter of type text is missing text value` };
  }
  if (/[\n\t]| {5}/.test(parameter.text)) {
    const details = `${part}: Param text cannot have new-line/tab characters or more than 4 consecutive spaces`;
    return { code: 132018, details };
  }
  return null;
}

function refuseButtons(template: TemplateDefinition, sent: SentComponent[]): Refusal {
  const buttons = component(template, "BUTTONS")?.buttons ?? [];
  const given = new Map(
    sent.flatMap((item) => (item.type === "button" ? [[Number(item.index), item] as const] : [])),
  );
  for (const [index, button] of buttons.entries()) {
    const item = given.get(index);
    given.delete(index);
    const where = `buttons: Button at index ${index} of type ${button.type}`;
    const variable = button.type === "URL" && variablesIn(button.url ?? "").length > 0;
    if (!item) {
      if (variable || button.type === "COPY_CODE") {
        return { code: 131008, details: `${where} requires a parameter` };
      }
      continue;
    }
    const kind = parameterKind[button.type];
    if (item.sub_type !== button.type.toLowerCase() || item.parameters[0]?.type !== kind) {
      return { code: 132012, details: `${where}: Format mismatch` };
    }
    if (button.type === "URL" && !variable) return wrongCount(where, 1, 0);
  }
  const [extra] = given.keys();
  return extra === undefined
    ? null
    : { code: 132012, details: `buttons: the template has no button at index ${extra}` };
}

const parameterKind = {
  QUICK_REPLY: "payload",
  URL: "text",
  COPY_CODE: "coupon_code",
  FLOW: "action",
  PHONE_NUMBER: null,
} as const;

function refuseLength(template: TemplateDefinition, sent: SentComponent[]): Refusal {
  // Meta: 1,024 characters, or 32,768 when the template has nothing but a body.
  const max = template.components.length === 1 ? 32_768 : 1_024;
  const length = filled(bodyText(template), bodyParameters(sent)).length;
  return length > max
    ? { code: 132005, details: `body: ${length} characters, at most ${max}` }
    : null;
}

function wrongCount(part: string, given: number, expected: number): MetaRefusal {
  return {
    code: 132000,
    details: `${part}: number of localizable_params (${given}) does not match the expected number of params (${expected})`,
  };
}

/** What the person reads: header, body, footer and buttons, a line each. */
export function render(template: TemplateDefinition, sent: SentComponent[]): string {
  const header = component(template, "HEADER");
  const lines = [
    header?.format === "TEXT"
      ? filled(header.text ?? "", headerParameters(sent))
      : header && `[${header.format.toLowerCase()}] ${linkOf(headerParameters(sent)[0])}`,
    filled(bodyText(template), bodyParameters(sent)),
    component(template, "FOOTER")?.text,
    ...(component(template, "BUTTONS")?.buttons ?? []).map((button, index) => {
      const item = sent.find((one) => one.type === "button" && one.index === String(index));
      const parameter = item?.type === "button" ? item.parameters[0] : undefined;
      const text = parameter?.type === "text" ? parameter.text : "";
      const url = button.url?.replace(/\{\{[^{}]*\}\}/, () => text);
      return url ? `[${button.text}] ${url}` : `[${button.text}]`;
    }),
  ];
  return lines.filter((line) => line !== undefined).join("\n");
}

const bodyText = (template: TemplateDefinition): string => component(template, "BODY")?.text ?? "";

const headerParameters = (sent: SentComponent[]): HeaderParameter[] =>
  sent.flatMap((item) => (item.type === "header" ? item.parameters : []));

const bodyParameters = (sent: SentComponent[]): BodyParameter[] =>
  sent.flatMap((item) => (item.type === "body" ? item.parameters : []));

/** Positional parameters fill `{{1}}`, `{{2}}`… in that order, wherever those stand in the text. */
function filled(text: string, parameters: Parameter[]): string {
  const order = variablesIn(text).sort((a, b) => Number(a) - Number(b));
  const values = parameters.map((parameter, i): [string, string] => {
    const name = "parameter_name" in parameter ? parameter.parameter_name : undefined;
    return [name ?? order[i] ?? "", shownValue(parameter)];
  });
  return fill(text, new Map(values));
}

function shownValue(parameter: Parameter): string {
  if (parameter.type === "text") return parameter.text;
  if (parameter.type === "currency") return parameter.currency.fallback_value;
  if (parameter.type === "date_time") return parameter.date_time.fallback_value;
  return "";
}

function linkOf(parameter: HeaderParameter | undefined): string {
  if (parameter?.type === "image") return parameter.image.link ?? parameter.image.id ?? "";
  if (parameter?.type === "video") return parameter.video.link ?? parameter.video.id ?? "";
  if (parameter?.type === "document") return parameter.document.link ?? parameter.document.id ?? "";
  if (parameter?.type === "location") {
    return `${parameter.location.latitude}, ${parameter.location.longitude}`;
  }
  return "";
}
