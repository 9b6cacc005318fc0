// SendGrid: an error is a sentence and the field that it is about; there are no codes.
import type { Answer } from "../../lib/transport.ts";
import type { ProviderError } from "../../model/errors.ts";
import type { Verdict } from "../../model/failure.ts";
import { judge, type Meaning, sensibleWaitMs, type Wire } from "../judge.ts";
import { mailMeanings } from "../mail-meanings.ts";
import { errorSchema, type SendgridCredentials } from "./schema.ts";

const { content, sender, quota, badAddress } = mailMeanings("SendGrid");

export const wire: Wire = {
  name: "sendgrid",
  title: "SendGrid",
  // SendGrid: 202 has no body; 200 is the sandbox, which sends nothing and names nothing.
  accepted(_body, headers) {
    const id = headers["x-message-id"]?.trim() ?? "";
    return id !== "" && id.length <= 512 ? { providerMessageId: id } : null;
  },
  error(body) {
    const { message, field } = errorSchema.safeParse(body).data?.errors[0] ?? {};
    return { message, details: field };
  },
  meaning,
  waitMs: (headers) =>
    // Seconds since 1970, against the answer's own clock.
    sensibleWaitMs(Number(headers["x-ratelimit-reset"]) * 1000 - Date.parse(headers["date"] ?? "")),
};

function meaning({ httpStatus, message = "", details = "" }: ProviderError): Meaning | null {
  switch (httpStatus) {
    case 401:
      // SendGrid, "4XX API errors": a used-up plan is refused like a wrong key.
      return /credits exceeded/i.test(message) ? quota : null;
    case 403:
      if (/sender identity|authorized to send/i.test(message) || isSender(details)) return sender;
      // The key lacks the permission to send.
      return message === "" ? null : { kind: "reauth" };
    case 413:
      return content;
    case 400:
      if (/^personalizations\.\d+\.to\b/.test(details)) return badAddress;
      if (isSender(details)) return sender;
      return message === "" ? null : content;
    default:
      return null;
  }
}

const isSender = (field: string): boolean => /^(?:from|reply_to)\b/.test(field);

export const verdictOf = (answer: Answer, credentials: SendgridCredentials): Verdict =>
  judge(wire, answer, credentials);
