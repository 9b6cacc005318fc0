import { env } from "cloudflare:workers";
import { systemClock as clock } from "./lib/clock.ts";
import { createReadiness } from "./readiness.ts";
import { probeDatabase } from "./store/probe.ts";
import { db, lead, nobody, ready } from "./wiring.ts";

/** What `/readyz` tells. */
export const readyForRequests = createReadiness({
  clock,
  parts: {
    installation: ready,
    d1: () => probeDatabase(db),
    kv: () => env.KEYS.get("probe:ready"),
    objects: async () => (await lead(nobody)).port.message(nobody.workspaceId, nobody.leadId),
  },
});
