// Which of the platform's faults are on in this isolate. Set over HTTP by the test, and forgotten when the
// gateway is killed, like everything in memory.
import { z } from "zod";

const chanceSchema = z.number().min(0).max(1).default(0);

export const faultsSchema = z.strictObject({
  /** D1 fails: always, before a statement ran, or after it ran. */
  d1: z
    .strictObject({ down: z.boolean().default(false), before: chanceSchema, after: chanceSchema })
    .prefault({}),
  /** KV fails, or answers what it answered within the last 60 seconds, absence included. */
  kv: z
    .strictObject({ down: z.boolean().default(false), stale: z.boolean().default(false) })
    .prefault({}),
  /** A call of an object fails: refused for load, broken before it ran, or after it ran. */
  stub: z
    .strictObject({ overloaded: chanceSchema, before: chanceSchema, after: chanceSchema })
    .prefault({}),
  storage: z
    .strictObject({
      /** Another instance has taken over: this one is reset at its next write. */
      superseded: chanceSchema,
      /** Every write keeps the object busy for this long. */
      slowMs: z.number().min(0).max(1_000).default(0),
    })
    .prefault({}),
  /** The clock stands still while nothing comes in or goes out, as it does on Cloudflare. */
  frozenClock: z.boolean().default(false),
});
export type Faults = z.infer<typeof faultsSchema>;
export type FaultsInput = z.input<typeof faultsSchema>;

let current: Faults = faultsSchema.parse({});

export const faults = (): Faults => current;

export function setFaults(value: unknown): void {
  current = faultsSchema.parse(value);
}

export const happens = (chance: number): boolean => chance > 0 && Math.random() < chance;
