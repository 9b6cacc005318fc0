// Channels over HTTP: the workspace's accounts. A new one shares the credentials of one that is there, under
// another sender; what was never entered cannot be made here.
import { Hono } from "hono";
import type { Clock } from "../../lib/clock.ts";
import { GatewayError } from "../../model/errors.ts";
import { type AccountRecord, getAccount, listAccounts } from "../../store/accounts.ts";
import type { Database } from "../../store/db.ts";
import type { ChannelVerbs } from "../channel-verbs.ts";
import { type EdgeEnv, requireScope } from "../context.ts";
import {
  autoCreateSchema,
  type ChannelQuery,
  channelQuerySchema,
  newChannelSchema,
} from "./channel-schema.ts";
import { channelTypes, channelView, optionView, senderOf, statusOf } from "./channel-view.ts";
import { parseQuery, parseWire } from "./problems.ts";
import { readJsonOrRefuse } from "./read-json.ts";

export interface ChannelDeps extends ChannelVerbs {
  db: Database;
  clock: Clock;
}

export function channelRoutes(deps: ChannelDeps): Hono<EdgeEnv> {
  const { db } = deps;
  const app = new Hono<EdgeEnv>();

  app.get("/", requireScope("templates.read"), async (c) => {
    const query = parseQuery(channelQuerySchema, c.req.query());
    const accounts = await listAccounts(db, c.get("key").workspaceId);
    const found = accounts.filter((account) => fits(account, query));
    if (query.for_options) return c.json({ options: found.map(optionView) });
    const { page, page_size } = query;
    const start = (page - 1) * page_size;
    return c.json({
      channels: found.slice(start, start + page_size).map(channelView),
      total: found.length,
      page,
      page_size,
      total_pages: Math.ceil(found.length / page_size),
    });
  });

  app.post("/", requireScope("admin"), async (c) => {
    const wire = parseWire(newChannelSchema, await readJsonOrRefuse(c.req.raw), ["body"]);
    const { workspaceId } = c.get("key");
    const source = await getAccount(db, workspaceId, wire.integration_id);
    if (source?.channel !== wire.channel_type) throw new GatewayError("resource_not_found");
    const sender =
      wire.channel_type === "email" ? wire.send_from_email : wire.send_from_phone_number;
    const { name, is_default } = wire;
    const account = await deps.addSender(source, { name, sender, isDefault: is_default ?? false });
    return c.json(channelView(account), 201);
  });

  app.post("/auto-create-for-email", requireScope("admin"), async (c) => {
    const { email } = parseWire(autoCreateSchema, await readJsonOrRefuse(c.req.raw), ["body"]);
    const accounts = await listAccounts(db, c.get("key").workspaceId);
    const senders = accounts.filter(({ channel, active }) => channel === "email" && active);
    const same = senders.find(
      (account) => senderOf(account)?.toLowerCase() === email.toLowerCase(),
    );
    if (same) return c.json(channelView(same));
    // Whoever sends for the domain already has shown that it is theirs.
    const source = senders.find((account) => domainOf(senderOf(account) ?? "") === domainOf(email));
    if (!source) return c.json(domainNotVerified, 400);
    const account = await deps.addSender(source, { name: email, sender: email, isDefault: false });
    return c.json(channelView(account), 201);
  });

  return app;
}

const domainNotVerified = {
  error_code: "DOMAIN_NOT_VERIFIED",
  detail: "No verified domain found for this email",
};

const domainOf = (email: string): string => email.slice(email.lastIndexOf("@") + 1).toLowerCase();

function fits(account: AccountRecord, { channel_type, status, search }: ChannelQuery): boolean {
  const wanted = search?.trim().toLowerCase() ?? "";
  const texts = [account.name, senderOf(account) ?? ""].map((text) => text.toLowerCase());
  return (
    (channel_type === undefined || channelTypes[account.channel] === channel_type) &&
    (status === undefined || statusOf(account) === status) &&
    texts.some((text) => text.includes(wanted))
  );
}
