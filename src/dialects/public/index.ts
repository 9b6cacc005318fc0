import type { Dialect } from "../dialect.ts";
import type { Resources } from "../mount.ts";
import { credential } from "./credential.ts";
import { decodeMessage } from "./decode.ts";
import { encodeError, encodeReceipt } from "./encode.ts";
import { type JobRouteDeps, jobRoutes } from "./jobs.ts";
import { type LeadDeps, leadRoutes } from "./leads.ts";
import { type MessageDeps, messageRoutes } from "./messages.ts";
import { optOutRoutes } from "./opt-outs.ts";
import { templateRoutes } from "./templates.ts";
import { workflowRoutes } from "./workflows.ts";

/** Our own API, a superset of Nexor's. */
export const publicDialect: Dialect = {
  name: "public",
  basePath: "/api/public",
  credential,
  sends: [{ path: "/messages", maxBytes: 1024 * 1024, decode: decodeMessage }],
  encode: (receipt, { retrySafe, draft, leadId, created }) => {
    const { status, body } = encodeReceipt(receipt, retrySafe);
    // Who named the lead knows it: the answer stays what the contract says.
    const found = "to" in draft ? { lead_id: leadId, contact_created: created } : {};
    return { status, body: { ...body, ...found } };
  },
  encodeError,
};

export function publicResources(deps: MessageDeps & LeadDeps & JobRouteDeps): Resources {
  return (app) => {
    app.route("/messages", messageRoutes(deps));
    app.route("/leads", leadRoutes(deps));
    app.route("/jobs", jobRoutes(deps));
    app.route("/leads", optOutRoutes(deps));
    app.route("/templates", templateRoutes(deps));
    app.route("/workflows", workflowRoutes(deps));
  };
}
