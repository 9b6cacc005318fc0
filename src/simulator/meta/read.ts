// What Meta tells about an account: its templates and its phone number.
import { toBase64, utf8 } from "../../lib/bytes.ts";
import { parseJson } from "../../lib/json.ts";
import type { Call, Reply } from "../player.ts";
import type { State } from "../state.ts";
import type { MetaRefusal } from "./error.ts";
import { displayNumber } from "./identity.ts";
import { accountTemplates } from "./template.ts";

const filters = ["name", "language", "status", "category"] as const;

/** GET /{waba_id}/message_templates: filtered, and a page at a time (`limit`, `after`). */
export function listTemplates(call: Call, state: State): Reply | MetaRefusal {
  const query = call.url.searchParams;
  const limit = Number(query.get("limit") ?? 25);
  if (!Number.isInteger(limit) || limit < 1) {
    return { code: 100, details: "Param limit must be a positive integer" };
  }
  const matching = accountTemplates(state.templates()).filter((template) =>
    filters.every((field) => matches(query.get(field), template[field])),
  );
  const after = query.get("after");
  const start = after === null ? 0 : matching.findIndex(({ id }) => cursor(id) === after) + 1;
  if (after !== null && start === 0) return { code: 100, details: "Param after is not a cursor" };
  const data = matching.slice(start, start + limit);
  const [first, last] = [data[0], data.at(-1)];
  if (!first || !last) return { status: 200, body: { data: [] } };
  const cursors = { before: cursor(first.id), after: cursor(last.id) };
  const next = new URL(call.origin + call.url.pathname + call.url.search);
  next.searchParams.set("after", cursors.after);
  // Meta: there is an `after` on the last page too, but no `next`.
  const more = start + limit < matching.length ? { next: next.href } : {};
  return { status: 200, body: { data, paging: { cursors, ...more } } };
}

/** Clients write one wanted value as it is and several as a JSON array. */
function matches(filter: string | null, value: string): boolean {
  if (filter === null) return true;
  const values = parseJson(filter);
  return Array.isArray(values) ? values.includes(value) : filter === value;
}

const cursor = (id: string): string => toBase64(utf8(id)).replaceAll("=", "ZD");

/** The field with the address that callbacks go to. */
const callbacks = "webhook_configuration";
const defaultFields = "verified_name,display_phone_number,quality_rating";

/** GET /{phone_number_id} with the `fields` that were asked for. */
export function readPhoneNumber(call: Call, id: string): Reply | MetaRefusal {
  const node = {
    id,
    verified_name: "Simulated Business",
    display_phone_number: `+${displayNumber(id)}`,
    quality_rating: "GREEN",
    code_verification_status: "VERIFIED",
    name_status: "APPROVED",
    platform_type: "CLOUD_API",
    status: "CONNECTED",
    messaging_limit_tier: "TIER_1K",
    throughput: { level: "STANDARD" },
  };
  const fields = (call.url.searchParams.get("fields") ?? defaultFields).split(",");
  const unknown = fields.find((field) => field !== callbacks && !Object.hasOwn(node, field));
  if (unknown !== undefined) {
    return { code: 100, details: `Tried accessing nonexisting field (${unknown})` };
  }
  const wanted = new Set(["id", ...fields]);
  const body = Object.fromEntries(Object.entries(node).filter(([name]) => wanted.has(name)));
  if (!fields.includes(callbacks)) return { status: 200, body };
  const shown = ([address]: string[]) => ({
    ...body,
    [callbacks]: address === undefined ? {} : { application: address },
  });
  return { status: 200, body, shows: { sender: id, body: shown } };
}

/** GET /{waba_id}/subscribed_apps: the one app there is. */
export const listApps = (): Reply => ({
  status: 200,
  body: { data: [{ whatsapp_business_api_data: { id: "1", name: "Simulated app", link: "" } }] },
});

/** GET /me/permissions: everything that sending needs. */
export const listPermissions = (): Reply => ({
  status: 200,
  body: {
    data: ["whatsapp_business_management", "whatsapp_business_messaging"].map((permission) => ({
      permission,
      status: "granted",
    })),
  },
});
