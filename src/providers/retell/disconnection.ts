// Why a call reached nobody, by Retell's `disconnection_reason`. The list is open: Retell adds to it.
import type { Failure } from "../../model/errors.ts";

type Meaning = Pick<Failure, "code" | "message">;

const unreachable = (message: string): Meaning => ({ code: "recipient_unreachable", message });
const account = (message: string): Meaning => ({ code: "account_refused", message });

const meanings: ReadonlyMap<string | undefined, Meaning> = new Map<string | undefined, Meaning>([
  ["dial_no_answer", unreachable("Nobody answered. Call again at another time.")],
  ["dial_busy", unreachable("The line was busy. Call again later.")],
  [
    "dial_failed",
    unreachable("The call could not be put through. Check the number, or call again later."),
  ],
  ["invalid_destination", unreachable("The number cannot be called. Correct it.")],
  [
    "user_declined",
    { code: "recipient_refused", message: "The person declined the call. Write instead." },
  ],
  [
    "marked_as_spam",
    {
      code: "recipient_refused",
      message:
        "The call was blocked as spam. Have the calling number verified with its carrier, or use another.",
    },
  ],
  [
    "telephony_provider_permission_denied",
    account(
      "The telephony provider does not let this account call. Check the SIP trunk's credentials and the allowed countries.",
    ),
  ],
  ["sip_routing_error", account("The call was not routed. Check the SIP trunk at Retell.")],
  ["no_valid_payment", account("Retell wants a valid payment method. Add one at Retell.")],
  [
    "telephony_provider_unavailable",
    {
      code: "provider_busy",
      message: "The telephony provider was not available. Call again later.",
    },
  ],
  ...["concurrency_limit_reached", "no_concurrency_fallback"].map((reason): [string, Meaning] => [
    reason,
    {
      code: "provider_quota_exceeded",
      message:
        "The account had too many calls at once. Call again later, or raise the limit at Retell.",
    },
  ]),
]);

const other = unreachable(
  "The call reached nobody. Retell's reason is in provider; call again later or write instead.",
);

/** The failure of a call that was not connected. */
export function missedFor(reason: string | undefined): Failure {
  const meaning = meanings.get(reason) ?? other;
  return {
    ...meaning,
    provider: { name: "retell", ...(reason === undefined ? {} : { code: reason }) },
  };
}
