// What comes in: the receivers' verbs, the regular runs, and what the simulator may ask of the gateway.
import { env } from "cloudflare:workers";
import { credential } from "./dialects/public/credential.ts";
import { systemClock as clock } from "./lib/clock.ts";
import { consoleLog as log } from "./lib/log.ts";
import { hookPath } from "./model/account.ts";
import type { ProviderName } from "./model/channel.ts";
import { GatewayError } from "./model/errors.ts";
import type { LeadRef } from "./model/lead.ts";
import { hashOfMessageId, leadObjectName, messageOfCorrelation } from "./model/message-id.ts";
import { providerOf } from "./providers/index.ts";
import type { ReceiverDeps } from "./receivers/routes.ts";
import { authenticate } from "./send/authenticate.ts";
import { readSettings } from "./settings.ts";
import { recordAccountEvent } from "./store/account-health.ts";
import { findAccountBySetting, getAccountByHook, listAccounts } from "./store/accounts.ts";
import { keepInJournal } from "./store/journal.ts";
import { loadProfile } from "./store/leads.ts";
import { leadsWhoWrote } from "./store/messages.ts";
import { recordConsent } from "./store/opt-outs.ts";
import { changeAddress, leadsOf, leadsOrStranger } from "./store/people.ts";
import { purge } from "./store/purge.ts";
import { suppressAddress } from "./store/suppressions.ts";
import { sweep } from "./store/sweep.ts";
import { applyTemplateUpdate } from "./store/templates.ts";
import { getWorkspace } from "./store/workspaces.ts";
import {
  bucket,
  caches,
  db,
  edge,
  lead,
  openAccount,
  people,
  remembered,
  secrets,
} from "./wiring.ts";

const { leadObjects } = readSettings(env);

export const receivers: ReceiverDeps = {
  clock,
  log,
  receiverOf: (account) => providerOf(account).receiver,
  siblingsOf: async ({ id, workspaceId, provider }) =>
    (await listAccounts(db, workspaceId)).filter(
      (one) => one.active && one.provider === provider && one.id !== id,
    ),
  open: openAccount,
  lead,
  accountOfHook: async (hookId) => {
    const account = await remembered(caches.hooks, hookId, () => getAccountByHook(db, hookId));
    const opened = account?.active ? await openAccount(account) : null;
    return account && opened && { account, opened };
  },
  messageOf: async (id) => messageOfCorrelation((await secrets()).correlation, id),
  leadOf: edge.leadOf,
  addressesOf: async (ref) => {
    const profile = await loadProfile(db, ref);
    return [profile?.phone ?? null, profile?.whatsappUserId ?? null].filter((one) => one !== null);
  },
  leadsBehind: (workspaceId, person) => leadsOf(db, workspaceId, person),
  leadsOrStranger: (workspaceId, person, as) =>
    leadsOrStranger(db, workspaceId, { ...person, ...as }, clock()),
  changeAddress: async (workspaceId, before, after) => {
    const moved = await changeAddress(db, workspaceId, before, after, clock());
    await profilesChanged(moved);
  },
  suppress: async (workspaceId, email, reason) => {
    const owners = await suppressAddress(db, workspaceId, "email", email, reason, clock());
    await profilesChanged(owners.map((leadId) => ({ workspaceId, leadId })));
  },
  changeTemplate: async (account, update) => {
    const known = await applyTemplateUpdate(db, account, update);
    caches.templates.clear();
    return known;
  },
  changeConsent: async ({ workspaceId, channel }, values, { optedOut, reason, at }) => {
    const consent = { channel, values, scope: optedOut, reason, saidAt: Math.min(at, clock()) };
    const owners = await recordConsent(db, workspaceId, consent);
    await profilesChanged(owners.map((leadId) => ({ workspaceId, leadId })));
  },
  recordAccountEvent: (account, { event, at, details }) =>
    recordAccountEvent(db, account.id, event, at, details),
  keep: (account, reason, body) => {
    const { workspaceId, id: accountId, provider } = account;
    return keepInJournal(db, { workspaceId, accountId, provider, reason, body }, clock());
  },
};

async function profilesChanged(refs: LeadRef[]): Promise<void> {
  for (const ref of refs) await people.profileChanged(ref);
}

/** Wakes the objects of messages that nothing happened to. Every few minutes. */
export async function sweepForgotten(): Promise<void> {
  const swept = await sweep(
    {
      db,
      log,
      objectOf: (messageId) => {
        const hash = hashOfMessageId(messageId);
        return hash && leadObjectName(hash, leadObjects);
      },
      wake: (object) => env.LEAD.getByName(object).wake(),
    },
    clock(),
  );
  if (swept.messages > 0) log.warn("swept", { count: swept.messages });
}

/** Deletes what is older than its retention. Once a day. */
export async function purgeOld(): Promise<void> {
  const purgeLead = async (ref: LeadRef, before: number) =>
    (await lead(ref)).port.purge(ref, before);
  const purged = await purge({ db, log, bucket, purgeLead }, clock());
  const count = purged.messages + purged.journal;
  if (purged.complete) log.info("purged", { count });
  else log.warn("purge_goes_on_tomorrow", { count });
}

/** What the simulator may ask of the gateway. */
export const simulated = {
  authenticate: async (request: Request) => {
    const key = await authenticate(edge, "public", credential(request.headers)).catch(nobody);
    return key?.environment === "test" ? key : null;
  },
  isTestWorkspace: async (id: string) => (await getWorkspace(db, id))?.environment === "test",
  simulator: (workspaceId: string) => env.SIMULATOR.getByName(workspaceId),
  subscription: async (workspaceId: string, provider: ProviderName, sender: string) => {
    const account = await findAccountBySetting(
      db,
      workspaceId,
      provider,
      senderSettings[provider],
      sender,
    );
    const credentials = account && (await openAccount(account))?.credentials;
    if (!account || !credentials) return null;
    const { secrets: names, user } = providerOf(account).receiver.signedWith;
    const secret = names.map((name) => credentials[name]).find((one) => one !== undefined);
    if (typeof secret !== "string") return null;
    const signs = user ? `${credentials[user]}:${secret}` : secret;
    return { hookPath: hookPath(account), secret: signs };
  },
  hookPaths: async (workspaceId: string, provider: ProviderName) =>
    (await listAccounts(db, workspaceId))
      .filter((account) => account.active && account.provider === provider)
      .map(hookPath),
  clockJumped: async (workspaceId: string, seconds: number) => {
    for (const leadId of await leadsWhoWrote(db, workspaceId)) {
      const ref = { workspaceId, leadId };
      await (await lead(ref)).port.passTime(ref, seconds * 1000);
    }
  },
};

/** By which settings a provider knows an account. */
const senderSettings: Record<ProviderName, string[]> = {
  meta: ["phone_number_id", "waba_id", "page_id", "instagram_id"],
  email: ["from"],
  retell: ["from_number"],
  twilio: ["from", "messaging_service_sid"],
  telegram: ["bot_id"],
  sendgrid: ["from"],
  postmark: ["from"],
  mailgun: ["from"],
};

/** A refused credential is nobody's; anything else is still an error. */
function nobody(error: unknown): null {
  if (error instanceof GatewayError && /^key_/.test(error.failure.code)) return null;
  throw error;
}
