// What a filter means, written from the tables in src/model/condition.ts and from nothing else, for the test
// that compares it with the SQL.
import type { Condition, Scalar } from "../../src/model/condition.ts";
import type { Filter } from "../../src/model/filter.ts";
import type { Lead } from "../../src/store/leads/merge-leads.ts";

const fold = (text: string) =>
  text.replace(/[A-Z]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 32));

/** Texts and numbers, and whether they are items of a list. */
interface Given {
  items: (string | number)[];
  isList: boolean;
  isEmpty: boolean;
}

/** As far as a filter can ask. */
export type Person = Omit<Lead, "psid" | "igsid" | "telegramChatId">;

function given(lead: Person, field: string): Given {
  const text = (value: string | null): Given =>
    value === null || value === ""
      ? { items: [], isList: false, isEmpty: true }
      : { items: [fold(value)], isList: false, isEmpty: false };
  switch (field) {
    case "first_name":
      return text(lead.firstName);
    case "last_name":
      return text(lead.lastName);
    case "name":
      return text(lead.lastName === null ? lead.firstName : `${lead.firstName} ${lead.lastName}`);
    case "email":
      return text(lead.email);
    case "phone":
      return text(lead.phone);
    case "company":
      return text(lead.company);
    case "title":
      return text(lead.title);
    case "source":
      return text(lead.source);
    case "external_id":
      return text(lead.externalId);
    case "campaign_id":
      return text(lead.campaignId);
    case "assigned_to":
      return text(lead.assignedTo);
    case "created_at":
      return { items: [lead.createdAt], isList: false, isEmpty: false };
    case "updated_at":
      return { items: [lead.updatedAt], isList: false, isEmpty: false };
    case "tags":
      return { items: lead.tags.map(fold), isList: true, isEmpty: lead.tags.length === 0 };
  }
  const key = field.replace("metadata.", "");
  const value = Object.hasOwn(lead.metadata, key) ? lead.metadata[key] : undefined;
  const all: unknown[] = Array.isArray(value) ? value : [value];
  const items = all.flatMap((item): (string | number)[] => {
    if (typeof item === "string") return item === "" ? [] : [fold(item)];
    if (typeof item === "number") return [item];
    return typeof item === "boolean" ? [String(item)] : [];
  });
  const isHollow = typeof value === "object" && value !== null && Object.keys(value).length === 0;
  const isEmpty = value === undefined || value === null || value === "" || isHollow;
  return { items, isList: Array.isArray(value), isEmpty };
}

/** By code points, which is the order of bytes in UTF-8. */
function compareTexts(a: string, b: string): number {
  const [x, y] = [[...a], [...b]].map((chars) => chars.map((c) => c.codePointAt(0) ?? 0));
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = (x?.[i] ?? -1) - (y?.[i] ?? -1);
    if (difference !== 0) return difference;
  }
  return (x?.length ?? 0) - (y?.length ?? 0);
}

const isTime = (field: string) => field === "created_at" || field === "updated_at";
const timeOf = (value: Scalar) => (typeof value === "number" ? value : Date.parse(String(value)));
const written = (field: string, value: Scalar) => {
  const text = fold(typeof value === "string" ? value : JSON.stringify(value));
  return field === "phone" ? text.replace(/[\s().-]/g, "") : text;
};

function isSame(field: string, item: string | number, value: Scalar): boolean {
  if (isTime(field)) return item === timeOf(value);
  if (typeof item === "string") return item === written(field, value);
  if (typeof value === "number") return item === value;
  // A text that JSON would write for a number is that number.
  return (
    typeof value === "string" &&
    /^-?(0|[1-9])/.test(value) &&
    isJson(value) &&
    item === JSON.parse(value)
  );
}

function isJson(text: string): boolean {
  if (text !== text.trim()) return false;
  try {
    return typeof JSON.parse(text) === "number";
  } catch {
    return false;
  }
}

function order(field: string, item: string | number, value: Scalar): number | null {
  if (isTime(field)) return (item as number) - timeOf(value);
  if (typeof item === "number") return typeof value === "number" ? item - value : null;
  return typeof value === "number" ? null : compareTexts(item, written(field, value));
}

const opposites: Record<string, Condition["operator"]> = {
  not_equals: "equals",
  not_in: "in",
  not_contains: "contains",
  is_not_empty: "is_empty",
};

function holdsOf(lead: Person, { field, operator, value }: Condition): boolean {
  const opposite = opposites[operator];
  if (opposite) return !holdsOf(lead, { field, operator: opposite, value });
  const { items, isList, isEmpty } = given(lead, field);
  if (operator === "is_empty") return isEmpty;
  const values = Array.isArray(value) ? value : [value as Scalar];
  const some = (test: (item: string | number, one: Scalar) => boolean) =>
    items.some((item) => values.some((one) => test(item, one)));
  const inText = (test: (item: string, one: string) => boolean) =>
    some((item, one) => typeof item === "string" && test(item, written(field, one)));
  const ordered = (test: (difference: number) => boolean) =>
    some((item, one) => {
      const difference = order(field, item, one);
      return difference !== null && test(difference);
    });
  switch (operator) {
    case "starts_with":
      return inText((item, one) => item.startsWith(one));
    case "ends_with":
      return inText((item, one) => item.endsWith(one));
    case "contains":
      if (!isList) return inText((item, one) => item.includes(one));
      return some((item, one) => isSame(field, item, one));
    case "greater_than":
      return ordered((difference) => difference > 0);
    case "less_than":
      return ordered((difference) => difference < 0);
    case "at_least":
      return ordered((difference) => difference >= 0);
    case "at_most":
      return ordered((difference) => difference <= 0);
    default:
      return some((item, one) => isSame(field, item, one));
  }
}

/** Whether the filter means the lead. */
export function means(filter: Filter, lead: Person): boolean {
  if ("all" in filter) return filter.all.every((one) => means(one, lead));
  if ("any" in filter) return filter.any.some((one) => means(one, lead));
  return holdsOf(lead, filter);
}
