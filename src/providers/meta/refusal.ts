import type { Answer } from "../../lib/transport.ts";
import type { Failure } from "../../model/errors.ts";
import { verdictOf } from "./errors.ts";
import type { MetaCredentials } from "./schema.ts";

/**
 * Why Meta did not do what was asked, where it was no message: a no about the account keeps its own code,
 * any other is `refused`; without a definite answer the caller may simply ask again.
 */
export function refusalOf(
  answer: Answer,
  credentials: MetaCredentials,
  refused: Required<Pick<Failure, "code" | "message">>,
): Failure {
  const verdict = verdictOf(answer, credentials);
  switch (verdict.kind) {
    case "reauth":
      return { code: verdict.code, message: verdict.message, provider: verdict.provider };
    case "reject": {
      const isAccounts = verdict.code === "account_refused";
      const { code, message } = isAccounts ? verdict : refused;
      return { code, message, provider: verdict.provider };
    }
    case "retry":
      return { code: "provider_busy", message: verdict.message, provider: verdict.provider };
    case "unknown":
    case "accepted": {
      const message = "WhatsApp gave no clear answer. Ask again later.";
      const provider = verdict.kind === "unknown" ? verdict.provider : { name: "meta" };
      return { code: "provider_busy", message, provider };
    }
  }
}
