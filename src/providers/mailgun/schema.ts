import { z } from "zod";
import type { OpenAccount } from "../../model/account.ts";
import { mailSettings } from "../mail-settings.ts";
import { everyAccount, openAccount, secretSchema } from "../open-account.ts";

/** Stands in the path of every request. */
const domainSchema = z
  .string()
  .max(253)
  .regex(/^[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+$/, "must be a domain such as mg.example.com")
  .transform((domain) => domain.toLowerCase());

export const settingsSchema = z.strictObject({
  ...mailSettings,
  domain: domainSchema,
  /** Mailgun: https://api.eu.mailgun.net for domains in the EU. */
  ...everyAccount("https://api.mailgun.net"),
});

export const credentialsSchema = z.strictObject({
  api_key: secretSchema,
  /** Signs what Mailgun reports to us; without it nothing from Mailgun is believed. */
  webhook_signing_key: secretSchema.exactOptional(),
  /** Also believed while a key is being replaced. */
  previous_webhook_signing_key: secretSchema.exactOptional(),
});
export type MailgunCredentials = z.infer<typeof credentialsSchema>;

export const open = (account: OpenAccount) =>
  openAccount("mailgun", { settings: settingsSchema, credentials: credentialsSchema }, account);

/** Mailgun answers a wrong path with 200 and a greeting: only an id says that an e-mail was taken. */
export const acceptedSchema = z.object({
  id: z
    .string()
    .max(512)
    .transform(bareId)
    .refine((id) => id !== ""),
});

/** Mailgun writes its ids with angle brackets in answers and without them in events. */
export function bareId(id: string): string {
  return id.replace(/^<|>$/g, "");
}

export const errorSchema = z.object({ message: z.string().optional().catch(undefined) });

export const domainAnswerSchema = z.object({
  domain: z.object({ name: z.string(), state: z.string() }),
});
