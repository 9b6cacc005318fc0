// Meta: "branch on the code, not on the HTTP status"; the same failure comes with different statuses.
// What each code means for us stands in one table; a code that is not in it is judged by its status.
import { parseJson } from "../../lib/json.ts";
import type { Answer } from "../../lib/transport.ts";
import type { ErrorCode } from "../../model/errors.ts";
import type { Verdict } from "../../model/failure.ts";
import { judge, sensibleWaitMs, type Wire } from "../judge.ts";
import { type MetaTitle, meaningOf } from "./error-table.ts";
import {
  acceptedMessagingSchema,
  acceptedSchema,
  errorSchema,
  type MetaCredentials,
  usageSchema,
} from "./schema.ts";

/** What a failure that Meta reports after it had accepted the message means, and what to do. */
export function failureOf(code: number | undefined): { code: ErrorCode; message: string } {
  const meaning = meaningOf("WhatsApp", code);
  switch (meaning?.kind) {
    case "reject":
      return { code: meaning.code, message: meaning.message };
    case "reauth":
      return {
        code: "credentials_refused",
        message:
          "WhatsApp did not deliver this message because the account's credentials or permissions are not in order. Check the account.",
      };
    case "retry":
      return {
        code: "provider_busy",
        message:
          "WhatsApp did not deliver this message because this account or person had too many at the time. Send it again later.",
      };
    default:
      return {
        code: "provider_refused",
        message:
          "WhatsApp did not deliver this message. Its own words are in provider; where they name nothing to change, send it again later.",
      };
  }
}

const wireOf = (title: MetaTitle, idIn: (body: unknown) => string | undefined): Wire => ({
  name: "meta",
  title,
  accepted(body) {
    const providerMessageId = idIn(body);
    return providerMessageId === undefined ? null : { providerMessageId };
  },
  error(body, headers) {
    const error = errorSchema.safeParse(body).data?.error;
    const subcode = subcodeIn(title, body);
    return {
      code: error?.code,
      message: error?.message,
      details:
        error?.error_data?.details ?? (subcode === undefined ? undefined : `subcode ${subcode}`),
      traceId: error?.fbtrace_id ?? headers["x-fb-trace-id"],
    };
  },
  meaning({ code }, body) {
    return typeof code === "number" ? meaningOf(title, code, subcodeIn(title, body)) : null;
  },
  waitMs(headers) {
    const usage = usageSchema.safeParse(parseJson(headers["x-business-use-case-usage"] ?? ""));
    if (!usage.success) return null;
    const minutes = Object.values(usage.data)
      .flat()
      .reduce((most, entry) => Math.max(most, entry.estimated_time_to_regain_access), 0);
    return sensibleWaitMs(minutes * 60_000);
  },
});

/** WhatsApp has a code of its own for everything; Messenger and Instagram share a few, and tell them apart here. */
const subcodeIn = (title: MetaTitle, body: unknown): number | undefined =>
  title === "WhatsApp" ? undefined : errorSchema.safeParse(body).data?.error.error_subcode;

const messagingId = (body: unknown) => acceptedMessagingSchema.safeParse(body).data?.message_id;

export const wire = wireOf(
  "WhatsApp",
  (body) => acceptedSchema.safeParse(body).data?.messages[0].id,
);
export const messengerWire = wireOf("Messenger", messagingId);
export const instagramWire = wireOf("Instagram", messagingId);

export const verdictOf = (answer: Answer, credentials: MetaCredentials): Verdict =>
  judge(wire, answer, credentials);
