import type { Answer } from "../lib/transport.ts";
import { judge, type Wire } from "./judge.ts";
import type { AccountCheck } from "./provider.ts";

/** What an answer says that does not pass an account's check. */
export function failedCheck(
  wire: Wire,
  answer: Answer,
  credentials: Record<string, unknown>,
): AccountCheck {
  const verdict = judge(wire, answer, credentials);
  return {
    ok: false,
    facts: {},
    problem:
      "message" in verdict
        ? verdict.message
        : `${wire.title} gave no usable answer. Check the account's base_url, then try again.`,
    ...("provider" in verdict ? { provider: verdict.provider } : {}),
  };
}

/** The named members of an answer that are plain and short enough to show. */
export function factsOf(answer: Record<string, unknown>, names: string[]): AccountCheck["facts"] {
  const facts: AccountCheck["facts"] = {};
  for (const name of names) {
    const value = answer[name];
    if (typeof value === "string") facts[name] = value.slice(0, 200).toWellFormed();
    else if (typeof value === "number" || typeof value === "boolean") facts[name] = value;
  }
  return facts;
}
