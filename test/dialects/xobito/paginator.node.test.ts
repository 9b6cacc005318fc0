import fc from "fast-check";
import { expect, test } from "vitest";
import { paginated, readPage } from "../../../src/dialects/xobito/paginator.ts";
import { GatewayError } from "../../../src/model/errors.ts";

const url = "https://gateway.example/api/v1/acme/contacts?page=2";
const path = "https://gateway.example/api/v1/acme/contacts";

test("serialises a page as Laravel does, to the byte", () => {
  const rows = Array.from({ length: 15 }, (_, i) => i);
  const page = paginated(rows, 40, readPage({ page: "2" }), url);
  expect(JSON.stringify({ ...page, data: [] })).toBe(
    `{"current_page":2,"data":[],"per_page":15,"total":40,"last_page":3,"first_page_url":"${path}?page=1","next_page_url":"${path}?page=3","prev_page_url":"${path}?page=1","from":16,"to":30,"path":"${path}","links":[{"url":"${path}?page=1","label":"&laquo; Previous","active":false},{"url":"${path}?page=1","label":"1","active":false},{"url":"${path}?page=2","label":"2","active":true},{"url":"${path}?page=3","label":"3","active":false},{"url":"${path}?page=3","label":"Next &raquo;","active":false}]}`,
  );
});

test("an empty list has one page, without a first row", () => {
  expect(paginated([], 0, readPage({}), url)).toMatchObject({
    current_page: 1,
    last_page: 1,
    from: null,
    to: null,
    next_page_url: null,
    prev_page_url: null,
  });
});

test.each([
  [1, "1 2 3 4 5 6 7 8 9 10 ... 19 20"],
  [7, "1 2 3 4 5 6 7 8 9 10 ... 19 20"],
  [8, "1 2 ... 5 6 7 8 9 10 11 ... 19 20"],
  [13, "1 2 ... 10 11 12 13 14 15 16 ... 19 20"],
  [14, "1 2 ... 11 12 13 14 15 16 17 18 19 20"],
  [20, "1 2 ... 11 12 13 14 15 16 17 18 19 20"],
])("leaves out pages around page %i of 20", (page, labels) => {
  const { links } = paginated([], 300, readPage({ page: String(page) }), url);
  expect(
    links
      .slice(1, -1)
      .map(({ label }) => label)
      .join(" "),
  ).toBe(labels);
});

test("links keep the size of the page that was asked for, at most 100", () => {
  const page = paginated([1], 1_000, readPage({ per_page: "500" }), url);
  expect(page).toMatchObject({
    per_page: 100,
    last_page: 10,
    next_page_url: `${path}?per_page=100&page=2`,
  });
});

test.each(["0", "-1", "x", "1.5", "1e3", "9999999999"])("refuses page %s", (page) => {
  expect(() => readPage({ page })).toThrow(GatewayError);
});

test("following the links meets every row once", () => {
  fc.assert(
    fc.property(fc.nat(400), fc.integer({ min: 1, max: 60 }), (total, size) => {
      const all = Array.from({ length: total }, (_, i) => i);
      const seen: unknown[] = [];
      let query: Record<string, string> | null = { per_page: String(size) };
      while (query) {
        const read = readPage(query);
        const from = (read.page - 1) * read.perPage;
        const page = paginated(all.slice(from, from + read.perPage), total, read, url);
        seen.push(...page.data);
        const next: string | null = page.next_page_url;
        query = next === null ? null : Object.fromEntries(new URL(next).searchParams);
      }
      expect(seen).toEqual(all);
    }),
  );
});
