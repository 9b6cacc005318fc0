// Meta: "branch on the code, not on the HTTP status"; the same failure comes with different statuses.
// What each code means for us stands in one table; a code that is not in it is judged by its status.
import { parseJson } from "../../lib/json.ts";
import type { Answer } from "../../lib/transport.ts";
import type { ErrorCode } from "../../model/errors.ts";
import type { Verdict } from "../../model/failure.ts";
import { judge, type Meaning, sensibleWaitMs, type Wire } from "../judge.ts";
import { acceptedSchema, errorSchema, type MetaCredentials, usageSchema } from "./schema.ts";

const refusals: readonly { codes: readonly number[]; code: ErrorCode; message: string }[] = [
  {
    // 470 is the older name of 131047.
    codes: [131047, 470],
    code: "window_closed",
    message:
      "This person has not written to this WhatsApp number in the last 24 hours. Send an approved template instead.",
  },
  {
    codes: [131026],
    code: "recipient_unreachable",
    message:
      "WhatsApp could not deliver to this number: it may not use WhatsApp. Check the number or use another channel.",
  },
  {
    codes: [131049],
    code: "recipient_refused",
    message:
      "WhatsApp held this message back: the person has received enough marketing for now. Wait at least 24 hours, or use another channel.",
  },
  {
    codes: [131050],
    code: "recipient_refused",
    message:
      "This person does not want marketing messages from this business. Send them no marketing templates.",
  },
  {
    codes: [130403],
    code: "recipient_refused",
    message:
      "This person is blocked in WhatsApp by the business. Unblock them or use another channel.",
  },
  {
    codes: [130472],
    code: "recipient_refused",
    message:
      "WhatsApp delivers no marketing messages to this person because of an experiment of its own. Use another channel.",
  },
  {
    codes: [131021],
    code: "recipient_refused",
    message: "The recipient is the sending number itself. Choose another recipient.",
  },
  {
    codes: [131030],
    code: "account_refused",
    message:
      "This is a test number, which may write to numbers on its own list only. Add the recipient to that list at Meta, or use a real number.",
  },
  {
    codes: [132001],
    code: "template_refused",
    message:
      "WhatsApp knows no approved template of this name and language. Sync the templates and choose again.",
  },
  {
    codes: [132000, 132005, 132012, 132018],
    code: "template_refused",
    message:
      "WhatsApp refused the template's parameters. Compare them with the template, and sync the templates if it was changed.",
  },
  {
    codes: [132007, 132015, 132016, 132068],
    code: "template_refused",
    message:
      "WhatsApp does not let this template be sent: it is paused, disabled or against its policy. Choose another template.",
  },
  {
    codes: [100, 131008, 131009, 131051, 131052, 131053],
    code: "content_refused",
    message: "WhatsApp refused the content of this message. Its own words are in provider.",
  },
  {
    codes: [131048, 131064],
    code: "account_refused",
    message:
      "WhatsApp has restricted this number because of its quality or the reports of recipients. Pause sending and look at the number's quality at Meta.",
  },
  {
    codes: [131042],
    code: "account_refused",
    message: "Meta cannot bill this WhatsApp account. Put its payment method in order at Meta.",
  },
  {
    codes: [33, 368, 130497, 131031, 131037, 131045, 131063, 133010, 133016],
    code: "account_refused",
    message:
      "WhatsApp does not let this number send: the number or its account is not registered, restricted or not approved. Its own words are in provider.",
  },
];

const meanings = new Map<number, Meaning>(
  refusals.flatMap(({ codes, code, message }) =>
    codes.map((metaCode): [number, Meaning] => [metaCode, { kind: "reject", code, message }]),
  ),
);
for (const code of [0, 3, 10, 190, 131005]) meanings.set(code, { kind: "reauth" });
for (const code of [4, 80007, 130429, 131057, 132069]) meanings.set(code, { kind: "retry" });
// Meta: one message to the same person every 6 seconds, after a burst of up to 45.
meanings.set(131056, { kind: "retry", atLeastMs: 6_000 });
// "Unknown" and "unavailable" do not say that nothing was sent, whatever status comes with them.
for (const code of [1, 2, 131000, 131016, 133004]) {
  meanings.set(code, { kind: "unknown", reason: "server_error" });
}

// Meta: 200 to 299 are missing permissions.
const meaningOf = (code: number): Meaning | null =>
  code >= 200 && code < 300 ? { kind: "reauth" } : (meanings.get(code) ?? null);

/** What a failure that Meta reports after it had accepted the message means, and what to do. */
export function failureOf(code: number | undefined): { code: ErrorCode; message: string } {
  const meaning = code === undefined ? null : meaningOf(code);
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

export const wire: Wire = {
  name: "meta",
  title: "WhatsApp",
  accepted(body) {
    const accepted = acceptedSchema.safeParse(body);
    return accepted.success ? { providerMessageId: accepted.data.messages[0].id } : null;
  },
  error(body, headers) {
    const parsed = errorSchema.safeParse(body);
    const error = parsed.success ? parsed.data.error : undefined;
    return {
      code: error?.code,
      message: error?.message,
      details: error?.error_data?.details,
      traceId: error?.fbtrace_id ?? headers["x-fb-trace-id"],
    };
  },
  meaning({ code }) {
    return typeof code === "number" ? meaningOf(code) : null;
  },
  waitMs(headers) {
    const usage = usageSchema.safeParse(parseJson(headers["x-business-use-case-usage"] ?? ""));
    if (!usage.success) return null;
    const minutes = Object.values(usage.data)
      .flat()
      .reduce((most, entry) => Math.max(most, entry.estimated_time_to_regain_access), 0);
    return sensibleWaitMs(minutes * 60_000);
  },
};

export const verdictOf = (answer: Answer, credentials: MetaCredentials): Verdict =>
  judge(wire, answer, credentials);
