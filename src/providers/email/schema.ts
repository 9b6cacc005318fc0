import { z } from "zod";
import type { OpenAccount } from "../../model/account.ts";
import { toEmail } from "../../model/address.ts";
import { singleLine } from "../../model/command.ts";
import { baseUrlSchema, openAccount, secretSchema } from "../open-account.ts";

const addressSchema = z
  .string()
  .refine((text) => toEmail(text) !== null, "must be one plain e-mail address");

export const settingsSchema = z.strictObject({
  from: addressSchema,
  sender_name: singleLine(200).exactOptional(),
  reply_to: addressSchema.exactOptional(),
  base_url: baseUrlSchema("https://api.resend.com"),
});

export const credentialsSchema = z.strictObject({
  api_key: secretSchema,
  /** Signs what the relay reports to us. */
  webhook_secret: secretSchema.exactOptional(),
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
