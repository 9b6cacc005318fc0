import type { z } from "zod";

/** What is wrong with a request body, before a provider puts it into its own words. */
export interface Problem {
  kind: "missing" | "unknown" | "too_long" | "invalid";
  /** Where: `["template", "components", 0, "type"]`. */
  path: (string | number)[];
  /** Which rule was broken, in words. */
  rule: string;
}

/** The first problem of a body that a schema refused. */
export function firstProblem(error: z.ZodError, body: unknown): Problem {
  const issue = error.issues[0];
  if (!issue) return { kind: "invalid", path: [], rule: "Invalid input" };
  const path = issue.path.map((step) => (typeof step === "number" ? step : String(step)));
  if (issue.code === "unrecognized_keys") {
    return { kind: "unknown", path: [...path, ...issue.keys.slice(0, 1)], rule: "Unknown key" };
  }
  if (valueAt(body, path) === undefined) return { kind: "missing", path, rule: "Required" };
  const tooLong = issue.code === "too_big" && issue.origin === "string";
  return { kind: tooLong ? "too_long" : "invalid", path, rule: issue.message };
}

function valueAt(body: unknown, path: (string | number)[]): unknown {
  let value = body;
  for (const step of path) {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, step))
      return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}
