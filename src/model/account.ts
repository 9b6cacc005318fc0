import { z } from "zod";
import type { JsonObject } from "../lib/json.ts";
import { channelSchema, providerNameSchema } from "./channel.ts";

export const environments = ["live", "test"] as const;
export const environmentSchema = z.enum(environments);
/** `test` sends through the same code, to the simulator. */
export type Environment = z.infer<typeof environmentSchema>;

/**
 * A workspace's credential and sender at a provider, as the store keeps it. `settings` is shown to
 * operators; `sealed` is the AES-GCM sealed JSON of the credentials and never leaves the gateway.
 * Each provider parses both with its own schema.
 */
export const accountSchema = z.object({
  id: z.string(),
  workspaceId: z.string(),
  environment: environmentSchema,
  provider: providerNameSchema,
  channel: channelSchema,
  name: z.string(),
  active: z.boolean(),
  settings: z.record(z.string(), z.unknown()),
  sealed: z.string(),
  /** The unguessable part of this account's receiver URL: `/hooks/{provider}/{hookId}`. */
  hookId: z.string(),
});
export type Account = z.infer<typeof accountSchema>;

/** What the provider reported about the account itself: its number, its limits, its standing. */
export interface AccountHealth {
  /** The provider's last word on the number's quality. */
  quality: string | null;
  /** What the provider forbids the account at the moment, in its own words. */
  restrictions: JsonObject[];
  /** The last reports, oldest first. `at` is the event's own time, epoch milliseconds. */
  events: { event: string; at: number; details: JsonObject }[];
}

/** Where its provider's reports arrive: a path of the gateway. */
export const hookPath = ({ provider, hookId }: Pick<Account, "provider" | "hookId">): string =>
  `/hooks/${provider}/${hookId}`;

/** An account with its credentials opened: held only while one provider call is made. */
export interface OpenAccount {
  settings: Record<string, unknown>;
  credentials: Record<string, unknown>;
}

/** What a sealed credential is bound to: it opens for this row of this workspace only. */
export const sealContext = (workspaceId: string, accountId: string): string =>
  `account|${workspaceId}|${accountId}`;
