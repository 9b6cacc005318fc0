import { z } from "zod";
import type { OpenAccount } from "../../model/account.ts";
import { mailSettings } from "../mail-settings.ts";
import { everyAccount, openAccount, secretSchema } from "../open-account.ts";

export const settingsSchema = z.strictObject({
  ...mailSettings,
  /** Postmark's own is `outbound`. */
  message_stream: z
    .string()
    .regex(/^[\w-]{1,50}$/, "must be the id of a message stream, such as outbound")
    .exactOptional(),
  ...everyAccount("https://api.postmarkapp.com"),
});

export const credentialsSchema = z
  .strictObject({
    server_token: secretSchema,
    /** Name and password in the webhook's URL; without them nothing from Postmark is believed. */
    webhook_username: secretSchema
      .refine((name) => !name.includes(":"), "must not contain a colon")
      .exactOptional(),
    webhook_password: secretSchema.exactOptional(),
    /** Also believed while a password is being replaced. */
    previous_webhook_password: secretSchema.exactOptional(),
  })
  .refine(
    ({ webhook_username: name, webhook_password: password }) =>
      (name === undefined) === (password === undefined),
    { message: "must be given together with webhook_username", path: ["webhook_password"] },
  );
export type PostmarkCredentials = z.infer<typeof credentialsSchema>;

export const open = (account: OpenAccount) =>
  openAccount("postmark", { settings: settingsSchema, credentials: credentialsSchema }, account);

/** Any other `ErrorCode` beside a 200 names nothing that was accepted. */
export const acceptedSchema = z.object({
  ErrorCode: z.literal(0),
  MessageID: z.string().min(1).max(512),
});

export const errorSchema = z.object({
  ErrorCode: z.int().optional().catch(undefined),
  Message: z.string().optional().catch(undefined),
});

export const serverSchema = z.looseObject({ ID: z.int(), Name: z.string() });
