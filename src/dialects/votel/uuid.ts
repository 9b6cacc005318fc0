import { z } from "zod";

const groups = [8, 4, 4, 4, 12];

/** A UUID with or without hyphens, in any letter case; read as canonical lower case. Wrong ones are named as pydantic does. */
export const uuid = z.string().transform((text, ctx) => {
  const problem = problemOf(text);
  if (problem === null) return canonical(text);
  ctx.issues.push({
    code: "custom",
    message: `Input should be a valid UUID, ${problem}`,
    params: { type: "uuid_parsing", ctx: { error: problem } },
    input: text,
  });
  return z.NEVER;
});

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
