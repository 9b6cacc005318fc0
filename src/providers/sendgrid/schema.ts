import { z } from "zod";
import { fromBase64, toHex } from "../../lib/bytes.ts";
import type { OpenAccount } from "../../model/account.ts";
import { mailSettings } from "../mail-settings.ts";
import { everyAccount, openAccount, secretSchema } from "../open-account.ts";

export const settingsSchema = z.strictObject({
  ...mailSettings,
  /** SendGrid: https://api.eu.sendgrid.com for subusers in the EU. */
  ...everyAccount("https://api.sendgrid.com"),
});

/** RFC 5480: how every uncompressed public key on P-256 begins as SubjectPublicKeyInfo; its point is 64 bytes. */
const spkiStart = "3059301306072a8648ce3d020106082a8648ce3d03010703420004";
const spkiBytes = 91;

const publicKeySchema = secretSchema.refine((text) => {
  const key = fromBase64(text);
  return key?.length === spkiBytes && toHex(key).startsWith(spkiStart);
}, "must be the webhook's verification key: a P-256 public key in base64");

export const credentialsSchema = z.strictObject({
  api_key: secretSchema,
  /** Verifies what SendGrid reports to us; without it nothing from SendGrid is believed. */
  webhook_public_key: publicKeySchema.exactOptional(),
  /** Also believed while a key is being replaced. */
  previous_webhook_public_key: publicKeySchema.exactOptional(),
});
export type SendgridCredentials = z.infer<typeof credentialsSchema>;

export const open = (account: OpenAccount) =>
  openAccount("sendgrid", { settings: settingsSchema, credentials: credentialsSchema }, account);

const word = z.string().optional().catch(undefined);
/** The first error is the one that is shown. */
export const errorSchema = z.object({
  errors: z.tuple([z.object({ message: word, field: word })], z.unknown()),
});

export const scopesSchema = z.object({ scopes: z.array(z.string()) });
