// Laravel's way to refuse a request: every field that is wrong, each with a sentence, all at once.
import { z } from "zod";
import { isCleanText } from "../../model/content.ts";
import { GatewayError } from "../../model/errors.ts";

/** The sentences about each field, by its path such as `buttons.0.title`. */
export type FieldErrors = Record<string, string[]>;

export const invalid = (errors: FieldErrors): GatewayError =>
  new GatewayError("field_invalid", { message: "Validation failed", details: { errors } });

/** A field as sentences call it: `buttons.0.title`, `message body`. */
export const spoken = (path: string): string => path.replaceAll("_", " ");

export const tooLong = (path: string, maxChars: number): string =>
  `The ${spoken(path)} may not be greater than ${maxChars} characters.`;

/** Text of at most so many characters, counted as everywhere in the gateway: most emoji are two. */
export const text = (maxChars: number) => z.string().max(maxChars).refine(isCleanText);

/** The same without line breaks. */
export const line = (maxChars: number) => text(maxChars).regex(/^[^\r\n\u0085\u2028\u2029]*$/);

/** A whole number, also as text: forms have nothing else. */
export const whole = z
  .union([
    z.number().meta({ type: "integer", minimum: 0 }),
    z.string().meta({ pattern: "^[0-9]{1,15}$" }),
  ])
  .transform((value) =>
    typeof value === "number" || /^\d{1,15}$/.test(value) ? Number(value) : NaN,
  )
  .pipe(z.int().nonnegative());

/**
 * Parses a request, or refuses it by everything that is wrong with it. Blank texts are absent, as Laravel
 * reads them.
 *
 * @param conditions why a field is required where it would not always be, by its name
 */
export function parseFields<S extends z.ZodType>(
  schema: S,
  body: unknown,
  conditions: Record<string, string> = {},
): z.output<S> {
  const parsed = schema.safeParse(fieldsOf(body), { reportInput: true });
  if (parsed.success) return parsed.data;
  const errors: FieldErrors = {};
  for (const issue of parsed.error.issues) {
    const path = issue.path.map(String).join(".") || "body";
    const condition = Object.hasOwn(conditions, path) ? conditions[path] : undefined;
    const said = sentence(issue, spoken(path), condition);
    errors[path] = [...new Set([...(errors[path] ?? []), said])];
  }
  throw invalid(errors);
}

/** The fields of a body, blank ones as null. Throws `body_invalid` when it is no object. */
export function fieldsOf(body: unknown): Record<string, unknown> {
  if (!isRecord(body)) throw new GatewayError("body_invalid");
  return blanksAsNull(body, 4) as Record<string, unknown>;
}

/** Not deeper than fields go: JSON may be nested without end. */
function blanksAsNull(value: unknown, levels: number): unknown {
  if (typeof value === "string") return value.trim() === "" ? null : value;
  if (levels === 0) return value;
  if (Array.isArray(value)) return value.map((item) => blanksAsNull(item, levels - 1));
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(([name, one]) => [name, blanksAsNull(one, levels - 1)]);
  return Object.fromEntries(entries);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof File);

function sentence(issue: z.core.$ZodIssue, field: string, condition?: string): string {
  const isAbsent = issue.input === undefined || issue.input === null;
  if (isAbsent && /^(invalid_(type|value|union)|custom)$/.test(issue.code)) {
    return `The ${field} field is required${condition === undefined ? "" : ` when ${condition}`}.`;
  }
  switch (issue.code) {
    case "invalid_type":
      return `The ${field} must be ${kindOf(issue.expected)}.`;
    case "invalid_value":
      return `The selected ${field} is invalid.`;
    case "too_big":
      return tooBig(field, issue.origin, Number(issue.maximum));
    case "too_small":
      return issue.origin === "array" || issue.origin === "string"
        ? `The ${field} field is required${condition === undefined ? "" : ` when ${condition}`}.`
        : `The ${field} must be at least ${issue.minimum}.`;
    case "invalid_format":
      return issue.format === "email"
        ? `The ${field} must be a valid email address.`
        : `The ${field} format is invalid.`;
    default:
      return `The ${field} format is invalid.`;
  }
}

const kinds: Record<string, string> = {
  array: "an array",
  object: "an array",
  int: "an integer",
  number: "an integer",
  file: "a file",
};
const kindOf = (expected: string): string => kinds[expected] ?? "a string";

function tooBig(field: string, origin: string, maximum: number): string {
  switch (origin) {
    case "array":
      return `The ${field} may not have more than ${maximum} items.`;
    case "file":
      return `The ${field} may not be greater than ${maximum / 1024} kilobytes.`;
    case "string":
      return tooLong(field, maximum);
    default:
      return `The ${field} may not be greater than ${maximum}.`;
  }
}
