// What a stored WhatsApp template asks for, and whether a send gives it. Checked before Meta is
// called, because Meta's own answer (132000, 132012) names neither the missing part nor a cure.
import { z } from "zod";
import { err, ok, type Result } from "../lib/result.ts";
import type { TemplateComponent } from "./content.ts";
import { type Part, templateParts } from "./template-parts.ts";
import { quote, type Slot, type TemplateParameter } from "./template-slots.ts";

/** One component of a template's definition, as Meta lists it (types in upper case). */
export const templateDefinitionSchema = z.array(z.looseObject({ type: z.string() }));
export type TemplateDefinition = z.infer<typeof templateDefinitionSchema>;

/** A stored template. (account, name, language) is its key at Meta; `id` is ours. */
export interface Template {
  id: string;
  workspaceId: string;
  accountId: string;
  name: string;
  language: string;
  /** Meta's word: APPROVED, PENDING, REJECTED, PAUSED, DISABLED, ... */
  status: string;
  category: string;
  parameterFormat: "POSITIONAL" | "NAMED";
  components: TemplateDefinition;
}

/** What is wrong with a send's components, and components that would be right. */
export interface TemplateProblem {
  /** A sentence that names the missing or wrong piece. */
  message: string;
  /** For example `components[0].parameters[1]` or `components (body)`. */
  field: string;
  /** Filled components that this template accepts. */
  example: TemplateComponent[];
}

/** A text that a template asks for. `name` is what a send may write as `parameter_name`. */
export interface TemplateVariable {
  name: string;
  /** From 1, within the component. */
  position: number;
  component: "HEADER" | "BODY" | "BUTTON";
  /** Which button, as a send writes it. */
  index?: string;
}

type Defined = Pick<Template, "components" | "parameterFormat">;

/** The texts that a template asks for, in the order of its definition. */
export function templateVariables({ components, parameterFormat }: Defined): TemplateVariable[] {
  return templateParts(components, parameterFormat).flatMap(({ type, slots, button }) =>
    (slots ?? [])
      .filter(({ example }) => example.type === "text")
      .map(({ name }, i) => ({
        name,
        position: i + 1,
        component: type.toUpperCase() as TemplateVariable["component"],
        ...(button ? { index: button.index } : {}),
      })),
  );
}

/**
 * Compares what a send gives with what the template asks for. The result is in Meta's send format:
 * types in lower case, one component per part, in the template's order, without empty ones.
 */
export function checkTemplate(
  template: Defined & Pick<Template, "name" | "language">,
  given: readonly TemplateComponent[],
): Result<TemplateComponent[], TemplateProblem> {
  const parts = templateParts(template.components, template.parameterFormat);
  const problem = ({ message, field }: Fault) =>
    err({
      message: `Template ${template.name} (${template.language}): ${message}. See example.`,
      field,
      example: parts.filter(({ required }) => required).map(exampleOf),
    });

  const unnumbered = given.findIndex(
    ({ type, index }) => type.toLowerCase() === "button" && index === undefined,
  );
  if (unnumbered >= 0) {
    const message = 'a button needs the "index" of its place among the buttons, from "0"';
    return problem({ message, field: `components[${unnumbered}]` });
  }
  const unclaimed = new Map(given.map((component, i) => [i, inLowerCase(component)]));
  const filled: TemplateComponent[] = [];
  for (const part of parts) {
    const claimed = [...unclaimed].filter(([, component]) => belongsTo(part, component));
    for (const [i] of claimed) unclaimed.delete(i);
    const [first, second] = claimed;
    if (second) {
      return problem({
        message: `${part.label} is given twice`,
        field: `components[${second[0]}]`,
      });
    }
    const result = fill(part, first);
    if (!result.ok) return problem(result.error);
    if (result.value) filled.push(result.value);
  }
  for (const [i, { type, index, parameters = [] }] of unclaimed) {
    if (parameters.length === 0) continue;
    const where = index === undefined ? quote(type) : `${quote(type)} ${quote(index)}`;
    return problem({ message: `it takes no parameters for ${where}`, field: `components[${i}]` });
  }
  return ok(filled);
}

interface Fault {
  message: string;
  field: string;
}

const inLowerCase = (component: TemplateComponent): TemplateComponent => ({
  ...component,
  type: component.type.toLowerCase(),
  ...(component.sub_type === undefined ? {} : { sub_type: component.sub_type.toLowerCase() }),
  ...(component.parameters === undefined
    ? {}
    : {
        parameters: component.parameters.map((one) => ({ ...one, type: one.type.toLowerCase() })),
      }),
});

const belongsTo = ({ type, button }: Part, component: TemplateComponent): boolean =>
  component.type === type && (!button || component.index === button.index);

/** The component to send for a part, null for none. */
function fill(
  part: Part,
  claimed: [number, TemplateComponent] | undefined,
): Result<TemplateComponent | null, Fault> {
  const { button, slots, required, label } = part;
  const [i, component] = claimed ?? [];
  if (component === undefined) {
    if (!required) return ok(null);
    const where = button ? `button ${button.index}` : part.type;
    return err({ message: `${label} needs ${listOf(slots)}`, field: `components (${where})` });
  }
  const field = `components[${i}]`;
  if (button && component.sub_type !== undefined && component.sub_type !== button.subType) {
    const message = `${label} is of sub_type "${button.subType}", not ${quote(component.sub_type)}`;
    return err({ message, field: `${field}.sub_type` });
  }
  if (slots === null) return ok(component);
  const { parameters = [] } = component;
  if (parameters.length === 0 && !required) return ok(null);
  const placed = place(part, slots, parameters);
  if (!placed.ok) {
    const { at, message } = placed.error;
    return err({ message, field: `${field}.parameters${at === null ? "" : `[${at}]`}` });
  }
  return ok({ ...frameOf(part), parameters: placed.value });
}

const frameOf = ({ type, button }: Part): TemplateComponent =>
  button ? { type, sub_type: button.subType, index: button.index } : { type };

/** A slot as people find it in the template: `{{1}}`, or its name. */
const shown = ({ name }: Slot): string => (/^\d+$/.test(name) ? `{{${name}}}` : quote(name));

const listOf = (slots: Slot[] | null): string => (slots ?? []).map(shown).join(", ");

/** Brings parameters into the order of their slots and checks each. `at` is the place of the wrong one. */
function place(
  part: Part,
  slots: Slot[],
  given: TemplateParameter[],
): Result<TemplateParameter[], { at: number | null; message: string }> {
  const { label, told } = part;
  const names = given.map((one) => one["parameter_name"] ?? null);
  const byName = told === "by name" || (told !== "alone" && names.some((name) => name !== null));
  const stranger = names.findIndex((name) => slots.every((slot) => slot.name !== name));
  if (byName && told === "by place" && stranger >= 0) {
    const message = `${label} takes its parameters by place: leave out parameter_name and give ${listOf(slots)} in this order`;
    return err({ at: stranger, message });
  }
  if (told === "by name" && given.length === slots.length && names.every((name) => name === null)) {
    const wanted = slots.map(({ name }) => `"parameter_name": ${quote(name)}`).join(", ");
    return err({ at: 0, message: `${label} takes its parameters by name: add ${wanted}` });
  }
  const placed: TemplateParameter[] = [];
  const ats = new Map<Slot, number>();
  for (const [at, name] of names.entries()) {
    const slot = byName ? slots.find((one) => one.name === name) : slots[at];
    if (!slot) {
      const message = !byName
        ? `${label} takes ${slots.length} parameter${slots.length === 1 ? "" : "s"}, not ${given.length}`
        : name === null
          ? `${label} has a parameter without a parameter_name: write one of ${listOf(slots)}`
          : `${label} has no variable ${quote(typeof name === "string" ? name : JSON.stringify(name))}: write one of ${listOf(slots)} as parameter_name`;
      return err({ at, message });
    }
    if (ats.has(slot)) return err({ at, message: `${label} is given ${shown(slot)} twice` });
    ats.set(slot, at);
  }
  for (const slot of slots) {
    const at = ats.get(slot);
    const parameter = at === undefined ? undefined : given[at];
    if (at === undefined || parameter === undefined) {
      return err({ at: null, message: `${label} needs ${shown(slot)}` });
    }
    const fault = slot.fault(parameter);
    if (fault !== null) return err({ at, message: `${shown(slot)} in ${label} ${fault}` });
    const { parameter_name, ...rest } = parameter;
    placed.push(told === "by name" ? parameter : rest);
  }
  return ok(placed);
}

function exampleOf(part: Part): TemplateComponent {
  const named = part.told === "by name" || part.told === "by place or name";
  const parameters = (part.slots ?? []).map(({ name, example }) => {
    const { type, ...value } = example;
    return named ? { type, parameter_name: name, ...value } : example;
  });
  return { ...frameOf(part), parameters };
}
