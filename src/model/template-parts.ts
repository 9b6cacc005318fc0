// Reads from a template's definition what a send has to fill in. Definitions come from outside: a part
// that cannot be read asks for nothing, and a kind that is not known here is left to Meta.
import { z } from "zod";
import {
  locationSlot,
  mediaSlot,
  objectSlot,
  plainSlot,
  type Slot,
  textSlot,
} from "./template-slots.ts";

/** A component that a send must or may give. */
export interface Part {
  type: string;
  /** How a message to a person calls it. */
  label: string;
  button?: { index: string; subType: string };
  /**
   * How parameters are told apart: by name only; by place only; by place, or by names that are ours
   * and that Meta is not told; or not at all, because there is just one.
   */
  told: "by name" | "by place" | "by place or name" | "alone";
  required: boolean;
  /** Null: Meta alone knows what belongs in there. */
  slots: Slot[] | null;
}

const text = z.string().catch("");
const texts = z.array(z.string()).catch([]);
const namedExamples = z.array(z.object({ param_name: text, example: text })).catch([]);
const exampleSchema = z
  .object({
    header_text: texts,
    header_text_named_params: namedExamples,
    header_handle: texts,
    body_text: z.array(texts).catch([]),
    body_text_named_params: namedExamples,
  })
  .optional()
  .catch(undefined);
const buttonSchema = z.object({
  type: text,
  text,
  url: text,
  /** Meta writes a list or a single text. */
  example: z.union([z.string().transform((one) => [one]), texts]).catch([]),
});
const componentSchema = z.object({
  type: z.string().transform((type) => type.toUpperCase()),
  format: z.string().toUpperCase().catch("TEXT"),
  text,
  /** Ours: names for the places of a positional text. */
  variable_names: z.array(z.string().regex(/^[^\s{}]{1,64}$/)).catch([]),
  example: exampleSchema,
  buttons: z.array(z.unknown()).catch([]),
});
type Component = z.infer<typeof componentSchema>;
type Button = z.infer<typeof buttonSchema>;

/** Every part of a template that takes parameters, in the order of the definition. */
export function templateParts(
  definition: readonly unknown[],
  format: "POSITIONAL" | "NAMED",
): Part[] {
  return definition.flatMap((item): Part[] => {
    const component = componentSchema.safeParse(item).data;
    if (!component) return [];
    switch (component.type) {
      case "FOOTER":
        return [];
      case "HEADER":
        return headerParts(component, format);
      case "BODY":
        return textParts(component, format, {
          label: "the body",
          examples: component.example?.body_text[0] ?? [],
          named: component.example?.body_text_named_params ?? [],
        });
      case "BUTTONS":
        return component.buttons.flatMap((button, index) =>
          buttonParts(buttonSchema.safeParse(button).data, String(index)),
        );
      default: {
        const type = component.type.toLowerCase();
        return [{ type, label: `the ${type}`, told: "alone", required: false, slots: null }];
      }
    }
  });
}

function headerParts(component: Component, format: "POSITIONAL" | "NAMED"): Part[] {
  const { example } = component;
  const header = (slot: Slot): Part[] => [
    { type: "header", label: "the header", told: "alone", required: true, slots: [slot] },
  ];
  switch (component.format) {
    case "TEXT":
      return textParts(component, format, {
        label: "the header",
        examples: example?.header_text ?? [],
        named: example?.header_text_named_params ?? [],
      });
    case "IMAGE":
    case "VIDEO":
    case "DOCUMENT":
      return header(mediaSlot(component.format.toLowerCase(), example?.header_handle[0]));
    case "LOCATION":
      return header(locationSlot);
    default:
      return [{ type: "header", label: "the header", told: "alone", required: false, slots: null }];
  }
}

/** The variables of a text, `{{1}}` or `{{first_name}}`, each once. */
function variablesOf(text: string): string[] {
  const found = [...text.matchAll(/\{\{\s*([^{}\s]{1,64})\s*\}\}/g)].map((match) => match[1] ?? "");
  return [...new Set(found)];
}

function textParts(
  component: Component,
  format: "POSITIONAL" | "NAMED",
  from: { label: string; examples: string[]; named: { param_name: string; example: string }[] },
): Part[] {
  const variables = variablesOf(component.text);
  if (variables.length === 0) return [];
  const part = { type: component.type.toLowerCase(), label: from.label, required: true };
  if (format === "NAMED" || variables.some((name) => !/^\d+$/.test(name))) {
    const examples = new Map(from.named.map((one) => [one.param_name, one.example]));
    const slots = variables.map((name) => textSlot(name, examples.get(name), part.type));
    return [{ ...part, told: "by name", slots }];
  }
  const { variable_names: names } = component;
  const places = variables.sort((a, b) => Number(a) - Number(b));
  const namesFit = names.length === places.length && new Set(names).size === names.length;
  const slots = places.map((place, i) =>
    textSlot((namesFit && names[i]) || place, from.examples[i], part.type),
  );
  return [{ ...part, told: namesFit ? "by place or name" : "by place", slots }];
}

function buttonParts(button: Button | undefined, index: string): Part[] {
  if (!button) return [];
  const type = button.type.toLowerCase();
  const part = (subType: string, required: boolean, slots: Slot[] | null): Part[] => {
    const label = `button ${index}${button.text ? ` ("${button.text.slice(0, 40)}")` : ""}`;
    return [{ type: "button", label, button: { index, subType }, told: "alone", required, slots }];
  };
  switch (type) {
    case "phone_number":
      return [];
    case "url": {
      const [variable] = variablesOf(button.url);
      if (variable === undefined) return [];
      const fixed = button.url.slice(0, button.url.indexOf("{{"));
      const [example = ""] = button.example;
      const value = example.startsWith(fixed) ? example.slice(fixed.length) : example;
      return part("url", true, [textSlot(variable, value, "button")]);
    }
    // Meta: a one-time password's button is sent as a URL button, whatever it does on the phone.
    case "otp":
      return part("url", true, [textSlot("code", button.example[0], "button")]);
    case "copy_code":
      return part("copy_code", true, [plainSlot("coupon_code", "coupon_code", button.example[0])]);
    case "quick_reply":
      return part("quick_reply", false, [plainSlot("payload", "payload", undefined)]);
    case "flow":
      return part("flow", false, [objectSlot("action", { flow_token: "unused" })]);
    default:
      return part(type, false, null);
  }
}
