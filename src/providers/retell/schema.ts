import { z } from "zod";
import type { OpenAccount } from "../../model/account.ts";
import { everyAccount, openAccount, secretSchema } from "../open-account.ts";

export const settingsSchema = z.strictObject({
  from_number: z.string().regex(/^\+[1-9]\d{6,14}$/, "must be a phone number in E.164"),
  /** Without it the agent that is bound to the number speaks. */
  agent_id: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, "must be the agent's id")
    .exactOptional(),
  agent_version: z.int().min(0).exactOptional(),
  /** `override` works only for agents on a Retell LLM; `variable` for every agent whose opening names the variable. */
  greeting_mode: z.enum(["variable", "override"]).default("variable"),
  greeting_variable: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, "must be the name of a dynamic variable")
    .default("begin_message"),
  ...everyAccount("https://api.retellai.com"),
});
export type RetellSettings = z.infer<typeof settingsSchema>;

export const credentialsSchema = z.strictObject({
  api_key: secretSchema,
  /** Retell signs its webhooks with the key that bears the webhook badge: needed here when that is another one. */
  webhook_key: secretSchema.exactOptional(),
});
export type RetellCredentials = z.infer<typeof credentialsSchema>;

export const open = (account: OpenAccount) =>
  openAccount("retell", { settings: settingsSchema, credentials: credentialsSchema }, account);

export const acceptedSchema = z.object({
  call_id: z.string().min(1).max(512),
  call_status: z.string().min(1).max(64).optional().catch(undefined),
});

const word = z.string().optional().catch(undefined);
export const errorSchema = z.object({ status: word, message: word });

export const agentSchema = z.looseObject({
  response_engine: z.object({ type: word }).optional().catch(undefined),
});
export const concurrencySchema = z.looseObject({ concurrency_limit: z.number() });
export const listedCallsSchema = z.object({ items: z.array(z.unknown()) });
