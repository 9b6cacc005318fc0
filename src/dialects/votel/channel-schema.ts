import { z } from "zod";
import { toE164, toEmail } from "../../model/address.ts";
import { channels } from "../../model/channel.ts";
import { singleLine } from "../../model/content.ts";
import { channelTypes } from "./channel-view.ts";
import { uuid } from "./uuid.ts";

const lowerCase = z.string().transform((value) => value.toLowerCase());

/** A whole number in a query, as pydantic reads it. */
const integer = (fallback: number, max: number) =>
  z
    .string()
    .transform((text, ctx) => {
      if (/^[+-]?\d{1,9}$/.test(text.trim())) return Number(text);
      ctx.issues.push({
        code: "custom",
        message: "Input should be a valid integer, unable to parse string as an integer",
        params: { type: "int_parsing" },
        input: text,
      });
      return z.NEVER;
    })
    .pipe(z.number().min(1).max(max))
    .default(fallback)
    .meta({
      type: "integer",
      minimum: 1,
      maximum: max,
      description: `${fallback} unless chosen otherwise.`,
    });

const truths: Record<string, boolean> = {
  true: true,
  t: true,
  yes: true,
  y: true,
  on: true,
  "1": true,
  false: false,
  f: false,
  no: false,
  n: false,
  off: false,
  "0": false,
};

const flag = z
  .string()
  .transform((text, ctx): boolean => {
    const value = Object.hasOwn(truths, text.toLowerCase())
      ? truths[text.toLowerCase()]
      : undefined;
    if (value !== undefined) return value;
    ctx.issues.push({
      code: "custom",
      message: "Input should be a valid boolean, unable to interpret input",
      params: { type: "bool_parsing" },
      input: text,
    });
    return z.NEVER;
  })
  .meta({ type: "boolean" });

const typeNames = channels.map((channel) => channelTypes[channel]);

export const channelQuerySchema = z.object({
  page: integer(1, 1_000_000),
  page_size: integer(20, 100),
  channel_type: lowerCase.pipe(z.enum(typeNames)).optional(),
  status: lowerCase.pipe(z.enum(["available", "unavailable"])).optional(),
  search: z.string().max(200).optional().meta({ description: "Found in names and senders." }),
  for_options: flag.default(false).meta({
    description:
      "Answers `options`, as a list to choose from shows them, all on one page. Usually false.",
  }),
});
export type ChannelQuery = z.infer<typeof channelQuerySchema>;

const emailAddress = z
  .string()
  .transform((text, ctx) => {
    const address = toEmail(text);
    if (address !== null) return address;
    ctx.issues.push({
      code: "custom",
      message: "value is not a valid email address",
      params: { type: "value_error" },
      input: text,
    });
    return z.NEVER;
  })
  .meta({ format: "email" });

/** A number of ours in E.164, or a short code. */
const phoneNumber = z
  .string()
  .transform((text, ctx) => {
    const number = /^\d{3,8}$/.test(text) ? text : toE164(text, null);
    if (number !== null) return number;
    ctx.issues.push({
      code: "custom",
      message: "must be a phone number with its country, such as +12025550123, or a short code",
      input: text,
    });
    return z.NEVER;
  })
  .meta({
    description: "With its country, such as `+12025550123`, or a short code.",
  });

const newChannelFields = {
  name: singleLine(100).min(1),
  /** The channel whose integration, and so whose credentials, the new one shares. */
  integration_id: uuid.meta({
    description: "The channel whose credentials the new one shares.",
  }),
  is_default: z.boolean().nullish(),
};

// `email_domain_id` and `phone_number_id` name things that the provider keeps: accepted and not needed.
export const newChannelSchema = z.discriminatedUnion("channel_type", [
  z.object({
    ...newChannelFields,
    channel_type: z.literal("email"),
    send_from_email: emailAddress,
  }),
  z.object({
    ...newChannelFields,
    channel_type: z.literal("sms"),
    send_from_phone_number: phoneNumber,
  }),
]);

export const autoCreateSchema = z.object({ email: emailAddress });
