import { z } from "zod";
import { ok } from "../../lib/result.ts";
import type { OpenAccount } from "../../model/account.ts";
import { templateDefinitionSchema } from "../../model/template.ts";
import { everyAccount, openAccount, secretSchema } from "../open-account.ts";

const metaId = z
  .string()
  .regex(/^\d{1,32}$/, "must be Meta's numeric id (not the phone number itself)");

const graph = {
  graph_version: z
    .string()
    .regex(/^v\d{1,3}\.\d{1,2}$/, "must look like v25.0")
    .default("v25.0"),
  ...everyAccount("https://graph.facebook.com"),
};

export const settingsSchema = z.strictObject({
  phone_number_id: metaId,
  waba_id: metaId,
  ...graph,
  /** How a file given by its URL travels: Meta fetches it (`link`, also when absent), or we upload it once. */
  media: z.enum(["link", "upload"]).exactOptional(),
});

export const messengerSettingsSchema = z.strictObject({ page_id: metaId, ...graph });

/** Who signed in with Instagram and not with Facebook sets `base_url` to https://graph.instagram.com. */
export const instagramSettingsSchema = z.strictObject({ instagram_id: metaId, ...graph });

export const credentialsSchema = z.strictObject({
  access_token: secretSchema,
  /** Signs what Meta sends us; without it nothing from Meta is believed. */
  app_secret: secretSchema.exactOptional(),
  /** Also believed while a secret is being replaced. */
  previous_app_secret: secretSchema.exactOptional(),
  /** Ours; proves to Meta that the receiver's address is ours. */
  verify_token: secretSchema.exactOptional(),
});
export type MetaCredentials = z.infer<typeof credentialsSchema>;

export const open = (account: OpenAccount) =>
  openAccount("meta", { settings: settingsSchema, credentials: credentialsSchema }, account);

/**
 * Opens an account of Messenger or Instagram. `id` is Meta's of our side; `node` is whose edge a message is
 * posted to. Meta: Instagram's messages go over its page with one login and over itself with the other, and
 * over `me` with both, because the token names the account.
 */
export const openMessaging = (setting: "page_id" | "instagram_id") => (account: OpenAccount) => {
  const isPage = setting === "page_id";
  const opened = openAccount<MessagingSettings, MetaCredentials>(
    "meta",
    {
      settings: isPage ? messengerSettingsSchema : instagramSettingsSchema,
      credentials: credentialsSchema,
    },
    account,
  );
  if (!opened.ok) return opened;
  const { settings, credentials } = opened.value;
  const id = "page_id" in settings ? settings.page_id : settings.instagram_id;
  return ok({ id, node: isPage ? id : "me", settings, credentials });
};

type MessagingSettings =
  | z.infer<typeof messengerSettingsSchema>
  | z.infer<typeof instagramSettingsSchema>;

/** Meta: 200 means accepted for processing; a refusal can still come as a status later. */
export const acceptedSchema = z.object({
  messages: z.tuple([z.object({ id: z.string().min(1).max(512) })], z.unknown()),
});

/** Messenger and Instagram name the message alone. */
export const acceptedMessagingSchema = z.object({ message_id: z.string().min(1).max(512) });

const word = z.string().optional().catch(undefined);

/** Meta's error envelope. A member of the wrong type is as good as absent. */
export const errorSchema = z.object({
  error: z.object({
    code: z
      .union([
        z.int(),
        z
          .string()
          .regex(/^\d{1,9}$/)
          .transform(Number),
      ])
      .optional()
      .catch(undefined),
    error_subcode: z.int().optional().catch(undefined),
    message: word,
    fbtrace_id: word,
    error_data: z.object({ details: word }).optional().catch(undefined),
  }),
});

/** Meta: throttling per business, by the id of the WhatsApp account; minutes. */
export const usageSchema = z.record(
  z.string(),
  z.array(z.object({ estimated_time_to_regain_access: z.number().catch(0) })),
);

export const phoneNumberSchema = z.looseObject({ id: z.string() });
/** A page, or an Instagram account. */
export const nodeSchema = z.looseObject({ id: z.string() });

/** One page of templates. Items are parsed one by one: a strange one must not hide the others. */
export const templatePageSchema = z.object({
  data: z.array(z.unknown()),
  paging: z
    .object({
      cursors: z.object({ after: z.string().min(1).optional() }).optional(),
      next: z.string().optional(),
    })
    .optional(),
});

export const listedTemplateSchema = z.object({
  id: z.union([z.string(), z.int().transform(String)]),
  name: z.string(),
  language: z.string(),
  status: z.string(),
  category: z.string().catch(""),
  parameter_format: z
    .string()
    .transform((text) => text.toUpperCase())
    .pipe(z.enum(["POSITIONAL", "NAMED"]))
    .catch("POSITIONAL"),
  components: templateDefinitionSchema.catch([]),
});
