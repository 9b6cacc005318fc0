// The leads of a bench, by number: everything that is measured has the same.
import type { Person } from "../../test/chaos/customer.ts";
import type { Request } from "../load.ts";
import type { Send } from "../requests.ts";

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

/** @param from the number of the first */
export const peopleOf = (count: number, from = 0): Person[] =>
  Array.from({ length: count }, (_, n) => personOf(from + n));

/** The nth request goes to the nth person, over and over. */
export function each(people: readonly Person[], send: Send): (n: number) => Request {
  return (n) => {
    const person = people[n % people.length];
    if (!person) throw new Error("there is nobody to send to");
    return send(person);
  };
}
