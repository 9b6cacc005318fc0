// The tenant matrix: every route, with every kind of key, for every kind of id, and what must be answered.
import { type Scope, scopes } from "../../src/model/key.ts";
import { type Noun, type Row, rows, type Things } from "./routes.ts";
import { absentIds, malformedIds } from "./things.ts";

const everyday = scopes.filter((scope) => scope !== "admin");

/** Keys of the workspace, by what they may do where a route needs `scope`. */
const ownKeys: Record<string, (scope: Scope) => Scope[]> = {
  "an admin's key": () => ["admin"],
  "a key with the scope and no other": (scope) => [scope],
  "a key with every scope but that": (scope) => everyday.filter((one) => one !== scope),
  "a key that may only send": () => ["messages.send"],
  "a key that may only read": () => everyday.filter((one) => one.endsWith(".read")),
};
/** Of the workspace, with all scopes, and good for nothing. */
export const deadKeys = ["revoked", "expired", "never made", "dressed up as live"] as const;
/** Good for everything, elsewhere. */
export const strangersKeys = ["another workspace's", "a live workspace's"] as const;
export type FixedKey = (typeof deadKeys)[number] | (typeof strangersKeys)[number];

const idKinds = ["another's", "nobody's", "malformed", "own"] as const;
export type IdKind = (typeof idKinds)[number];

export interface Cell {
  row: Row;
  key: string;
  /** What the key may do; null for one that is not an own, good key. */
  scopes: Scope[] | null;
  id: IdKind;
  /** Status and error code. */
  expected: string;
}

const includes = (list: readonly string[], one: string) => list.includes(one);
export const isStranger = ({ key }: Cell) => includes(strangersKeys, key);
/** Whether the key opens the route at all. */
export const opens = ({ expected }: Cell) => !/^40[13] /.test(expected);

function expectation(row: Row, key: string, held: Scope[] | null, id: IdKind): string {
  const [own, stranger = "", malformed = ""] = row.answers;
  if (includes(deadKeys, key)) return "401 key_invalid";
  if (held && !held.includes("admin") && !held.includes(row.scope)) return "403 scope_missing";
  return { "another's": stranger, "nobody's": stranger, malformed, own }[id];
}

function cellsOf(row: Row, key: string): Cell[] {
  // A list takes no id; and what is a stranger's own is not the workspace's.
  const elsewhere = idKinds.filter((id) => id !== "own");
  const ids =
    row.noun === null ? (["own"] as const) : includes(strangersKeys, key) ? elsewhere : idKinds;
  const held = ownKeys[key]?.(row.scope) ?? null;
  return ids.map((id) => ({
    row,
    key,
    scopes: held,
    id,
    expected: expectation(row, key, held, id),
  }));
}

const keys = [...Object.keys(ownKeys), ...deadKeys, ...strangersKeys];

/** An own id comes last: asking for it may change the thing. */
export const cells: Cell[] = rows.flatMap((row) => keys.flatMap((key) => cellsOf(row, key)));

/** The ids to ask for: `mine` is what the key's workspace has, `theirs` what it must not reach. */
export function idsOf(kind: IdKind, noun: Noun | null, mine: Things, theirs: Things): string[] {
  if (noun === null) return [""];
  switch (kind) {
    case "another's":
      return [theirs[noun]];
    case "nobody's":
      return absentIds(noun, mine, theirs);
    case "malformed":
      return malformedIds(theirs[noun]);
    case "own":
      return [mine[noun]];
  }
}
