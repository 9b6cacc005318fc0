// A JSON Schema as a list of fields that one can read: type, whether it is needed, limits, and what it says.
import { html } from "hono/html";
import type { JsonSchema, OpenApiDocument, ParameterObject } from "./openapi-document.ts";
import { type Html, inline } from "./reference-text.ts";

type Schemas = OpenApiDocument["components"]["schemas"];

/** Deeper, a schema is only named. */
const maxDepth = 6;

interface Named {
  schema: JsonSchema;
  /** Null for one that stands where it is used. */
  name: string | null;
}

function resolve(schema: unknown, schemas: Schemas): Named {
  if (schema === null || typeof schema !== "object") return { schema: {}, name: null };
  const { $ref: ref, ...rest } = schema as JsonSchema;
  if (ref === undefined) return { schema: rest, name: null };
  const name = ref.split("/").at(-1) ?? "";
  return { schema: { ...schemas[name], ...rest }, name };
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** What stands beside each other in a union; null when it is none. */
function choicesOf(schema: JsonSchema): unknown[] | null {
  const choices = schema.anyOf ?? schema.oneOf;
  return choices === undefined ? null : listOf(choices);
}

const isNull = (schema: unknown): boolean =>
  schema !== null && typeof schema === "object" && (schema as JsonSchema).type === "null";

/** The type in a few words: `uuid or null`, `list of Button`. */
function typeOf(given: unknown, schemas: Schemas, depth = 0): string {
  const { schema, name } = resolve(given, schemas);
  if (depth > 0 && name !== null) return name;
  const choices = choicesOf(schema);
  if (choices !== null) {
    return [...new Set(choices.map((one) => typeOf(one, schemas, depth + 1)))].join(" or ");
  }
  const types = listOf(typeof schema.type === "string" ? [schema.type] : schema.type).map(String);
  const named = types.map((type) => {
    if (type === "array") return `list of ${typeOf(schema.items, schemas, depth + 1)}`;
    if (type === "string" && schema["contentMediaType"] !== undefined) return "file";
    if (type === "string") return schema.format ?? "text";
    return type;
  });
  return named.length === 0 ? "anything" : named.join(" or ");
}

const limits: [name: keyof JsonSchema, text: (value: string) => string][] = [
  ["minLength", (value) => (value === "1" ? "not empty" : `at least ${value} characters`)],
  ["maxLength", (value) => `at most ${value} characters`],
  ["minimum", (value) => `from ${value}`],
  ["maximum", (value) => `up to ${value}`],
  ["minItems", (value) => `at least ${value} items`],
  ["maxItems", (value) => `at most ${value} items`],
  ["default", (value) => `${value} unless given`],
];

function limitsOf(schema: JsonSchema): string {
  return limits
    .filter(([name]) => schema[name] !== undefined)
    .map(([name, text]) => text(String(schema[name])))
    .join(", ");
}

function valuesOf(schema: JsonSchema): Html | "" {
  const values = schema.const === undefined ? listOf(schema.enum) : [schema.const];
  const shown = values.filter((value) => value !== null);
  if (shown.length === 0) return "";
  return html`<p class="values">${shown.map((value) => html`<code>${String(value)}</code> `)}</p>`;
}

function field(
  name: string,
  given: unknown,
  isRequired: boolean,
  schemas: Schemas,
  above: readonly string[],
): Html {
  const { schema, name: type } = resolve(given, schemas);
  const said = limitsOf(schema);
  return html`<li>
<p class="field"><code class="name">${name}</code> <span class="type">${typeOf(given, schemas)}</span>${
    isRequired ? html` <span class="needed">required</span>` : ""
  }${said === "" ? "" : html` <span class="limits">${said}</span>`}</p>
${schema.description === undefined ? "" : html`<p>${inline(schema.description)}</p>`}
${valuesOf(schema)}${below(schema, schemas, type === null ? above : [...above, type])}</li>`;
}

/** What is inside a field, folded away. */
function below(schema: JsonSchema, schemas: Schemas, above: readonly string[]): Html | "" {
  const inside = fields(schema, schemas, above);
  return inside === "" ? "" : html`<details><summary>Inside</summary>${inside}</details>`;
}

/** The fields of an object, of what is in a list, or of each that a union allows; nothing of other values. */
export function fields(given: unknown, schemas: Schemas, above: readonly string[] = []): Html | "" {
  const { schema, name } = resolve(given, schemas);
  if (name !== null && above.includes(name)) return html`<p>${name}, as above.</p>`;
  if (above.length > maxDepth) return "";
  const path = name === null ? above : [...above, name];
  const choices = choicesOf(schema)?.filter((one) => !isNull(one));
  if (choices !== undefined) return union(choices, schemas, path);
  if (schema.items !== undefined) return fields(schema.items, schemas, path);
  const properties = Object.entries(schema.properties ?? {});
  if (properties.length === 0) return "";
  const required = schema.required ?? [];
  return html`<ul class="fields">${properties.map(([one, value]) =>
    field(one, value, required.includes(one), schemas, path),
  )}</ul>`;
}

function union(choices: unknown[], schemas: Schemas, above: readonly string[]): Html | "" {
  const shown = choices
    .map((one) => [typeOf(one, schemas, 1), fields(one, schemas, above)] as const)
    .filter(([, inside]) => inside !== "");
  if (shown.length === 0) return "";
  if (shown.length === 1) return shown[0]?.[1] ?? "";
  return html`<p>One of these:</p>${shown.map(
    ([type, inside]) => html`<details><summary>${type}</summary>${inside}</details>`,
  )}`;
}

/** Parameters of a request, as fields. */
export function parameters(given: readonly ParameterObject[], schemas: Schemas): Html | "" {
  if (given.length === 0) return "";
  return html`<ul class="fields">${given.map(({ name, schema, required, description }) =>
    field(name, { ...schema, ...(description && { description }) }, required, schemas, []),
  )}</ul>`;
}
