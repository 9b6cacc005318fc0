// Damage to the bytes of a body.
import { gzipSync } from "node:zlib";
import type { Dice } from "../simulation/dice.ts";
import { nastyTexts } from "./nasty-values.ts";

type BytesChange = (dice: Dice, body: Buffer) => Buffer;

const somewhere = (dice: Dice, body: Buffer): number => dice.between(0, body.length);

const bytesChanges: readonly BytesChange[] = [
  (dice, body) => body.subarray(0, somewhere(dice, body)),
  (dice, body) => body.subarray(somewhere(dice, body)),
  (dice, body) => {
    const changed = Buffer.from(body);
    for (let i = dice.between(1, 8); i > 0 && changed.length > 0; i--) {
      const at = dice.between(0, changed.length - 1);
      changed[at] = (changed[at] ?? 0) ^ (1 << dice.between(0, 7));
    }
    return changed;
  },
  (dice, body) => {
    const at = somewhere(dice, body);
    const noise = Buffer.from(
      Array.from({ length: dice.between(1, 20) }, () => dice.between(0, 255)),
    );
    return Buffer.concat([body.subarray(0, at), noise, body.subarray(at)]);
  },
  (dice, body) => {
    const [from, to] = [somewhere(dice, body), somewhere(dice, body)];
    return Buffer.concat([body.subarray(0, from), body.subarray(to)]);
  },
  (dice, body) => {
    const mark = dice.pick(["\ufeff", "\0", " ".repeat(70_000), "// x\n", "<?xml?>"]);
    return Buffer.concat([Buffer.from(mark), body]);
  },
  (dice, body) => {
    const end = dice.pick(["\0", "}", "]", "{}", ",", " ".repeat(70_000), "\x1a"]);
    return Buffer.concat([body, Buffer.from(end)]);
  },
  (_, body) => Buffer.from(body.toString(), "utf16le"),
  (_, body) => Buffer.from(body.toString(), "latin1"),
  (_, body) => gzipSync(body),
  (_, body) => Buffer.concat([body, body]),
  (dice) => Buffer.from(dice.pick(nastyTexts)),
  (dice) => Buffer.from(dice.pick(["[".repeat(100_000), "{", '"', "[", '{"a":1,}', "'"])),
  (dice) => Buffer.alloc(dice.pick([0, 1, 65_537, 1_048_577]), dice.pick(["x", "[", " ", "\0"])),
];

export const mutateBytes = (dice: Dice, body: Buffer): Buffer =>
  dice.pick(bytesChanges)(dice, body);
