// Resend: `name` says what an error is; the same name comes with different statuses.
import type { Answer } from "../../lib/transport.ts";
import type { Verdict } from "../../model/failure.ts";
import { judge, type Meaning, type Wire } from "../judge.ts";
import { mailMeanings } from "../mail-meanings.ts";
import { acceptedSchema, type EmailCredentials, errorSchema } from "./schema.ts";

const { content, sender, quota } = mailMeanings("The e-mail relay", "the relay");

const meanings: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ["missing_required_field", content],
  ["invalid_attachment", content],
  ["invalid_parameter", content],
  ["security_error", content],
  ["invalid_from_address", sender],
  ["invalid_access", sender],
  ["invalid_region", sender],
  ["missing_api_key", { kind: "reauth" }],
  ["invalid_api_key", { kind: "reauth" }],
  ["restricted_api_key", { kind: "reauth" }],
  ["rate_limit_exceeded", { kind: "retry" }],
  ["daily_quota_exceeded", quota],
  ["monthly_quota_exceeded", quota],
  ["concurrent_idempotent_requests", { kind: "unknown", reason: "in_progress" }],
  // The key was used with other bytes: something was accepted under this message's id.
  ["invalid_idempotent_request", { kind: "unknown", reason: "accepted_no_id" }],
]);

export const wire: Wire = {
  name: "email",
  title: "The e-mail relay",
  accepted(body) {
    const accepted = acceptedSchema.safeParse(body);
    return accepted.success ? { providerMessageId: accepted.data.id } : null;
  },
  error(body) {
    const { name, message } = errorSchema.safeParse(body).data ?? {};
    return { code: name, message };
  },
  meaning({ code, httpStatus = 0 }) {
    // Whatever it is called: after a 5xx the e-mail may be on its way.
    if (typeof code !== "string" || httpStatus >= 500) return null;
    // Resend: the same word stands for a domain that is not verified (403) and for a bad field.
    if (code === "validation_error") return httpStatus === 403 ? sender : content;
    return meanings.get(code) ?? null;
  },
};

export const verdictOf = (answer: Answer, credentials: EmailCredentials): Verdict =>
  judge(wire, answer, credentials);
