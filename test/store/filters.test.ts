import { sql } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Condition,
  type FilterField,
  filterFields,
  filterOperators,
} from "../../src/model/condition.ts";
import { type Filter, filterLimits, filterSchema } from "../../src/model/filter.ts";
import { maxLeadIds, type Target } from "../../src/model/job.ts";
import { countTargets, pageSql, selectTargets } from "../../src/store/leads/select-targets.ts";
import { addresses, leads } from "../../src/store/schema.ts";
import { means, type Person } from "./reference-filter.ts";
import { db } from "./support.ts";

const day = 86_400_000;
const start = Date.UTC(2026, 0, 1);

const words = [
  "st",
  "Stan",
  "STAN lee",
  "a%b",
  "a_b",
  "É",
  "é",
  "10/05/25",
  "5",
  "true",
  "𝄞",
  "\ufb01",
  '"',
  " ",
];
const word = fc.constantFrom(...words);
const keys = ["score", 'we"ird', "a.b", "$", "[0]", "ключ", "back\\slash", "0"];
const json = fc.oneof(
  word,
  fc.constant(""),
  fc.constantFrom(5, -1, 0.1 + 0.2, 2 ** 53, 1e21, 0),
  fc.boolean(),
  fc.constantFrom(null, {}, { st: "st" }, []),
  fc.array(fc.oneof(word, fc.constantFrom(5, 1.5), fc.boolean(), fc.constant(null)), {
    maxLength: 3,
  }),
);

const lead: fc.Arbitrary<Person> = fc.record({
  workspaceId: fc.constant<string>(""),
  id: fc.uuid(),
  firstName: word,
  lastName: fc.option(word),
  phone: fc.option(fc.constantFrom("+12025550101", "+5511987654321")),
  email: fc.option(fc.constantFrom("stan@example.com", "a_b@example.com")),
  company: fc.option(fc.oneof(word, fc.constant(""))),
  title: fc.option(word),
  source: fc.constantFrom("api", "sms"),
  externalId: fc.option(word),
  campaignId: fc.option(word),
  assignedTo: fc.option(fc.constantFrom("user-1", "user-2", "st")),
  tags: fc.uniqueArray(word, { maxLength: 3 }),
  metadata: fc.dictionary(fc.constantFrom(...keys), json, { maxKeys: 4, noNullPrototype: true }),
  createdAt: fc.integer({ min: 0, max: 3 }).map((days) => start + days * day),
  updatedAt: fc.integer({ min: 0, max: 3 }).map((days) => start + days * day + 1),
});

const scalar = fc.oneof(
  word,
  fc.constantFrom("ST", "stan", "%", "@example.com", "(202) 555-0101", "+1", "9007199254740992"),
  fc.constantFrom(5, -1, 0.1 + 0.2, 2 ** 53, 1e21, 0),
  fc.boolean(),
);
const time = fc.oneof(
  fc.integer({ min: 0, max: 3 }).map((days) => start + days * day),
  fc.constantFrom("2026-01-02", "2026-01-03T00:00:00Z", "2026-01-03T01:00:00.001+01:00"),
);
const field = fc.oneof(
  fc.constantFrom(...filterFields),
  fc.constantFrom(...keys).map((key): FilterField => `metadata.${key}`),
);

const condition = field.chain((name) => {
  const one = name.endsWith("_at") ? time : scalar;
  const value = fc.oneof(
    { arbitrary: one, weight: 3 },
    { arbitrary: fc.array(one, { maxLength: 3 }), weight: 1 },
  );
  return fc.record({
    field: fc.constant(name),
    operator: fc.constantFrom(...filterOperators),
    value,
  });
});
/** Whatever is not refused; what is refused is a matter of other tests. */
const filter = fc
  .letrec<{ node: Filter; group: Filter }>((tie) => ({
    node: fc.oneof(
      { depthSize: "small", maxDepth: 3 },
      condition as fc.Arbitrary<Filter>,
      tie("group"),
    ),
    group: fc.oneof(
      fc.record({ all: fc.array(tie("node"), { minLength: 1, maxLength: 3 }) }),
      fc.record({ any: fc.array(tie("node"), { minLength: 1, maxLength: 3 }) }),
    ),
  }))
  .node.filter((tree) => filterSchema.safeParse(tree).success);

let workspaces = 0;

/** Stored as they are, in a workspace of their own. */
async function stored(people: Person[]): Promise<string> {
  const workspaceId = `filters-${++workspaces}`;
  for (const person of people) {
    const { email, phone, ...row } = person;
    const kinds = Object.entries({ email, phone }) as ["email" | "phone", string | null][];
    const reached = kinds.flatMap(([kind, value]) =>
      value === null ? [] : [{ workspaceId, leadId: person.id, kind, value }],
    );
    await db.batch([
      db.insert(leads).values({ ...row, workspaceId, revision: "1" }),
      ...reached.map((address) => db.insert(addresses).values(address)),
    ]);
  }
  return workspaceId;
}

const somebody = (fields: Partial<Person> = {}): Person => ({
  workspaceId: "",
  id: crypto.randomUUID(),
  firstName: "Stan",
  lastName: null,
  phone: null,
  email: null,
  company: null,
  title: null,
  source: "api",
  externalId: null,
  campaignId: null,
  assignedTo: null,
  tags: [],
  metadata: {},
  createdAt: start,
  updatedAt: start,
  ...fields,
});

/** All pages of a target, three leads at a time. */
async function everyPage(workspaceId: string, target: Target): Promise<string[]> {
  const found: string[] = [];
  for (;;) {
    const page = await selectTargets(db, workspaceId, target, {
      after: found.at(-1) ?? null,
      limit: 3,
    });
    found.push(...page);
    if (page.length < 3) return found;
  }
}

test("a filter selects what it means, in the order of ids", { timeout: 120_000 }, () =>
  fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(lead, { minLength: 4, maxLength: 8, selector: ({ id }) => id }),
      fc.array(filter, { minLength: 12, maxLength: 12 }),
      async (people, filters) => {
        const workspaceId = await stored(people);
        for (const tree of filters) {
          const meant = people.filter((person) => means(tree, person)).map(({ id }) => id);
          const parsed = filterSchema.parse(JSON.parse(JSON.stringify(tree)));
          expect(await everyPage(workspaceId, { filter: parsed })).toEqual(meant.toSorted());
          expect(await countTargets(db, workspaceId, { filter: parsed })).toBe(meant.length);
        }
      },
    ),
    { numRuns: 40 },
  ),
);

test("every part of a target must hold", async () => {
  const people = [
    somebody({ assignedTo: "user-1", company: "Enterprise customers" }),
    somebody({ assignedTo: "user-1", firstName: "Ana", company: "Enterprise customers" }),
    somebody({ assignedTo: "user-2", company: "Enterprise customers" }),
    somebody({ assignedTo: "user-1", company: "Others" }),
    somebody({ assignedTo: "user-1", company: "Enterprise customers" }),
  ];
  const workspaceId = await stored(people);
  const [first] = people;
  const target: Target = {
    leadIds: people.slice(0, 4).map(({ id }) => id),
    filter: { field: "first_name", operator: "contains", value: "st" },
    search: "enterprise customers",
    assignees: ["user-1", "user-3"],
  };
  expect(await everyPage(workspaceId, target)).toEqual([first?.id]);
  expect(await countTargets(db, workspaceId, target)).toBe(1);
  expect(await countTargets(db, workspaceId, { assignees: ["user-1"] })).toBe(4);
  expect(await countTargets(db, workspaceId, { leadIds: [] })).toBe(0);
  expect(await countTargets(db, workspaceId, { assignees: [] })).toBe(0);
  expect(await countTargets(db, await stored([]), target)).toBe(0);
});

test("a target without any part means nobody by mistake", async () => {
  await expect(countTargets(db, await stored([somebody()]), {})).rejects.toThrow(TypeError);
});

test("names leads by the hundred thousand, twice or not at all there", {
  timeout: 60_000,
}, async () => {
  const people = Array.from({ length: 7 }, () => somebody());
  const workspaceId = await stored(people);
  const strangers = Array.from({ length: maxLeadIds }, () => crypto.randomUUID());
  const ids = people.map(({ id }) => id);
  const target = { leadIds: [...ids, ...strangers, ...ids] };
  expect(await everyPage(workspaceId, target)).toEqual(ids.toSorted());
  expect(await countTargets(db, workspaceId, target)).toBe(7);
});

test("takes a search of any length", async () => {
  const company = "ş".repeat(200);
  const workspaceId = await stored([somebody({ company }), somebody({ company: "ş" })]);
  expect(await countTargets(db, workspaceId, { search: company })).toBe(1);
});

test("reads pages off the index of ids, whatever is asked", async () => {
  const conditions: Condition[] = [
    { field: "created_at", operator: "at_least", value: "2026-01-01" },
    { field: "email", operator: "ends_with", value: "@example.com" },
    { field: "metadata.score", operator: "equals", value: 5 },
  ];
  const page = { after: crypto.randomUUID(), limit: 500 };
  for (const target of [
    { filter: { all: conditions } },
    { filter: { any: conditions } },
    { search: "acme", assignees: ["user-1"] },
  ] satisfies Target[]) {
    const statement = pageSql("workspace-1", target, null, page);
    const rows = await db.all<{ detail: string }>(sql`EXPLAIN QUERY PLAN ${statement}`);
    const plan = rows.map(({ detail }) => detail);
    expect(plan).toContainEqual(
      expect.stringMatching(
        /^SEARCH leads USING INDEX sqlite_autoindex_leads_1 \(workspace_id=\? AND id>\?\)$/,
      ),
    );
    expect(plan.join("\n")).not.toContain("TEMP B-TREE");
  }
});

test("takes as much as the limits allow in one statement", { timeout: 60_000 }, async () => {
  const person = somebody({ metadata: { score: 5 }, tags: ["vip"] });
  const workspaceId = await stored([person]);
  const meant = async (value: unknown) =>
    countTargets(db, workspaceId, { filter: filterSchema.parse(value) });
  const key = "k".repeat(100);
  const { conditions, parts, values, totalChars, depth } = filterLimits;
  const many = Array.from({ length: conditions }, (_, i) => ({
    field: `metadata.${key}${i}`.slice(0, 109),
    operator: "not_contains",
    value: "é".repeat(1_000),
  }));
  expect(await meant({ all: many })).toBe(1);
  expect(await meant({ any: many })).toBe(1);
  const lists = Array.from({ length: conditions }, () => ({
    field: "metadata.score",
    operator: "in",
    value: Array.from({ length: 100 }, (_, i) => String(10 + i)),
  }));
  expect(await meant({ any: lists })).toBe(0);
  const inParts = {
    field: "metadata.x",
    operator: "not_contains",
    value: Array(parts + 1).fill("y"),
  };
  expect(await meant(inParts)).toBe(1);
  const some = Array.from({ length: values }, (_, i) => "é".repeat(totalChars / values - 5) + i);
  expect(await meant({ field: "tags", operator: "not_in", value: some })).toBe(1);
  let deep: unknown = { field: "tags", operator: "contains", value: ["VIP"] };
  for (let i = 0; i < depth; i++) deep = { all: [deep] };
  expect(await meant(deep)).toBe(1);
});

test("takes the longest statement that the limits allow", async () => {
  const person = somebody({ company: "Acme", assignedTo: "user-1", metadata: { key0: "Part 50" } });
  const workspaceId = await stored([person]);
  const value = Array.from({ length: filterLimits.parts + 1 }, (_, i) => `part ${i}`);
  const conditions = Array.from({ length: filterLimits.conditions }, (_, i) => ({
    field: `metadata.key${i}`,
    operator: i === 0 ? "starts_with" : "not_in",
    value: i === 0 ? value : ["a", "b"],
  }));
  let nested: unknown = conditions.slice(0, 1);
  for (let i = 0; i < filterLimits.depth; i++) {
    const more = i === 0 ? conditions.slice(1) : [];
    nested = [{ all: [...(nested as unknown[]), ...more] }];
  }
  const [tree] = nested as unknown[];
  const target: Target = {
    leadIds: [person.id],
    filter: filterSchema.parse(tree),
    search: "acme",
    assignees: ["user-1"],
  };
  expect(await everyPage(workspaceId, target)).toEqual([person.id]);
  expect(await countTargets(db, workspaceId, target)).toBe(1);
});
