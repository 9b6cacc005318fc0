import { z } from "zod";
import { fromBase64 } from "../../lib/bytes.ts";
import type { OpenAccount } from "../../model/account.ts";
import { mailSettings } from "../mail-settings.ts";
import { everyAccount, openAccount, secretSchema } from "../open-account.ts";

export const settingsSchema = z.strictObject({
  ...mailSettings,
  ...everyAccount("https://api.resend.com"),
});

/** The bytes behind `whsec_` and base64, or null when there are none. */
export function signingKey(secret: string): Uint8Array<ArrayBuffer> | null {
  const key = fromBase64(secret.replace(/^whsec_/, ""));
  return key && key.length > 0 ? key : null;
}

const signingSecretSchema = secretSchema.refine(
  (secret) => signingKey(secret) !== null,
  "must be the relay's signing secret: whsec_ and base64",
);

export const credentialsSchema = z.strictObject({
  api_key: secretSchema,
  /** Signs what the relay reports to us; without it nothing from the relay is believed. */
  webhook_secret: signingSecretSchema.exactOptional(),
  /** Also believed while a secret is being replaced. */
  previous_webhook_secret: signingSecretSchema.exactOptional(),
});
export type EmailCredentials = z.infer<typeof credentialsSchema>;

export const open = (account: OpenAccount) =>
  openAccount("email", { settings: settingsSchema, credentials: credentialsSchema }, account);

export const acceptedSchema = z.object({ id: z.string().min(1).max(512) });

const word = z.string().optional().catch(undefined);
export const errorSchema = z.object({ name: word, message: word });

export const domainsSchema = z.object({
  data: z.array(z.object({ name: z.string(), status: z.string() })),
});
