// The values at the root of a template send, brought into the components that the template asks for. Whether
// they fit is judged with every other send, so nothing that was given is dropped here.
import { z } from "zod";
import type { TemplateComponent } from "../../model/content.ts";
import { type Template, type TemplateVariable, templateVariables } from "../../model/template.ts";
import type { TemplateBody } from "./schema.ts";

type Values = { [part in TemplateVariable["component"]]: (string | undefined)[] };

/** Components in Meta's send format, for the template's variables and its header's file. */
export function componentsFor(template: Template, wire: TemplateBody): TemplateComponent[] {
  const variables = templateVariables(template);
  const of = (part: TemplateVariable["component"]) =>
    variables.filter(({ component }) => component === part);
  const { HEADER, BODY, BUTTON } = valuesOf(variables, wire);
  const texts = (part: "HEADER" | "BODY", given: (string | undefined)[]): TemplateComponent[] => {
    const parameters = given.flatMap((text, i) => {
      const name = of(part)[i]?.name;
      if (text === undefined) return [];
      return [{ type: "text", ...(name === undefined ? {} : { parameter_name: name }), text }];
    });
    return parameters.length === 0 ? [] : [{ type: part.toLowerCase(), parameters }];
  };
  const buttons = BUTTON.flatMap((text, i) => {
    if (text === undefined) return [];
    const index = of("BUTTON")[i]?.index ?? `${i}`;
    return [{ type: "button", index, parameters: [{ type: "text", text }] }];
  });
  return [
    ...fileOf(template, wire),
    ...texts("HEADER", HEADER),
    ...texts("BODY", BODY),
    ...buttons,
  ];
}

function valuesOf(variables: TemplateVariable[], wire: TemplateBody): Values {
  const all = wire.templateParameters ?? wire.templateParams ?? [];
  const found: Values = { HEADER: [], BODY: [], BUTTON: [] };
  if (Array.isArray(all)) {
    for (const [i, text] of all.entries()) found[variables[i]?.component ?? "BODY"].push(text);
  } else {
    const own = (name: string) => (Object.hasOwn(all, name) ? all[name] : undefined);
    for (const { component, name } of variables) found[component].push(own(name));
    const known = new Set(variables.map(({ name }) => name));
    // A name that the template does not have: with no place of its own it will be refused.
    const strange = Object.keys(all).filter((name) => !known.has(name));
    found.BODY.push(...strange.map(own));
  }
  const instead = (given: string[] | null | undefined, part: (string | undefined)[]) =>
    given?.length ? given : part;
  return {
    HEADER: instead(wire.headerTextParameters ?? wire.templateHeaderTextParameters, found.HEADER),
    BODY: instead(wire.bodyTextParameters ?? wire.templateBodyTextParameters, found.BODY),
    BUTTON: instead(wire.buttonUrlParameters ?? wire.templateButtonUrlParameters, found.BUTTON),
  };
}

const headerSchema = z.object({
  type: z.string().regex(/^header$/i),
  format: z.string().toLowerCase(),
});

function fileOf({ components }: Template, wire: TemplateBody): TemplateComponent[] {
  const link = wire.headerMediaUrl?.trim() || wire.templateHeaderMediaUrl?.trim();
  if (!link) return [];
  const header = components.map((one) => headerSchema.safeParse(one).data).find(Boolean);
  const type = header?.format ?? "image";
  return [{ type: "header", parameters: [{ type, [type]: { link } }] }];
}
