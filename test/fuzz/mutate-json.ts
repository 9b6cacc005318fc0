// Bodies between a value and its bytes: JSON that no serialiser would write.
import type { Json, JsonObject } from "../../src/lib/json.ts";
import type { Dice } from "../simulation/dice.ts";
import {
  nastyIds,
  nastyNames,
  nastyNumbers,
  nastyTexts,
  nastyValues,
  verbatim,
} from "./nasty-values.ts";
import { credentials } from "./world.ts";

/** Ends a name that is already there; without it, a name cannot come twice. */
const again = "\ue002";
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const manyItems = [2, 101, 1_001, 10_000];
/** JSON of this size is refused or cut everywhere. */
const enoughChars = 500_000;

/** The text of a body, with what is to be written as it stands. */
export const finish = (body: Json): string =>
  JSON.stringify(body)
    .replaceAll(/"\ue000([^\ue001"]*)\ue001"/g, (_, base64: string) =>
      Buffer.from(base64, "base64").toString(),
    )
    .replaceAll(again, "");

interface Place {
  within: JsonObject | Json[];
  at: string | number;
}

interface Mutation {
  dice: Dice;
  /** Of one list. */
  maxItems: number;
  root: JsonObject;
}

/** Changes one place of a value. */
export function mutateJson(dice: Dice, body: Json, maxItems: number): Json {
  // Through text: an item that was repeated before is not one object in many places any more.
  const root: JsonObject = { body: JSON.parse(JSON.stringify(body)) as Json };
  const place = dice.pick(places(root));
  dice.pick(changes)(place, read(place), { dice, maxItems, root });
  // The whole may have been dropped.
  return root["body"] ?? null;
}

type Change = (place: Place, value: Json, mutation: Mutation) => void;

const changes: readonly Change[] = [
  (place) => drop(place),
  (place) => write(place, null),
  (place, value, { dice }) => write(place, nastier(dice, value)),
  (place, value, { dice }) => write(place, nastier(dice, value)),
  (place, value, { dice }) => write(place, nastier(dice, value)),
  (place, _, { dice }) => write(place, dice.pick(nastyTexts)),
  (place, _, { dice }) => write(place, verbatim(dice.pick(nastyNumbers))),
  (place, _, { dice }) => write(place, dice.pick(nastyValues)),
  (place, _, { dice }) => write(place, dice.pick(nastyIds)),
  (place, value, { dice }) => write(place, dice.pick([[value], { value }, JSON.stringify(value)])),
  rename,
  repeat,
  (place, value, mutation) => {
    const { dice } = mutation;
    if (isObject(value)) addMember(value, dice.pick(nastyNames), anything(dice));
    else repeat(place, value, mutation);
  },
  (place, _, { dice, root }) => {
    const other = read(dice.pick(places(root)));
    // A secret that was copied elsewhere would look like one that the gateway shows.
    if (!JSON.stringify(other).includes(credentials.givenKey)) write(place, structuredClone(other));
  },
];

const isObject = (value: Json): value is JsonObject =>
  value !== null && typeof value === "object" && !Array.isArray(value);

const read = ({ within, at }: Place): Json => (within as JsonObject)[at] ?? null;
const write = ({ within, at }: Place, value: Json): void => {
  (within as JsonObject)[at] = value;
};

function drop({ within, at }: Place): void {
  if (Array.isArray(within)) within.splice(Number(at), 1);
  else delete within[at];
}

/** Of the same kind, but nothing that one would expect. */
function nastier(dice: Dice, value: Json): Json {
  if (typeof value === "number") return verbatim(dice.pick(nastyNumbers));
  if (typeof value !== "string") return dice.pick(nastyValues);
  if (uuid.test(value)) return dice.pick(nastyIds);
  const text = dice.pick(nastyTexts);
  return dice.pick([text, value + text, text + value, value.toUpperCase(), value.repeat(100)]);
}

const anything = (dice: Dice): Json =>
  dice.pick([dice.pick(nastyTexts), dice.pick(nastyValues), verbatim(dice.pick(nastyNumbers))]);

function addMember(value: JsonObject, name: string, added: Json): void {
  // `value[name]` could set the prototype instead of a member of this name.
  Object.defineProperty(value, name, {
    value: added,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function rename(place: Place, value: Json, mutation: Mutation): void {
  const { within } = place;
  if (Array.isArray(within)) {
    repeat(place, value, mutation);
    return;
  }
  const { dice } = mutation;
  const name = String(place.at);
  drop(place);
  const changed = dice.pick([name.toUpperCase(), ` ${name}`, `${name}s`, dice.pick(nastyNames)]);
  addMember(within, changed, value);
}

/** The same member twice with another value, or the same item many times. */
function repeat({ within, at }: Place, value: Json, { dice, maxItems }: Mutation): void {
  if (!Array.isArray(within)) {
    addMember(within, `${at}${again}`, dice.pick([anything(dice), value]));
    return;
  }
  const chars = JSON.stringify(value).length;
  const fits = (items: number) => items <= maxItems && items * chars < enoughChars;
  const items = dice.pick(manyItems.filter((count) => count === 2 || fits(count)));
  within.splice(Number(at), 0, ...Array.from({ length: items }, () => value));
}

/** Every place in the value; the outermost first. */
function places(root: JsonObject): Place[] {
  const found: Place[] = [];
  const visit = (within: JsonObject | Json[]): void => {
    const names = Array.isArray(within) ? within.keys() : Object.keys(within);
    for (const at of names) {
      if (found.length >= 400) return;
      found.push({ within, at });
      const value = read({ within, at });
      if (value !== null && typeof value === "object") visit(value);
    }
  };
  visit(root);
  return found;
}
