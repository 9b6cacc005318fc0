import { z } from "zod";
import { err } from "../../lib/result.ts";
import type { OpenAccount } from "../../model/account.ts";
import { everyAccount, openAccount } from "../open-account.ts";

export const settingsSchema = z.strictObject({
  /** The part of the bot's token before the colon; the bot is known by it. */
  bot_id: z.string().regex(/^[1-9]\d{0,19}$/, "must be the bot's id: digits only"),
  ...everyAccount("https://api.telegram.org"),
});

/** Telegram: 1 to 256 characters, these only. */
const webhookSecretSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,256}$/, "must be 1 to 256 letters, digits, _ and -");

export const credentialsSchema = z.strictObject({
  bot_token: z
    .string()
    .regex(
      /^\d{1,20}:[A-Za-z0-9_-]{1,256}$/,
      "must be the token from BotFather: the bot's id, a colon and letters",
    ),
  /** What setWebhook was given as secret_token; without it nothing is believed. */
  webhook_secret: webhookSecretSchema.exactOptional(),
  /** Also believed while the secret is being replaced. */
  previous_webhook_secret: webhookSecretSchema.exactOptional(),
});
export type TelegramCredentials = z.infer<typeof credentialsSchema>;

const openParts = (account: OpenAccount) =>
  openAccount("telegram", { settings: settingsSchema, credentials: credentialsSchema }, account);

/** The account's parts, refused when the token is another bot's. */
export function open(account: OpenAccount): ReturnType<typeof openParts> {
  const opened = openParts(account);
  if (!opened.ok) return opened;
  const { settings, credentials } = opened.value;
  if (credentials.bot_token.startsWith(`${settings.bot_id}:`)) return opened;
  const message =
    "The account is not set up: credentials.bot_token belongs to another bot than settings.bot_id. Correct the account.";
  const provider = { name: "telegram" };
  return err({ kind: "reject", code: "account_refused", message, provider });
}

/** Where a method is called. The token is a part of the path: Telegram takes it nowhere else. */
export const methodUrl = (base: string, token: string, method: string): string =>
  `${base}/bot${token}/${method}`;

const id = z.union([z.int(), z.string().regex(/^-?\d{1,32}$/)]);

export const acceptedSchema = z.object({
  ok: z.literal(true),
  result: z.object({ message_id: id, chat: z.object({ id }) }),
});

export const errorSchema = z.object({
  error_code: z.int().optional().catch(undefined),
  description: z.string().optional().catch(undefined),
  parameters: z
    .object({
      retry_after: z.number().optional().catch(undefined),
      migrate_to_chat_id: z.int().optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});

export const botSchema = z.object({
  ok: z.literal(true),
  result: z.looseObject({ id: z.int(), is_bot: z.literal(true) }),
});

export const fileSchema = z.object({
  ok: z.literal(true),
  result: z.object({
    file_path: z.string().regex(/^[\w-]+(?:[./][\w-]+){0,20}$/),
    file_size: z.int().nonnegative().optional().catch(undefined),
  }),
});
