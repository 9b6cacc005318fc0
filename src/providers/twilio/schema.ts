import { z } from "zod";
import type { OpenAccount } from "../../model/account.ts";
import { baseUrlSchema, everyAccount, openAccount, secretSchema } from "../open-account.ts";

const sid = (form: RegExp, prefix: string) =>
  z.string().regex(form, `must be a SID: ${prefix} and 32 hexadecimal digits`);
const accountSid = sid(/^AC[0-9a-fA-F]{32}$/, "AC");
const serviceSid = sid(/^MG[0-9a-fA-F]{32}$/, "MG");
const keySid = sid(/^SK[0-9a-fA-F]{32}$/, "SK");

export const settingsSchema = z
  .strictObject({
    account_sid: accountSid,
    from: z
      .string()
      .regex(/^(?:\+[1-9]\d{6,14}|\d{3,8})$/, "must be a phone number in E.164 or a short code")
      .exactOptional(),
    /** Instead of `from`: Twilio chooses one of the service's numbers. */
    messaging_service_sid: serviceSid.exactOptional(),
    /**
     * The gateway's own address, as Twilio reaches it. With it every message asks for reports that name our
     * message; without it Twilio reports nothing unless the messaging service says where to.
     */
    public_url: baseUrlSchema("").unwrap().exactOptional(),
    ...everyAccount("https://api.twilio.com"),
  })
  .refine(
    ({ from, messaging_service_sid }) =>
      (from === undefined) !== (messaging_service_sid === undefined),
    { path: ["from"], message: "must be there, or messaging_service_sid instead" },
  );

export const credentialsSchema = z
  .strictObject({
    /** Signs what Twilio sends us, and what we send unless there is an API key. */
    auth_token: secretSchema,
    api_key_sid: keySid.exactOptional(),
    api_key_secret: secretSchema.exactOptional(),
    /** Also believed while the token is being replaced. */
    previous_auth_token: secretSchema.exactOptional(),
  })
  .refine(
    ({ api_key_sid, api_key_secret }) =>
      (api_key_sid === undefined) === (api_key_secret === undefined),
    { path: ["api_key_secret"], message: "must be there exactly when api_key_sid is" },
  );
export type TwilioCredentials = z.infer<typeof credentialsSchema>;

export const open = (account: OpenAccount) =>
  openAccount("twilio", { settings: settingsSchema, credentials: credentialsSchema }, account);

export const acceptedSchema = z.object({ sid: z.string().min(1).max(64) });

export const errorSchema = z.object({
  code: z.int().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
});

/** RFC 2822, to the second: `Fri, 24 May 2019 17:18:28 +0000`. Epoch ms here. */
const moment = z
  .string()
  .transform((text) => Date.parse(text))
  .pipe(z.int().positive())
  .nullish()
  .catch(null);

export const messageSchema = z.object({
  sid: z.string(),
  status: z.string(),
  error_code: z.int().nullish().catch(null),
  error_message: z.string().nullish().catch(null),
  date_sent: moment,
  date_updated: moment,
});

export const accountSchema = z.looseObject({ sid: z.string(), status: z.string() });
