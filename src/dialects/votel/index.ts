import type { Jobs } from "../../bulk/port.ts";
import type { SendDeps } from "../../send/deps.ts";
import type { Database } from "../../store/db.ts";
import { loadProfile } from "../../store/leads.ts";
import { getWorkspace } from "../../store/workspaces.ts";
import type { Dialect } from "../dialect.ts";
import type { Resources } from "../mount.ts";
import { agentRoutes } from "./agents.ts";
import { type BulkDeps, sendBulk } from "./bulk.ts";
import { type ChannelDeps, channelRoutes } from "./channels.ts";
import { credential } from "./credential.ts";
import { decodeMessage, type MessageDeps } from "./decode.ts";
import { encodeError, encodeReceipt } from "./encode.ts";
import { type LeadDeps, leadRoutes } from "./leads.ts";
import { readJson } from "./read-json.ts";

/** 100,000 ids of leads, and a long e-mail beside them. */
const maxBytes = 5 * 1024 * 1024;

/** Votel's API: single messages and bulk in one endpoint, errors as FastAPI writes them. */
export const votelDialect = (deps: MessageDeps & BulkDeps): Dialect => ({
  name: "votel",
  basePath: "/api",
  prefixes: ["/messaging/*", "/channels", "/channels/*", "/leads", "/agents"],
  credential,
  sends: [
    {
      path: "/messaging/send",
      maxBytes,
      read: readJson,
      instead: (body, context, idempotencyKey) => sendBulk(deps, body, context, idempotencyKey),
      decode: (body, context) => decodeMessage(deps, body, context),
    },
  ],
  encode: encodeReceipt,
  encodeError,
});

const votelResources =
  (deps: ChannelDeps & LeadDeps): Resources =>
  (app) => {
    app.route("/channels", channelRoutes(deps));
    app.route("/leads", leadRoutes(deps));
    app.route("/agents", agentRoutes(deps));
  };

type VotelDeps = ChannelDeps &
  LeadDeps &
  Pick<SendDeps, "findAccountRoute"> & { db: Database; jobs: Jobs };

export const votel = (deps: VotelDeps) => ({
  dialect: votelDialect({
    jobs: deps.jobs,
    profileOf: (ref) => loadProfile(deps.db, ref),
    countryOf: async (workspaceId) =>
      (await getWorkspace(deps.db, workspaceId))?.defaultCountry ?? null,
    channelOf: async (workspaceId, accountId) => {
      const route = await deps.findAccountRoute(workspaceId, accountId);
      const [account] = Object.values(route?.accounts ?? {});
      return account?.channel ?? null;
    },
  }),
  resources: votelResources(deps),
});
