import { z } from "zod";

const groups = [8, 4, 4, 4, 12];

/**
 * A UUID with or without hyphens, in any letter case; read as canonical lower case. What is wrong with one is
 * said as pydantic 2 says it.
 */
export const uuid = z
  .unknown()
  .transform((value, ctx) => {
    const refuse = (type: string, message: string, error?: string) => {
      const params = { type, ...(error === undefined ? {} : { ctx: { error } }) };
      ctx.issues.push({ code: "custom", message, params, input: value });
      return z.NEVER;
    };
    if (typeof value !== "string") {
      return refuse("uuid_type", "UUID input should be a string, bytes or UUID object");
    }
    const problem = problemOf(value);
    return problem === null
      ? canonical(value)
      : refuse("uuid_parsing", `Input should be a valid UUID, ${problem}`, problem);
  })
  .meta({ type: "string", format: "uuid" });

function canonical(text: string): string {
  const hex = text.replaceAll("-", "").toLowerCase();
  return [0, 8, 12, 16, 20].map((start, i) => hex.slice(start, start + (groups[i] ?? 0))).join("-");
}

/** What Rust's `uuid` says, which is what pydantic asks. */
function problemOf(text: string): string | null {
  const strange = /[^0-9a-fA-F-]/u.exec(text);
  if (strange) {
    return `invalid character: expected an optional prefix of \`urn:uuid:\` followed by [0-9a-fA-F-], found \`${strange[0]}\` at ${strange.index + 1}`;
  }
  const parts = text.split("-");
  if (parts.length === 1) {
    return text.length === 32
      ? null
      : `invalid length: expected length 32 for simple format, found ${text.length}`;
  }
  if (parts.length !== groups.length) {
    return `invalid group count: expected 5, found ${parts.length}`;
  }
  const wrong = parts.findIndex((part, i) => part.length !== groups[i]);
  return wrong < 0
    ? null
    : `invalid group length in group ${wrong}: expected ${groups[wrong]}, found ${parts[wrong]?.length}`;
}
