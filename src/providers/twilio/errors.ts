// Twilio's codes, for what it answers and for what it reports later. It splits codes into finer ones now and
// then and asks not to build on them: what is not in the table is a plain refusal.
import type { Answer } from "../../lib/transport.ts";
import type { ErrorCode, Failure } from "../../model/errors.ts";
import type { Verdict } from "../../model/failure.ts";
import { judge, type Meaning, type Wire } from "../judge.ts";
import { scrub } from "../scrub.ts";
import { acceptedSchema, errorSchema, type TwilioCredentials } from "./schema.ts";

interface Refusal {
  codes: readonly number[];
  code: ErrorCode;
  message: string;
}

/** Twilio's error dictionary. */
const refusals: readonly Refusal[] = [
  {
    codes: [21211, 21214, 21217, 21265, 21614, 30005, 30006],
    code: "recipient_unreachable",
    message: "This number takes no SMS: it is not a valid mobile number. Use another one.",
  },
  {
    codes: [30003],
    code: "recipient_unreachable",
    message:
      "The person's phone could not be reached: it is switched off or out of range. Send again later.",
  },
  {
    codes: [30004],
    code: "recipient_refused",
    message:
      "The person's phone or carrier blocks messages from this sender. Reach them another way.",
  },
  {
    codes: [21610],
    code: "recipient_opted_out",
    message:
      "The person has told Twilio STOP and gets nothing more from this sender until they write START.",
  },
  {
    codes: [21602, 21605, 21617, 21619, 21620, 21623, 30007],
    code: "content_refused",
    message: "Twilio or the carrier refused the content. Its own words are in provider.",
  },
  {
    codes: [21408, 21603, 21606, 21612, 21212, 21659, 21660, 20404, 30002, 30034],
    code: "account_refused",
    message:
      "Twilio does not let this account send this: its sender, region, registration or standing is not in order. Its own words are in provider.",
  },
];

const meanings = new Map<number, Meaning>(
  refusals.flatMap(({ codes, code, message }) =>
    codes.map((theirs): [number, Meaning] => [theirs, { kind: "reject", code, message }]),
  ),
);
meanings.set(20003, { kind: "reauth" });
// Twilio: a request over the limit was not processed. 30001 is the same for the queue behind it.
for (const code of [20429, 30001]) meanings.set(code, { kind: "retry" });

export const wire: Wire = {
  name: "twilio",
  title: "Twilio",
  accepted(body) {
    const accepted = acceptedSchema.safeParse(body);
    return accepted.success ? { providerMessageId: accepted.data.sid } : null;
  },
  error(body) {
    const { code, message } = errorSchema.safeParse(body).data ?? {};
    return { code, message };
  },
  meaning({ code, httpStatus = 0 }) {
    // Whatever its code: after a 5xx the message may be on its way, and a 429 was not processed.
    if (typeof code !== "number" || httpStatus >= 500 || httpStatus === 429) return null;
    return meanings.get(code) ?? null;
  },
};

export const verdictOf = (answer: Answer, credentials: TwilioCredentials): Verdict =>
  judge(wire, answer, credentials);

/** What a failure that Twilio reports after it had accepted the message means, and what to do. */
export function failureOf(code: number | null, message: string | null): Failure {
  const meaning = code === null ? undefined : meanings.get(code);
  const provider = {
    name: "twilio",
    ...(code === null ? {} : { code }),
    ...(message ? { message: scrub(message).slice(0, 500).toWellFormed() } : {}),
  };
  if (meaning?.kind === "reject") {
    return { code: meaning.code, message: meaning.message, provider };
  }
  if (meaning?.kind === "retry") {
    const busy =
      "Twilio had too many messages of this account waiting and dropped this one. Send it again, more slowly.";
    return { code: "provider_busy", message: busy, provider };
  }
  const refused =
    "Twilio took this message and could not deliver it. Where its words in provider name nothing to change, send it again later.";
  return { code: "provider_refused", message: refused, provider };
}
