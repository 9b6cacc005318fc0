// The leads of a bench, by number: everything that is measured has the same.
import type { Person } from "../../test/chaos/customer.ts";

/** A lead whose id begins with evenly spread bits, so that leads spread over objects. */
export function personOf(n: number): Person {
  // Multiplied by an odd number, all 32 bits differ from lead to lead.
  const spread = Math.imul(n + 1, 0x9e37_79b1) >>> 0;
  return {
    id: `${spread.toString(16).padStart(8, "0")}-0000-4000-8000-${n.toString(16).padStart(12, "0")}`,
    phone: `+1202${5_550_000 + n}`,
    email: `person${n}@example.com`,
  };
}

export const peopleOf = (count: number): Person[] =>
  Array.from({ length: count }, (_, n) => personOf(n));
