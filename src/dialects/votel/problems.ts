// What is wrong with a request, item by item, as FastAPI says it: Votel's clients read `loc` and `type`.
import type { z } from "zod";
import { isDeeperThan } from "../../lib/json.ts";
import { GatewayError } from "../../model/errors.ts";

export type Loc = (string | number)[];

export interface Problem {
  type: string;
  loc: Loc;
  msg: string;
  /** What was sent there; left out where it is long. */
  input?: unknown;
  ctx?: Record<string, unknown>;
}

/** Of one answer. */
const maxProblems = 100;
const maxInputChars = 2_000;
const maxDepth = 24;

/** @param code `body_invalid` when there is no object to look into */
export function refuse(
  problems: Problem[],
  code: "field_invalid" | "body_invalid" = "field_invalid",
): never {
  const [first] = problems;
  throw new GatewayError(code, {
    message: `${first?.loc.join(".")}: ${first?.msg}`,
    details: { problems: problems.slice(0, maxProblems) },
  });
}

export const valueError = (loc: Loc, message: string, input: unknown): Problem => ({
  type: "value_error",
  loc,
  msg: `Value error, ${message}`,
  ...inputOf(input),
});

export const missing = (loc: Loc, parent: unknown): Problem => ({
  type: "missing",
  loc,
  msg: "Field required",
  ...inputOf(parent),
});

/** Parses what stands at `loc` of a request, or refuses it with everything that is wrong. */
export function parseWire<S extends z.ZodType>(schema: S, value: unknown, loc: Loc): z.output<S> {
  if (value === undefined) refuse([missing(loc, null)], "body_invalid");
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    refuse([notAnObject(loc, value)], "body_invalid");
  }
  if (isDeeperThan(value, maxDepth)) {
    refuse([valueError(loc, `must not be nested deeper than ${maxDepth} levels`, undefined)]);
  }
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : refuse(problemsOf(parsed.error, value, loc));
}

/** Parses a query. */
export function parseQuery<S extends z.ZodType>(
  schema: S,
  query: Record<string, string>,
): z.output<S> {
  const parsed = schema.safeParse(query);
  return parsed.success ? parsed.data : refuse(problemsOf(parsed.error, query, ["query"]));
}

const notAnObject = (loc: Loc, input: unknown): Problem => ({
  type: "model_attributes_type",
  loc,
  msg: "Input should be a valid dictionary or object to extract fields from",
  ...inputOf(input),
});

/** zod's issues about `value`, which stands at `loc`. */
export function problemsOf(error: z.ZodError, value: unknown, loc: Loc): Problem[] {
  return error.issues.slice(0, maxProblems).flatMap((issue) => {
    const path = issue.path.map((step) => (typeof step === "symbol" ? String(step) : step));
    if (issue.code === "unrecognized_keys") {
      return issue.keys.slice(0, maxProblems).map((key): Problem => {
        const input = stepInto(value, [...path, key]);
        return { ...forbidden, loc: [...loc, ...path, key], ...inputOf(input) };
      });
    }
    return [problemOf(issue, path, value, loc)];
  });
}

const forbidden = { type: "extra_forbidden", msg: "Extra inputs are not permitted" };

function problemOf(issue: z.core.$ZodIssue, path: Loc, value: unknown, loc: Loc): Problem {
  const at = [...loc, ...path];
  const input = stepInto(value, path);
  if (issue.code === "invalid_type" || issue.code === "invalid_value") {
    if (input === undefined) return missing(at, stepInto(value, path.slice(0, -1)));
  }
  switch (issue.code) {
    case "invalid_type": {
      const [type, msg] = types[issue.expected] ?? ["value_error", `Value error, ${issue.message}`];
      return { type, loc: at, msg, ...inputOf(input) };
    }
    case "invalid_value": {
      const expected = alternatives(issue.values.map((one) => `'${String(one)}'`));
      const msg = `Input should be ${expected}`;
      return { type: "enum", loc: at, msg, ...inputOf(input), ctx: { expected } };
    }
    case "too_big":
    case "too_small":
      return sizeProblem(issue, at, input);
    case "custom":
      return typeof issue.params?.["type"] === "string"
        ? {
            ...said(issue.params["type"], issue.message, issue.params["ctx"]),
            loc: at,
            ...inputOf(input),
          }
        : valueError(at, issue.message, input);
    default:
      return valueError(at, issue.message, input);
  }
}

const said = (type: string, msg: string, ctx: unknown) => ({
  type,
  msg,
  ...(ctx === undefined ? {} : { ctx: ctx as Record<string, unknown> }),
});

/** zod's names of types, in pydantic's words. */
const types: Record<string, [type: string, msg: string]> = {
  string: ["string_type", "Input should be a valid string"],
  array: ["list_type", "Input should be a valid list"],
  record: ["dict_type", "Input should be a valid dictionary"],
  object: [
    "model_attributes_type",
    "Input should be a valid dictionary or object to extract fields from",
  ],
  boolean: ["bool_type", "Input should be a valid boolean"],
  number: ["float_type", "Input should be a valid number"],
  int: ["int_type", "Input should be a valid integer"],
};

function sizeProblem(
  issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall,
  loc: Loc,
  input: unknown,
): Problem {
  const isBig = issue.code === "too_big";
  const bound = Number(isBig ? issue.maximum : issue.minimum);
  const side = isBig ? "most" : "least";
  if (issue.origin === "string") {
    const msg = `String should have at ${side} ${bound} character${bound === 1 ? "" : "s"}`;
    const ctx = { [isBig ? "max_length" : "min_length"]: bound };
    return {
      type: isBig ? "string_too_long" : "string_too_short",
      loc,
      msg,
      ...inputOf(input),
      ctx,
    };
  }
  if (issue.origin === "array") {
    const length = Array.isArray(input) ? input.length : 0;
    const msg = `List should have at ${side} ${bound} item${bound === 1 ? "" : "s"} after validation, not ${length}`;
    const limit = { [isBig ? "max_length" : "min_length"]: bound };
    const ctx = { field_type: "List", ...limit, actual_length: length };
    return { type: isBig ? "too_long" : "too_short", loc, msg, ...inputOf(input), ctx };
  }
  const msg = `Input should be ${isBig ? "less" : "greater"} than or equal to ${bound}`;
  const type = isBig ? "less_than_equal" : "greater_than_equal";
  return { type, loc, msg, ...inputOf(input), ctx: { [isBig ? "le" : "ge"]: bound } };
}

/** `'a', 'b' or 'c'`. */
export function alternatives(texts: string[]): string {
  const last = texts.at(-1) ?? "";
  return texts.length < 2 ? last : `${texts.slice(0, -1).join(", ")} or ${last}`;
}

function stepInto(value: unknown, path: Loc): unknown {
  let here = value;
  for (const step of path) {
    if (here === null || typeof here !== "object" || !Object.hasOwn(here, step)) return undefined;
    here = (here as Record<string | number, unknown>)[step];
  }
  return here;
}

function inputOf(input: unknown): { input?: unknown } {
  if (input === undefined) return {};
  if (input === null) return { input };
  if (isDeeperThan(input, maxDepth) || JSON.stringify(input).length > maxInputChars) return {};
  return { input };
}
