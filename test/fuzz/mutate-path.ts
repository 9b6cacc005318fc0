// Changes of a path and of its query, in the bytes that go over the wire.
import type { Dice } from "../simulation/dice.ts";
import { nastyQueryValues, nastySegments } from "./nasty-parts.ts";

export function mutatePath(dice: Dice, whole: string): string {
  const [path = "", ...query] = whole.split("?");
  const segments = path.split("/").slice(1);
  const at = dice.between(0, segments.length - 1);
  const segment = segments[at] ?? "";
  const replace = (...others: string[]) => segments.toSpliced(at, 1, ...others);
  const changed = dice.pick([
    replace(dice.pick(nastySegments)),
    segments.toSpliced(-1, 1, dice.pick(nastySegments)),
    [...segments, dice.pick(nastySegments)],
    replace(),
    replace(segment, segment),
    replace(segment.toUpperCase()),
    replace(encodeAll(segment)),
    [...segments, ""],
    ["", ...segments],
    replace(segment, ""),
    segments.toReversed(),
  ]);
  return [`/${changed.join("/")}`, ...query].join("?");
}

const encodeAll = (text: string): string =>
  Buffer.from(text)
    .toString("hex")
    .replaceAll(/../g, (byte) => `%${byte}`);

const strangeNames = [
  "",
  "limit",
  "cursor",
  "search",
  "channel",
  "status",
  "from",
  "__proto__",
  "a[]",
  "%00",
];

export function mutateQuery(dice: Dice, whole: string): string {
  const [path = "", query = ""] = whole.split("?");
  const fields = query === "" ? [] : query.split("&");
  const value = dice.pick(nastyQueryValues);
  const name = () => {
    const known = fields.map((field) => field.split("=")[0] ?? "");
    return dice.pick([...known, ...known, ...strangeNames]);
  };
  const at = dice.between(0, Math.max(0, fields.length - 1));
  const changed = dice.pick([
    fields.toSpliced(at, 1, `${name()}=${value}`),
    fields.toSpliced(at, 1, `${name()}=${value}`),
    [...fields, `${name()}=${value}`],
    [`${name()}=${value}`, ...fields],
    fields.toSpliced(at, 1),
    [...fields, ...fields],
    [...fields, name()],
    Array.from({ length: 1000 }, (_, i) => `a${i}=${i}`),
  ]);
  return `${path}?${changed.join("&")}`;
}
