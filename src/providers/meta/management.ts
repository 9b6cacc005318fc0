// What becomes of templates, numbers and the account itself. These events name the WhatsApp Business
// account and, mostly, no number: they concern every account of ours on it.
import { z } from "zod";
import type { TemplateUpdate, Update } from "../../model/update.ts";
import {
  type Change,
  isObject,
  isReadable,
  moment,
  present,
  text,
  unknown,
} from "./webhook-schema.ts";

/**
 * Meta's events in the words of its list of templates. Null changes no status: a flagged template may
 * still be sent until it is paused or disabled, a locked one cannot be edited.
 */
const statusAfter: ReadonlyMap<string, string | null> = new Map([
  ["APPROVED", "APPROVED"],
  ["REINSTATED", "APPROVED"],
  ["UNARCHIVED", "APPROVED"],
  ["FLAGGED", null],
  ["LOCKED", null],
  ...[
    "ARCHIVED",
    "DELETED",
    "DISABLED",
    "IN_APPEAL",
    "LIMIT_EXCEEDED",
    "PAUSED",
    "PENDING",
    "PENDING_DELETION",
    "REJECTED",
  ].map((event): [string, string] => [event, event]),
]);

const templateSchema = z.object({
  // As a number beyond 2^53 it has lost its last digits by now.
  message_template_id: z.union([z.string(), z.int().transform(String)]).catch(""),
  message_template_name: z.string().min(1).max(512),
  message_template_language: z.string().min(1).max(32),
  message_template_category: text,
  event: text,
  reason: text,
  other_info: z.object({ title: text, description: text }).optional().catch(undefined),
  rejection_info: z.object({ reason: text, recommendation: text }).optional().catch(undefined),
  new_quality_score: text,
  new_category: text,
});
type TemplateValue = z.infer<typeof templateSchema>;

export function readTemplateChange(change: Change): Update {
  const { field, owner, at } = change;
  const value = isReadable(change.value) ? templateSchema.safeParse(change.value).data : undefined;
  const changed = value && changesOf(field, value);
  if (!changed) return unknown(`${field} that could not be read`, owner);
  return {
    kind: "template",
    owner,
    providerTemplateId: value.message_template_id,
    name: value.message_template_name,
    language: value.message_template_language,
    ...changed,
    at,
  };
}

type Changed = Pick<TemplateUpdate, "status" | "category" | "quality" | "reason">;

function changesOf(field: string, value: TemplateValue): Changed | null {
  const { new_quality_score: quality, new_category: newCategory } = value;
  if (field === "message_template_quality_update") return quality ? { quality } : null;
  if (field === "template_category_update") return newCategory ? { category: newCategory } : null;
  const status = statusAfter.get(value.event ?? "");
  if (status === undefined) return null;
  return present({
    status: status ?? undefined,
    category: value.message_template_category,
    reason: reasonOf(value) ?? (status === null ? value.event : undefined),
  });
}

/** Meta: the reason is NONE for a template that was merely paused; why stands beside it. */
function reasonOf({ reason, other_info, rejection_info }: TemplateValue): string | undefined {
  const word = reason && reason !== "NONE" ? reason : other_info?.title;
  const words = [rejection_info?.reason, rejection_info?.recommendation].filter(Boolean).join(" ");
  const all = [word, words || other_info?.description].filter(Boolean).join(": ");
  return all.slice(0, 1_000) || undefined;
}

export function readAccountChange(change: Change): Update {
  const { field, value, at } = change;
  if (!isReadable(value)) return unknown(`${field} that could not be read`, change.owner);
  // Meta: events about partners arrive under the partner's id and name the account inside.
  const named = z.object({ waba_info: z.object({ waba_id: z.string().min(1) }) }).safeParse(value);
  const owner = named.data?.waba_info.waba_id ?? change.owner;
  return { kind: "account", owner, sender: null, event: field, at, details: value };
}

/** One member of a change about one number: an error, or what a person wants to receive. */
export function readAccountItem(
  item: unknown,
  { event, owner, sender, at }: { event: string; owner: string; sender: string; at: number },
): Update {
  if (!isObject(item) || !isReadable(item))
    return unknown(`${event} that could not be read`, sender);
  const stamped = z.object({ timestamp: moment }).safeParse(item).data;
  return { kind: "account", owner, sender, event, at: stamped?.timestamp ?? at, details: item };
}
