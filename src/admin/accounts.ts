import { type Context, Hono } from "hono";
import { z } from "zod";
import { isoTime } from "../lib/clock.ts";
import type { JsonObject } from "../lib/json.ts";
import { uuidSchema } from "../lib/uuid.ts";
import { type AccountHealth, hookPath, type OpenAccount } from "../model/account.ts";
import {
  type Channel,
  channelSchema,
  channels,
  type ProviderName,
  providerNameSchema,
} from "../model/channel.ts";
import { GatewayError, parseOrRefuse } from "../model/errors.ts";
import type { AccountCheck, Inspection, Provider } from "../providers/provider.ts";
import {
  type AccountRecord,
  createAccount,
  getAccount,
  listAccounts,
  unsealAccount,
  updateAccount,
} from "../store/accounts.ts";
import { listTemplates, syncTemplates } from "../store/templates.ts";
import { nameSchema, pathId, readBody, refuseUnknown } from "./body.ts";
import type { AdminDeps, AdminEnv } from "./deps.ts";

const unchecked = z.record(z.string(), z.unknown());

const newAccountSchema = z.strictObject({
  id: uuidSchema.optional(),
  name: nameSchema,
  provider: providerNameSchema,
  channel: channelSchema,
  is_default: z.boolean().optional(),
  settings: unchecked.default({}),
  credentials: unchecked,
});

const accountChangeSchema = z.strictObject({
  name: nameSchema.optional(),
  active: z.boolean().optional(),
  is_default: z.boolean().optional(),
  /** Merged with what is stored; null takes a setting away. */
  settings: unchecked.optional(),
  /** Replaces what is stored. */
  credentials: unchecked.optional(),
});

export function accountRoutes(deps: AdminDeps): Hono<AdminEnv> {
  const { db, clock } = deps;
  const app = new Hono<AdminEnv>();
  const vault = async () => ({ db, sealKey: (await deps.secrets()).seal });

  async function accountOf(c: Context<AdminEnv>): Promise<AccountRecord> {
    const found = await getAccount(db, c.get("workspace").id, pathId(c, "account"));
    return found ?? refuseUnknown("account");
  }

  async function open(account: AccountRecord): Promise<OpenAccount | null> {
    return unsealAccount((await deps.secrets()).seal, account);
  }

  function findOrRefuse(name: ProviderName, channel: Channel): Provider {
    const found = deps.findProvider(name, channel);
    if (found) return found;
    const carried = channels.filter((one) => deps.findProvider(name, one));
    throw new GatewayError("field_invalid", {
      message: `channel: ${name} carries ${carried.join(", ")}`,
      details: { field: "channel" },
    });
  }

  /** It was found when the account was saved. */
  const providerOf = ({ provider, channel }: AccountRecord) => findOrRefuse(provider, channel);

  app.post("/", async (c) => {
    const body = await readBody(c, newAccountSchema);
    const workspace = c.get("workspace");
    const { is_default: isDefault, ...rest } = body;
    const provider = findOrRefuse(body.provider, body.channel);
    const account = await createAccount(
      await vault(),
      workspace,
      {
        ...rest,
        isDefault,
        settings: checkSettings(provider, body.settings),
        credentials: checkCredentials(provider, body.credentials),
      },
      clock(),
    );
    deps.configurationChanged(workspace.id);
    return c.json({ success: true, account: accountView(account, clock()) }, 201);
  });

  app.get("/", async (c) => {
    const found = await listAccounts(db, c.get("workspace").id);
    const views = found.map((account) => accountView(account, clock()));
    return c.json({ success: true, accounts: views });
  });

  app.get("/:account", async (c) =>
    c.json({ success: true, account: accountView(await accountOf(c), clock()) }),
  );

  app.patch("/:account", async (c) => {
    const account = await accountOf(c);
    const { settings, credentials, is_default, ...rest } = await readBody(c, accountChangeSchema);
    const provider = providerOf(account);
    const change = {
      ...rest,
      isDefault: is_default,
      settings: settings && checkSettings(provider, merge(account.settings, settings)),
      credentials: credentials && checkCredentials(provider, credentials),
    };
    const changed = await updateAccount(await vault(), account, change, clock());
    deps.configurationChanged(account.workspaceId);
    if (credentials || rest.active) await deps.credentialsChanged(account.id);
    return c.json({ success: true, account: accountView(changed, clock()) });
  });

  app.post("/:account/check", async (c) => {
    const account = await accountOf(c);
    const opened = await open(account);
    const check: AccountCheck = opened
      ? await providerOf(account).check(opened, deps.transportFor(account))
      : { ok: false, facts: {}, problem: sealBroken };
    return c.json({ success: true, check, health: healthView(account.health, clock()) });
  });

  app.post("/:account/inspect", async (c) => {
    const account = await accountOf(c);
    const opened = await open(account);
    const inspection = opened
      ? await providerOf(account).inspect?.(opened, deps.transportFor(account))
      : undefined;
    return c.json({
      success: true,
      inspection: inspection ? inspectionView(inspection, hookPath(account)) : null,
    });
  });

  app.post("/:account/templates/sync", async (c) => {
    const account = await accountOf(c);
    const provider = providerOf(account);
    if (!provider.listTemplates) {
      throw new GatewayError("field_invalid", {
        message: "account: only a WhatsApp account has templates",
        details: { field: "account" },
      });
    }
    const opened = await open(account);
    if (!opened) throw new GatewayError("credentials_refused", { message: sealBroken });
    const listed = await provider.listTemplates(opened, deps.transportFor(account));
    if (!listed.ok) {
      throw new GatewayError("provider_refused", {
        message: listed.error.message ?? "The provider did not list the templates.",
        provider: listed.error,
      });
    }
    const counts = await syncTemplates(db, account, listed.value, clock());
    deps.configurationChanged(account.workspaceId);
    return c.json({ success: true, ...counts });
  });

  app.get("/:account/templates", async (c) => {
    const account = await accountOf(c);
    const found = await listTemplates(db, account.workspaceId, { accountId: account.id });
    const templates = found.map(
      ({ id, name, language, category, status, components, ...rest }) => ({
        id,
        name,
        language,
        category,
        status,
        quality: rest.quality,
        rejected_reason: status === "REJECTED" ? rest.rejectedReason : null,
        components,
      }),
    );
    return c.json({ success: true, templates });
  });

  return app;
}

const sealBroken =
  "The stored credentials do not open with this installation's MASTER_SECRET. Enter them again.";

const checkSettings = (provider: Provider, settings: Record<string, unknown>) =>
  parseOrRefuse(z.object({ settings: provider.settingsSchema }), { settings }).settings;

const checkCredentials = (provider: Provider, credentials: Record<string, unknown>) =>
  parseOrRefuse(z.object({ credentials: provider.credentialsSchema }), { credentials }).credentials;

function merge(
  stored: Record<string, unknown>,
  change: Record<string, unknown>,
): Record<string, unknown> {
  const merged = Object.entries({ ...stored, ...change });
  return Object.fromEntries(merged.filter(([, value]) => value !== null));
}

/** What the provider reported; a restriction that ran out is none. Meta writes `expiration` in Unix seconds. */
function healthView(health: AccountHealth | null, now: number) {
  if (!health) return null;
  const inForce = ({ expiration }: JsonObject) =>
    typeof expiration !== "number" || expiration * 1000 > now;
  return {
    quality: health.quality,
    restrictions: health.restrictions.filter(inForce),
    events: health.events.map(({ event, at, details }) => ({ event, at: isoTime(at), details })),
  };
}

/** Of an address only its origin: its path may be somebody else's secret. */
function inspectionView({ addresses, ...rest }: Inspection, path: string) {
  const views = addresses?.map((address) => {
    const url = URL.parse(address);
    return { origin: url?.origin ?? null, ours: url?.pathname === path };
  });
  return { addresses: views ?? null, ...rest };
}

function accountView(account: AccountRecord, now: number) {
  return {
    id: account.id,
    name: account.name,
    provider: account.provider,
    channel: account.channel,
    active: account.active,
    is_default: account.isDefault,
    settings: account.settings,
    hook_path: hookPath(account),
    health: healthView(account.health, now),
    created_at: isoTime(account.createdAt),
    updated_at: isoTime(account.updatedAt),
  };
}
