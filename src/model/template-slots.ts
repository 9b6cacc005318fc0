// The values that a template asks for, and what Meta accepts for each.
import { isCleanText, type TemplateComponent, uncleanText } from "./content.ts";

export type TemplateParameter = NonNullable<TemplateComponent["parameters"]>[number];

/** One value that a part of a template asks for. */
export interface Slot {
  /** How a send may name it: a variable's name, or its place as text. */
  name: string;
  /** A parameter that is accepted, without its name. */
  example: TemplateParameter;
  /** What is wrong with a parameter that was given for this slot; null when nothing is. */
  fault(parameter: TemplateParameter): string | null;
}

/** Meta: 132012 and 132018; the rules for the body are stricter than those for the rest. */
function textFault(value: unknown, where: string): string | null {
  if (typeof value !== "string") return 'needs a "text"';
  if (value.trim() === "") return "must not be empty";
  if (!isCleanText(value)) return uncleanText;
  if (where === "body" && /[\n\r\t]| {5}/.test(value)) {
    return "must not contain line breaks, tabs or more than 4 spaces in a row";
  }
  return null;
}

export function textSlot(name: string, example: string | undefined, where: string): Slot {
  const filled = textFault(example, where) === null ? example : `<${name}>`;
  return {
    name,
    example: { type: "text", text: filled },
    fault(parameter) {
      if (parameter.type === "text") return textFault(parameter["text"], where);
      const formatted = where === "body" && /^(currency|date_time)$/.test(parameter.type);
      if (!formatted) return `must be of type "text", not ${quote(parameter.type)}`;
      return isObject(parameter[parameter.type]) ? null : `needs an object "${parameter.type}"`;
    },
  };
}

/** A parameter whose value is one text under a key of its own. */
export function plainSlot(type: string, key: string, example: string | undefined): Slot {
  return {
    name: key,
    example: { type, [key]: example?.trim() ? example : `<${key}>` },
    fault: (parameter) => typeFault(parameter, type) ?? emptyFault(parameter[key], key),
  };
}

export function objectSlot(type: string, example: Record<string, unknown>): Slot {
  return {
    name: type,
    example: { type, [type]: example },
    fault: (parameter) =>
      typeFault(parameter, type) ??
      (isObject(parameter[type]) ? null : `needs an object "${type}"`),
  };
}

export function mediaSlot(type: string, handle: string | undefined): Slot {
  const link = handle?.startsWith("https://") ? handle : `https://example.com/${type}`;
  const slot = objectSlot(type, { link });
  return {
    ...slot,
    fault(parameter) {
      const fault = slot.fault(parameter);
      const media = parameter[type];
      if (fault !== null || !isObject(media)) return fault;
      const isGiven = [media["link"], media["id"]].some((one) => emptyFault(one, "") === null);
      if (!isGiven) return `needs a "link" or an "id" in "${type}"`;
      return isUnsafe(media["link"]) ? `needs an http(s) address as "link" in "${type}"` : null;
    },
  };
}

/** An address of another kind, such as `javascript:` or `file:`. */
function isUnsafe(link: unknown): boolean {
  const url = typeof link === "string" ? URL.parse(link) : null;
  return url !== null && !/^https?:$/.test(url.protocol);
}

const place = {
  latitude: "37.483307",
  longitude: "-122.148981",
  name: "<name>",
  address: "<address>",
};
export const locationSlot: Slot = {
  ...objectSlot("location", place),
  fault(parameter) {
    const fault = objectSlot("location", place).fault(parameter);
    const location = parameter["location"];
    if (fault !== null || !isObject(location)) return fault;
    const missing = ["latitude", "longitude"].find((key) => location[key] === undefined);
    return missing === undefined ? null : `needs a "${missing}" in "location"`;
  },
};

const typeFault = ({ type }: TemplateParameter, wanted: string): string | null =>
  type === wanted ? null : `must be of type "${wanted}", not ${quote(type)}`;

function emptyFault(value: unknown, key: string): string | null {
  if (typeof value !== "string" || value.trim() === "") return `needs a "${key}"`;
  return isCleanText(value) ? null : uncleanText;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What a caller wrote, short enough to be repeated to them. */
export const quote = (text: string): string => JSON.stringify(text.slice(0, 64));
