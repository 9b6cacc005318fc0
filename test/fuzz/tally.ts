// What came of the requests so far.
import type { Request } from "./request.ts";
import type { Answer } from "./wire.ts";

export interface Violation {
  /** Which request of the run; `--only` sends it again. */
  number: number;
  request: Request;
  problems: string[];
  /** The beginning of the answer. */
  answer: string;
}

interface Row {
  requests: number;
  statuses: Map<number, number>;
  slowestMs: number;
  violations: number;
}

const groups: [name: string, start: string][] = [
  ["admin API", "/api/admin"],
  ["public: messages", "/api/public/messages"],
  ["public: leads", "/api/public/leads"],
  ["public: the rest", "/api/public"],
  ["receivers", "/hooks"],
  ["simulator: controls", "/simulator/api"],
  ["simulator: providers", "/simulator/providers"],
];

const groupOf = ({ route }: Request): string =>
  groups.find(([, start]) => route.split(" ")[1]?.startsWith(start))?.[0] ?? "the rest";

export class Tally {
  readonly rows = new Map<string, Row>();
  readonly violations: Violation[] = [];

  add(request: Request, answer: Answer | { ms: number; problem: string }): void {
    const row = this.#row(request);
    row.requests++;
    row.slowestMs = Math.max(row.slowestMs, answer.ms);
    const status = "status" in answer ? answer.status : 0;
    row.statuses.set(status, (row.statuses.get(status) ?? 0) + 1);
  }

  blame(violation: Violation): void {
    this.#row(violation.request).violations++;
    this.violations.push(violation);
  }

  #row(request: Request): Row {
    const name = groupOf(request);
    const row = this.rows.get(name) ?? {
      requests: 0,
      statuses: new Map(),
      slowestMs: 0,
      violations: 0,
    };
    this.rows.set(name, row);
    return row;
  }
}
