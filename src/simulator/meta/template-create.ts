// POST /{waba_id}/message_templates: Meta looks at a template, and reports what it thinks a moment later.
import { parseJson } from "../../lib/json.ts";
import type { Call, Magic, Reply } from "../player.ts";
import { firstProblem } from "../problem.ts";
import type { State } from "../state.ts";
import { type MetaRefusal, malformed } from "./error.ts";
import { accountTemplates, templateSchema } from "./template.ts";
import type { AccountChange } from "./webhook.ts";

const judgedAfterMs = 200;

export const templateMagic: Magic[] = [
  {
    provider: "WhatsApp",
    given: "a new template whose name contains rejected",
    effect: "accepted as PENDING, and then reported as REJECTED",
  },
];

/** The template is judged at once; who proposed it learns by the report. */
export function createTemplate(
  call: Call,
  businessAccountId: string,
  state: State,
  now: number,
): Reply | MetaRefusal {
  const body = parseJson(call.body);
  if (body === null || typeof body !== "object" || Array.isArray(body)) {
    return { code: 100, details: "The body is not a JSON object" };
  }
  const { allow_category_change: _, ...proposed } = body as Record<string, unknown>;
  const own = ["id", "status"].find((name) => Object.hasOwn(proposed, name));
  if (own !== undefined) return malformed({ kind: "unknown", path: [own], rule: "" });
  const parsed = templateSchema.safeParse(proposed);
  if (!parsed.success) return malformed(firstProblem(parsed.error, proposed));
  const { name, language } = parsed.data;
  const known = accountTemplates(state.templates());
  if (known.some((one) => one.name === name && one.language === language)) {
    const details = "There is already content in this language for this template";
    return { code: 100, subcode: 2388024, details };
  }
  const status = name.includes("rejected") ? "REJECTED" : "APPROVED";
  const template = { ...parsed.data, status } as const;
  if (!state.keepTemplate(template)) {
    return { code: 100, subcode: 2388019, details: "The account has as many templates as it may" };
  }
  const { id, category } = template;
  const change: AccountChange = {
    owner: businessAccountId,
    time: Math.floor((now + judgedAfterMs) / 1_000),
    field: "message_template_status_update",
    value: {
      event: status,
      message_template_id: Number(id),
      message_template_name: name,
      message_template_language: language,
      message_template_category: category,
      reason: status === "REJECTED" ? "INVALID_FORMAT" : "NONE",
    },
  };
  return {
    status: 200,
    body: { id, status: "PENDING", category },
    callbacks: [
      {
        provider: "meta",
        sender: businessAccountId,
        subject: id,
        event: "message_template_status_update",
        afterMs: judgedAfterMs,
        body: change,
      },
    ],
  };
}
