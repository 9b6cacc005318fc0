// KV that is gone, or that answers what it answered within the last minute: absence, too.
import { moveClock } from "./clock.ts";
import { faults } from "./faults.ts";

const staleMs = 60_000;
const answered = new Map<string, { value: string | null; until: number }>();

function orDown(): void {
  if (faults().kv.down) throw new Error("KV GET failed: 500 Internal Server Error");
}

/** What the gateway uses of KV. */
export function kvDouble(kv: KVNamespace): Pick<KVNamespace, "get" | "put" | "delete"> {
  const get = async (name: string): Promise<string | null> => {
    orDown();
    const kept = faults().kv.stale ? answered.get(name) : undefined;
    if (kept && kept.until > Date.now()) return kept.value;
    const value = await kv.get(name);
    moveClock();
    answered.set(name, { value, until: Date.now() + staleMs });
    return value;
  };
  return {
    get: get as KVNamespace["get"],
    put: async (...given) => {
      orDown();
      await kv.put(...given);
    },
    delete: async (name) => {
      orDown();
      await kv.delete(name);
    },
  };
}
