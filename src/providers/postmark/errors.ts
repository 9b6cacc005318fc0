// Postmark, "API error codes": a number says what an error is, nearly always with the status 422.
import type { Answer } from "../../lib/transport.ts";
import type { ProviderError } from "../../model/errors.ts";
import type { Verdict } from "../../model/failure.ts";
import { judge, type Meaning, type Wire } from "../judge.ts";
import { mailMeanings } from "../mail-meanings.ts";
import { acceptedSchema, errorSchema, type PostmarkCredentials } from "./schema.ts";

const { content, sender, quota, suppressed, badAddress } = mailMeanings("Postmark");

const stream: Meaning = {
  kind: "reject",
  code: "account_refused",
  message:
    "Postmark does not send over the account's message_stream. Name a stream of the server that sends.",
};

const approval: Meaning = {
  kind: "reject",
  code: "account_refused",
  message:
    "Postmark does not let this account send to everybody. Ask Postmark to approve the account.",
};

const meanings: ReadonlyMap<number, Meaning> = new Map<number, Meaning>([
  [10, { kind: "reauth" }],
  [400, sender],
  [401, sender],
  [402, content],
  [403, content],
  // "Not allowed to send": the account has no credits left.
  [405, quota],
  [406, suppressed],
  [410, content],
  [411, content],
  // "Account is pending" and "account may not send".
  [412, approval],
  [413, approval],
  [1235, stream],
  [1236, stream],
]);

export const wire: Wire = {
  name: "postmark",
  title: "Postmark",
  // Another `Message` than OK says that it is queued with a delay: accepted all the same.
  accepted(body) {
    const accepted = acceptedSchema.safeParse(body).data;
    return accepted ? { providerMessageId: accepted.MessageID } : null;
  },
  error(body) {
    const { ErrorCode, Message } = errorSchema.safeParse(body).data ?? {};
    return { code: ErrorCode, message: Message };
  },
  meaning({ code, httpStatus = 0, message = "" }: ProviderError) {
    if (httpStatus === 413) return content;
    // Whatever it is called: after a 5xx the e-mail may be on its way.
    if (typeof code !== "number" || httpStatus >= 500 || httpStatus === 429) return null;
    // "Invalid email request": the sentence names the field.
    if (code !== 300) return meanings.get(code) ?? null;
    if (/'To'/.test(message)) return badAddress;
    return /'From'/.test(message) ? sender : content;
  },
};

export const verdictOf = (answer: Answer, credentials: PostmarkCredentials): Verdict =>
  judge(wire, answer, credentials);
