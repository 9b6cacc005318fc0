// Starts the gateway as `npm start` does, and makes a customer whose accounts lead to the pretend provider.
import { z } from "zod";
import { adminClient } from "../../scripts/admin-client.ts";
import { bundleWorker } from "../../scripts/box/bundle.ts";
import { readConfiguration } from "../../scripts/box/configuration.ts";
import { type Life, type LifeOptions, startLife } from "../../scripts/box/life.ts";
import { freePort } from "../../scripts/gateway.ts";
import { type Customer, createCustomer, type Person } from "../../test/chaos/customer.ts";
import { silence } from "./floor.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export interface Leadwire {
  life: Life;
  state: string;
  /** Makes a workspace with accounts and leads. */
  customer(provider: string, leads: Person[]): Promise<BenchCustomer>;
  /** Ends it and starts it again on the same disk. */
  restart(): Promise<void>;
}

export interface BenchCustomer extends Customer {
  /** A key of each dialect. */
  keys: Record<"public" | "whauto" | "votel" | "xobito", string>;
  slug: string;
}

const adminToken = "an admin token of the bench, 32+ characters";
const secretOf = z.object({ secret: z.string() });
/** No key of a bench is to be held back. */
const rateLimit = 1_000_000;

/** @param leadObjects the setting LEAD_OBJECTS */
export async function leadwireOptions(leadObjects: string): Promise<LifeOptions> {
  const { vars, ...configuration } = await readConfiguration();
  return {
    ...configuration,
    code: await bundleWorker(),
    host: "127.0.0.1",
    port: await freePort(),
    state: temporaryFolder(),
    bindings: {
      ...vars,
      LEAD_OBJECTS: leadObjects,
      MASTER_SECRET: "a master secret of the bench, 32+ characters",
      ADMIN_TOKEN: adminToken,
    },
  };
}

/** @param leadObjects the setting LEAD_OBJECTS */
export async function startLeadwire(leadObjects: string): Promise<Leadwire> {
  const options = await leadwireOptions(leadObjects);
  const { state } = options;
  const start = () => startLife(options, silence());
  let life = await start();
  return {
    get life() {
      return life;
    },
    state,
    customer: async (provider, leads) => {
      const slug = `bench-${crypto.randomUUID().slice(0, 8)}`;
      const made = await createCustomer(
        { url: life.url, adminToken },
        { provider: { url: provider }, leads, settings: { rate_per_second: 1_000 }, slug },
      );
      const admin = adminClient(life.url, adminToken);
      const key = async (dialect: string): Promise<string> => {
        const body = { name: "bench", dialect, rate_limit: rateLimit };
        const answer = await admin.post(`/workspaces/${made.workspaceId}/keys`, body);
        return secretOf.parse(answer).secret;
      };
      const keys = {
        public: made.key,
        whauto: await key("whauto"),
        votel: await key("votel"),
        xobito: await key("xobito"),
      };
      return { ...made, keys, slug };
    },
    restart: async () => {
      await life.stop();
      life = await start();
    },
  };
}
