// What an operation can fail with: the failures that every authenticated request can have, and its own.
import type { ErrorCode, Failure } from "../model/errors.ts";
import { notMigrated } from "../store/db.ts";
import { missingScope } from "./context.ts";
import type { Description, FailureDescription, Operation } from "./operation.ts";

/** A failure as the dialect answers it, under its own name. */
export interface AnsweredFailure {
  code: ErrorCode;
  status: number;
  body: Record<string, unknown>;
  /** Whether the answer says how long to wait. */
  hasRetryAfter: boolean;
}

/** Stand for the ids that a real answer has. */
export const exampleRequestId = "15384adb-bb52-40cf-9546-3b7bcc0ab85d";
export const exampleMessageId = "583aee7d-3298-88c9-894f-f5354c75fa74";

/** What a failure brings along wherever it happens, for those that are given by their code alone. */
const usual: Partial<Record<ErrorCode, Omit<Failure, "code">>> = {
  rate_limited: { retryAfterSeconds: 41 },
  lead_queue_full: { retryAfterSeconds: 5 },
  idempotency_in_flight: { retryAfterSeconds: 1 },
  unavailable: { retryAfterSeconds: 2 },
  installation_mismatch: { message: notMigrated },
};

/** Every failure of an operation in the dialect's words; what it says itself stands for the general one. */
export function failuresOf({ encodeError }: Description, operation: Operation): AnsweredFailure[] {
  const own = operation.failures.map(inFull);
  const named = new Set(own.map(({ code }) => code));
  const general = generalFailures(operation)
    .map(inFull)
    .filter(({ code }) => !named.has(code));
  return [...general, ...own].map((failure) => {
    // Providers are asked about messages that are recorded already.
    const messageId = failure.provider ? exampleMessageId : null;
    const { status, body } = encodeError(failure, { requestId: exampleRequestId, messageId });
    const hasRetryAfter = failure.retryAfterSeconds !== undefined;
    return { code: failure.code, status, body, hasRetryAfter };
  });
}

function generalFailures({ scope, idempotent, body }: Operation): FailureDescription[] {
  const codes: FailureDescription[] = ["key_missing", "key_invalid"];
  if (scope !== null) codes.push(missingScope(scope));
  codes.push("rate_limited");
  if (idempotent) {
    codes.push("idempotency_key_invalid", "idempotency_in_flight", "idempotency_key_reused");
  }
  if (body) codes.push("body_invalid", "body_too_large");
  codes.push("unavailable", "installation_mismatch", "internal");
  return codes;
}

const inFull = (failure: FailureDescription): Failure =>
  typeof failure === "string" ? { code: failure, ...usual[failure] } : failure;
