import { z } from "zod";

/** How a lead can be reached. */
export const channels = [
  "whatsapp",
  "email",
  "call",
  "sms",
  "messenger",
  "instagram",
  "telegram",
] as const;
export const channelSchema = z.enum(channels);
export type Channel = z.infer<typeof channelSchema>;

/** The companies (or kinds of company) that carry channels. */
export const providerNames = [
  "meta",
  "email",
  "retell",
  "twilio",
  "telegram",
  "sendgrid",
  "postmark",
  "mailgun",
] as const;
export const providerNameSchema = z.enum(providerNames);
export type ProviderName = z.infer<typeof providerNameSchema>;
