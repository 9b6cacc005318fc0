import { z } from "zod";

/** How a lead can be reached. */
export const channels = ["whatsapp", "email", "call"] as const;
export const channelSchema = z.enum(channels);
export type Channel = z.infer<typeof channelSchema>;

/** The companies (or kinds of company) that carry channels. */
export const providerNames = ["meta", "email", "retell"] as const;
export const providerNameSchema = z.enum(providerNames);
export type ProviderName = z.infer<typeof providerNameSchema>;
