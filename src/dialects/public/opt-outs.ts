// What a lead does not want any more, by channel. It is kept by address: whoever has the address is meant.
import { type Context, Hono } from "hono";
import { z } from "zod";
import { readJson } from "../../lib/body.ts";
import { isoTime } from "../../lib/clock.ts";
import { phoneVariants } from "../../model/address.ts";
import { type Channel, channelSchema } from "../../model/channel.ts";
import { singleLine } from "../../model/content.ts";
import { GatewayError, parseOrRefuse } from "../../model/errors.ts";
import type { LeadProfile, LeadRef } from "../../model/lead.ts";
import { channelAddress } from "../../model/policy.ts";
import { loadProfile } from "../../store/leads.ts";
import { listOptOuts, type OptOutRecord, recordConsent } from "../../store/opt-outs.ts";
import { type EdgeEnv, requireScope } from "../context.ts";
import { leadOfPath } from "../lead-path.ts";
import type { PeopleDeps } from "./leads.ts";

const maxBytes = 4096;

export const optOutSchema = z.object({
  /** `all` ends every message on the channel, `marketing` those alone. */
  scope: z.enum(["all", "marketing"]).default("all"),
  reason: singleLine(200).default("told us"),
});

export const optOutPathSchema = z.object({ channel: channelSchema });

export function optOutRoutes(deps: PeopleDeps): Hono<EdgeEnv> {
  const app = new Hono<EdgeEnv>();
  const write = requireScope("leads.write");

  async function say(c: Context<EdgeEnv>, scope: OptOutRecord["scope"], reason: string) {
    const ref = leadOfPath(c);
    const channel = parseOrRefuse(optOutPathSchema, c.req.param()).channel;
    const profile = await profileOf(deps, ref);
    const values = addressesOn(profile, channel);
    if (values.length === 0) throw new GatewayError("address_missing", { details: { channel } });
    const consent = { channel, values, scope, reason, saidAt: deps.clock() };
    const owners = await recordConsent(deps.db, ref.workspaceId, consent);
    for (const leadId of new Set([ref.leadId, ...owners])) {
      await deps.profileChanged({ workspaceId: ref.workspaceId, leadId });
    }
    return c.json({ success: true, opt_outs: await optOutsOf(deps, profile, ref) });
  }

  app.get("/:id/opt-outs", requireScope("leads.read"), async (c) => {
    const ref = leadOfPath(c);
    const profile = await profileOf(deps, ref);
    return c.json({ success: true, opt_outs: await optOutsOf(deps, profile, ref) });
  });

  app.put("/:id/opt-outs/:channel", write, async (c) => {
    const body = await readJson(c.req.raw, maxBytes);
    if (!body.ok) throw new GatewayError(body.error);
    const { scope, reason } = parseOrRefuse(optOutSchema, body.value);
    return say(c, scope, reason);
  });

  app.delete("/:id/opt-outs/:channel", write, (c) => say(c, "none", "told us"));

  return app;
}

async function profileOf({ db }: PeopleDeps, ref: LeadRef): Promise<LeadProfile> {
  const profile = await loadProfile(db, ref);
  if (!profile) throw new GatewayError("lead_not_found");
  return profile;
}

/** Every spelling of the lead's address on the channel. */
function addressesOn(profile: LeadProfile, channel: Channel): string[] {
  const address = channelAddress(profile, channel);
  if (address === null) return [];
  return address.startsWith("+") ? phoneVariants(address) : [address];
}

async function optOutsOf({ db }: PeopleDeps, profile: LeadProfile, ref: LeadRef) {
  const { phone, email, whatsappUserId, psid, igsid, telegramChatId } = profile;
  const known = [email, whatsappUserId, psid, igsid, telegramChatId].filter((one) => one != null);
  const values = [...(phone === null ? [] : phoneVariants(phone)), ...known];
  const found = await listOptOuts(db, ref.workspaceId, values);
  const byChannel = new Map(found.map((record) => [record.channel, record]));
  return [...byChannel.values()].map(({ channel, scope, reason, saidAt }) => ({
    channel,
    scope,
    reason,
    said_at: isoTime(saidAt),
  }));
}
