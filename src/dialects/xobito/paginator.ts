// Laravel's length-aware paginator, as it serialises itself.
import { z } from "zod";
import { parseFields, whole } from "./validation.ts";

const maxPerPage = 100;
const maxPage = 1_000_000;

/** A number as a query has it. */
const digits = (said: { description: string; minimum: 1; maximum?: number }) =>
  z
    .string()
    .meta({ ...said, type: "integer" })
    .transform((given): string | number => given)
    .pipe(whole);

export const pageQuerySchema = z.object({
  page: digits({ description: "From 1, the default.", minimum: 1, maximum: maxPage })
    .pipe(z.number().min(1).max(maxPage))
    .nullish(),
  per_page: digits({ description: "15 without it; more than 100 are 100.", minimum: 1 })
    .pipe(z.number().min(1))
    .nullish(),
});

export interface PageQuery {
  /** From 1. */
  page: number;
  perPage: number;
  /** Repeated in links, so that who follows them keeps the size of the page. */
  isSized: boolean;
}

/** Reads `page` and `per_page`, which is cut to 100. Throws `field_invalid`. */
export function readPage(query: Record<string, string>): PageQuery {
  const { page, per_page } = parseFields(pageQuerySchema, query);
  const perPage = Math.min(per_page ?? 15, maxPerPage);
  return { page: page ?? 1, perPage, isSized: per_page !== undefined && per_page !== null };
}

export const offsetOf = ({ page, perPage }: PageQuery): number => (page - 1) * perPage;

/** One page of `total` rows. `url` is that of the request. */
export function paginated(rows: unknown[], total: number, query: PageQuery, url: string) {
  const { page, perPage, isSized } = query;
  const { origin, pathname } = new URL(url);
  const path = origin + pathname;
  const lastPage = Math.max(1, Math.ceil(total / perPage));
  const urlOf = (number: number) =>
    `${path}?${isSized ? `per_page=${perPage}&` : ""}page=${number}`;
  const previous = page > 1 ? urlOf(page - 1) : null;
  const next = page < lastPage ? urlOf(page + 1) : null;
  const from = rows.length === 0 ? null : offsetOf(query) + 1;
  return {
    current_page: page,
    data: rows,
    per_page: perPage,
    total,
    last_page: lastPage,
    first_page_url: urlOf(1),
    next_page_url: next,
    prev_page_url: previous,
    from,
    to: from === null ? null : from + rows.length - 1,
    path,
    links: [
      { url: previous, label: "&laquo; Previous", active: false },
      ...pageLinks(page, lastPage).map((number) =>
        number === null
          ? { url: null, label: "...", active: false }
          : { url: urlOf(number), label: String(number), active: number === page },
      ),
      { url: next, label: "Next &raquo;", active: false },
    ],
  };
}

const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

/** Laravel shows three pages on each side, both ends, and null for what it leaves out between them. */
function pageLinks(page: number, lastPage: number): (number | null)[] {
  if (lastPage < 14) return range(1, lastPage);
  const start = [1, 2, null];
  const end = [null, lastPage - 1, lastPage];
  if (page <= 7) return [...range(1, 10), ...end];
  if (page > lastPage - 7) return [...start, ...range(lastPage - 9, lastPage)];
  return [...start, ...range(page - 3, page + 3), ...end];
}
