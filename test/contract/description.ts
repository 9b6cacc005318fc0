// What every description of a dialect owes its readers: it names every route, its examples work as they are
// written, and nothing is answered that it does not say. A dialect's own test calls this with a workspace in
// which its examples are right.
import { beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { failuresOf } from "../../src/dialects/openapi-failures.ts";
import type { Description, Operation } from "../../src/dialects/operation.ts";
import { type Answer, answerOf, request } from "../support/gateway.ts";

interface Keys {
  /** May do everything. */
  full: string;
  /** Lacks every scope that an operation asks for, or the one that this operation does. */
  without: string | ((operation: Operation) => string);
}

export interface Case {
  /** What is special about the request. */
  because: string;
  /** Of the operation. */
  id: string;
  /** In place of `idFor`, and a query. */
  path?: string;
  body?: unknown;
  /** That the answer must have. */
  status: number;
  /** What happens before. */
  given?: () => Promise<unknown>;
}

interface Contract {
  description: Description;
  /** Every route of the dialect, as the app has it: `GET /v1/contacts/:id`. */
  routes: readonly string[];
  /** Sets up the workspace. */
  keys(): Promise<Keys>;
  /** What stands for `:id` when the operation is to work. */
  idFor(operation: Operation): string;
  /** What stands for other variables of paths. */
  others?: Record<string, string>;
  /** More requests, besides the examples and those without a key, a scope or a body, or for a strange id. */
  cases: readonly Case[];
}

type Ask = { body?: unknown; key?: string | null; path?: string };

const strangeId = "0c9d1f2e-3b4a-4c5d-8e6f-7a8b9c0d1e2f";

export function descriptionContract(contract: Contract): void {
  const { description, routes, idFor, others = {}, cases } = contract;
  const { operations, basePath, security } = description;
  let keys: Keys;

  beforeAll(async () => {
    keys = await contract.keys();
  });

  const carried = (key: string): Record<string, string> => {
    const [way] = "type" in security ? [security] : security;
    if (way?.type === "apiKey") return { [way.header]: key };
    return { authorization: `Bearer ${key}` };
  };

  const ask = async (operation: Operation, { body, key = keys.full, path }: Ask) => {
    const own = path ?? operation.path.replace(":id", () => idFor(operation));
    const where = (basePath + own).replaceAll(
      /:(\w+)/g,
      (variable, name) => others[name] ?? variable,
    );
    const headers = {
      "content-type": "application/json",
      ...(key === null ? {} : carried(key)),
    };
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const method = operation.method.toUpperCase();
    const response = await request(where, {
      method,
      headers,
      ...(body === undefined ? {} : { body: text }),
    });
    if (response.headers.get("content-type")?.startsWith("application/json")) {
      return answerOf(response);
    }
    const { status, headers: given } = response;
    return { status, headers: given, body: new File([await response.arrayBuffer()], "answer") };
  };

  /** Nothing in the answer is left unsaid: what a schema does not know is missing from what it read. */
  const isSaid = (schema: z.ZodType, body: unknown) => {
    const read = schema.safeParse(body);
    return read.success && JSON.stringify(sorted(read.data)) === JSON.stringify(sorted(body));
  };

  const expectSaid = (operation: Operation, { status, body }: Answer) => {
    const schemas = [
      operation.answers[status]?.schema?.(),
      failuresOf(description, operation).some((one) => one.status === status)
        ? description.failure()
        : undefined,
    ].filter((schema) => schema !== undefined);
    const said = schemas.some((schema) => isSaid(schema, body));
    expect({ status, body, said }).toEqual({ status, body, said: true });
  };

  const named = (id: string): Operation => {
    const operation = operations.find((one) => one.id === id);
    if (!operation) throw new Error(`no operation ${id}`);
    return operation;
  };

  const each = operations.map((operation) => [operation.id, operation] as const);
  const requests = operations.flatMap((operation) =>
    operation.body
      ? Object.entries(operation.body.examples).map(
          ([name, { value }]) => [operation.id, name, operation, value] as const,
        )
      : [[operation.id, "as it is", operation, undefined] as const],
  );

  test("names every route, and no other", () => {
    const described = operations.map(
      ({ method, path }) => `${method.toUpperCase()} ${basePath}${path}`,
    );
    expect(described.toSorted()).toEqual([...new Set(routes)].toSorted());
    expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
  });

  test.each(each)("%s shows answers that fit what it says of them", (_, operation) => {
    for (const { schema, examples = {} } of Object.values(operation.answers)) {
      for (const { value } of Object.values(examples)) {
        expect({ value, said: schema && isSaid(schema(), value) }).toEqual({ value, said: true });
      }
    }
    for (const { body } of failuresOf(description, operation)) {
      expect({ body, said: isSaid(description.failure(), body) }).toEqual({ body, said: true });
    }
  });

  describe("an example", () => {
    test.each(requests)("of %s works: %s", async (_, __, operation, value) => {
      if (operation.body) expect(operation.body.schema().safeParse(value).error).toBeUndefined();
      const answer = await ask(operation, { body: withTimesToCome(value) });
      expect(Object.keys(operation.answers)).toContain(String(answer.status));
      expect(answer.status).toBeLessThan(300);
      expectSaid(operation, answer);
    });
  });

  describe("an answer", () => {
    test.each(each)("of %s is as described when it refuses", async (_, operation) => {
      const [example] = Object.values(operation.body?.examples ?? {});
      const body = example?.value;
      const asked: Record<string, Ask> = { "no key": { body, key: null } };
      const { without } = keys;
      const lacking = typeof without === "string" ? without : without(operation);
      if (operation.scope !== null) asked["no scope"] = { body, key: lacking };
      if (operation.body) {
        asked["no JSON"] = { body: "{" };
        if (!operation.body.schema().safeParse([]).success) asked["no object"] = { body: [] };
        if (!operation.body.schema().safeParse({}).success) asked["nothing"] = { body: {} };
      }
      if (operation.path.includes(":id")) {
        asked["nobody's id"] = { body, path: operation.path.replace(":id", strangeId) };
      }
      for (const [because, request] of Object.entries(asked)) {
        const answer = await ask(operation, request);
        expect([because, Math.floor(answer.status / 100)]).toEqual([because, 4]);
        expectSaid(operation, answer);
      }
    });

    test.each(cases.map((one) => [one.id, one.because, one] as const))(
      "of %s is as described: %s",
      async (_, __, { id, path, body, status, given }) => {
        const operation = named(id);
        await given?.();
        const answer = await ask(operation, { ...(path === undefined ? {} : { path }), body });
        expect(answer).toMatchObject({ status });
        expectSaid(operation, answer);
      },
    );
  });
}

/** With the fields of every object in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  const fields = Object.entries(value).map(([name, one]) => [name, sorted(one)] as const);
  return Object.fromEntries(fields.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** An example with an hour from now wherever it has a time, which would lie in the past some day. */
function withTimesToCome(value: unknown): unknown {
  if (typeof value === "string") {
    return /^\d{4}-\d\d-\d\dT/.test(value) ? new Date(Date.now() + 3_600_000).toISOString() : value;
  }
  if (Array.isArray(value)) return value.map(withTimesToCome);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, withTimesToCome(one)] as const),
  );
}
