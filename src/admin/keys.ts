import { Hono } from "hono";
import { z } from "zod";
import { isoTime } from "../lib/clock.ts";
import { uuidSchema } from "../lib/uuid.ts";
import type { Environment } from "../model/account.ts";
import { GatewayError } from "../model/errors.ts";
import {
  abilities,
  type DialectName,
  dialectNames,
  isKeyOf,
  keyEnvironment,
  type Scope,
  scopes,
  scopesOf,
  usualRateLimit,
} from "../model/key.ts";
import { createKey, type KeyRecord, listKeys, revokeKey } from "../store/keys.ts";
import { nameSchema, pathId, readBody, refuseUnknown } from "./body.ts";
import type { AdminDeps, AdminEnv } from "./deps.ts";

const everydayScopes = (dialect: DialectName): Scope[] =>
  scopesOf[dialect].filter((scope) => scope !== "admin");

const newKeySchema = z.strictObject({
  id: uuidSchema.optional(),
  name: nameSchema.default("API key"),
  dialect: z.enum(dialectNames).default("public"),
  scopes: z
    .array(z.enum([...scopes, ...abilities]))
    .min(1)
    .optional(),
  rate_limit: z.number().int().min(1).max(1_000_000).optional(),
  expires_at: z.iso.datetime({ offset: true }).nullish(),
  key: z.string().optional(),
});

export function keyRoutes(deps: AdminDeps): Hono<AdminEnv> {
  const { db, kv, keyCache: cache, clock } = deps;
  const app = new Hono<AdminEnv>();

  app.post("/", async (c) => {
    const body = await readBody(c, newKeySchema);
    const workspace = c.get("workspace");
    const { dialect, scopes: wanted = everydayScopes(dialect) } = body;
    if (body.key !== undefined) refuseForeignKey(body.key, dialect, workspace.environment);
    refuseForeignScopes(dialect, wanted);
    const { pepper } = await deps.secrets();
    const { key, text } = await createKey({ db, cache, clock, pepper }, workspace, {
      id: body.id,
      dialect,
      name: body.name,
      scopes: [...new Set(wanted)],
      rateLimit: body.rate_limit ?? usualRateLimit[dialect],
      expiresAt: body.expires_at ? expiry(body.expires_at, clock()) : null,
      text: body.key,
    });
    return c.json({ success: true, key: keyView(key), secret: text }, 201);
  });

  app.get("/", async (c) => {
    const found = await listKeys(db, c.get("workspace").id);
    return c.json({ success: true, keys: found.map(keyView) });
  });

  app.delete("/:key", async (c) => {
    const store = { db, kv, cache, clock };
    const revoked = await revokeKey(store, c.get("workspace").id, pathId(c, "key"));
    return c.json({ success: true, key: keyView(revoked ?? refuseUnknown("key")) });
  });

  return app;
}

function refuseForeignKey(text: string, dialect: DialectName, environment: Environment): void {
  const named = keyEnvironment(text);
  if (isKeyOf(dialect, text) && (named === null || named === environment)) return;
  const form: Record<DialectName, string> = {
    public: `nxr_${environment}_, 32 letters or digits`,
    whauto: "wht_, 40 letters or digits",
    votel: "sk_, 40 letters or digits",
    xobito: "apitk_, 58 letters or digits",
  };
  throw new GatewayError("field_invalid", {
    message: `key: must be ${form[dialect]}, and their checksum`,
    details: { field: "key" },
  });
}

function refuseForeignScopes(dialect: DialectName, wanted: Scope[]): void {
  const known = scopesOf[dialect];
  if (wanted.every((scope) => known.includes(scope))) return;
  throw new GatewayError("field_invalid", {
    message: `scopes: a key of ${dialect} may have ${known.join(", ")}`,
    details: { field: "scopes" },
  });
}

function expiry(text: string, now: number): number {
  const expiresAt = Date.parse(text);
  if (expiresAt > now) return expiresAt;
  throw new GatewayError("field_invalid", {
    message: "expires_at: must lie in the future",
    details: { field: "expires_at" },
  });
}

const timeOrNull = (at: number | null) => (at === null ? null : isoTime(at));

function keyView(key: KeyRecord) {
  return {
    id: key.id,
    dialect: key.dialect,
    name: key.name,
    hint: key.hint,
    scopes: key.scopes,
    rate_limit: key.rateLimit,
    created_at: isoTime(key.createdAt),
    expires_at: timeOrNull(key.expiresAt),
    revoked_at: timeOrNull(key.revokedAt),
  };
}
