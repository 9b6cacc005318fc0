// The body of POST /{phone_number_id}/messages, with the limits of Meta's documentation. Unknown keys
// are refused, as Meta does: a misspelt field must not pass unseen.
import { z } from "zod";
import { userIdPattern } from "./identity.ts";

const text = (max: number) => z.string().min(1).max(max);
const link = z.string().regex(/^https?:\/\/[^\s<>"]+$/, "must be an http(s) URL");

/** Meta: an uploaded object by `id` or a public one by `link`. */
const media = <Extra extends z.ZodRawShape>(extra: Extra) =>
  z
    .strictObject({ id: text(200).exactOptional(), link: link.exactOptional(), ...extra })
    .refine((object) => "id" in object !== "link" in object, {
      message: "must have either id or link",
    });

const caption = text(1024).exactOptional();
const image = media({ caption });
const video = media({ caption });
const audio = media({ voice: z.boolean().exactOptional() });
const document = media({ caption, filename: text(240).exactOptional() });
const sticker = media({});
const location = z.strictObject({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  name: text(1000).exactOptional(),
  address: text(1000).exactOptional(),
});

const parameterName = z
  .string()
  .regex(/^[a-z0-9_]+$/)
  .exactOptional();
const templateText = z.strictObject({
  type: z.literal("text"),
  text: z.string(),
  parameter_name: parameterName,
});
const headerParameter = z.discriminatedUnion("type", [
  templateText,
  z.strictObject({ type: z.literal("image"), image }),
  z.strictObject({ type: z.literal("video"), video }),
  z.strictObject({ type: z.literal("document"), document }),
  z.strictObject({ type: z.literal("location"), location }),
]);
export type HeaderParameter = z.infer<typeof headerParameter>;
const bodyParameter = z.discriminatedUnion("type", [
  templateText,
  z.strictObject({
    type: z.literal("currency"),
    parameter_name: parameterName,
    currency: z.strictObject({
      fallback_value: text(200),
      code: z.string().regex(/^[A-Z]{3}$/),
      amount_1000: z.int(),
    }),
  }),
  z.strictObject({
    type: z.literal("date_time"),
    parameter_name: parameterName,
    date_time: z.looseObject({ fallback_value: text(200) }),
  }),
]);
export type BodyParameter = z.infer<typeof bodyParameter>;
const buttonParameter = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("payload"), payload: text(256) }),
  z.strictObject({ type: z.literal("text"), text: text(2_000) }),
  z.strictObject({ type: z.literal("coupon_code"), coupon_code: text(20) }),
  z.strictObject({ type: z.literal("action"), action: z.looseObject({}) }),
]);
const templateComponent = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("header"), parameters: z.array(headerParameter).min(1) }),
  z.strictObject({ type: z.literal("body"), parameters: z.array(bodyParameter).min(1) }),
  z.strictObject({
    type: z.literal("button"),
    sub_type: z.enum(["quick_reply", "url", "copy_code", "flow"]),
    index: z.string().regex(/^[0-9]$/, 'must be a string from "0" to "9"'),
    parameters: z.array(buttonParameter).length(1),
  }),
]);
export type SentComponent = z.infer<typeof templateComponent>;
const template = z.strictObject({
  name: z.string().regex(/^[a-z0-9_]{1,512}$/),
  language: z.strictObject({
    code: text(20),
    policy: z.literal("deterministic").exactOptional(),
  }),
  components: z.array(templateComponent).exactOptional(),
});

const textHeader = z.strictObject({ type: z.literal("text"), text: text(60) });
const header = z
  .discriminatedUnion("type", [
    textHeader,
    z.strictObject({ type: z.literal("image"), image }),
    z.strictObject({ type: z.literal("video"), video }),
    z.strictObject({ type: z.literal("document"), document }),
  ])
  .exactOptional();
export type SentHeader = z.infer<typeof header>;
const footer = z.strictObject({ text: text(60) }).exactOptional();
const interactiveBody = (max: number) => z.strictObject({ text: text(max) });
const row = z.strictObject({
  id: text(200),
  title: text(24),
  description: text(72).exactOptional(),
});
const interactive = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("button"),
    header,
    body: interactiveBody(1024),
    footer,
    action: z.strictObject({
      buttons: z
        .array(
          z.strictObject({
            type: z.literal("reply"),
            reply: z.strictObject({ id: text(256), title: text(20) }),
          }),
        )
        .min(1)
        .max(3)
        .refine((buttons) => new Set(buttons.map((b) => b.reply.title)).size === buttons.length, {
          message: "titles must differ",
        }),
    }),
  }),
  z.strictObject({
    type: z.literal("list"),
    header: textHeader.exactOptional(),
    body: interactiveBody(4096),
    footer,
    action: z.strictObject({
      button: text(20),
      sections: z
        .array(z.strictObject({ title: text(24).exactOptional(), rows: z.array(row).min(1) }))
        .min(1)
        .max(10)
        .refine((sections) => sections.flatMap((section) => section.rows).length <= 10, {
          message: "must have at most 10 rows in total",
        })
        .refine((sections) => sections.length === 1 || sections.every((s) => "title" in s), {
          message: "must have a title each when there are several",
        }),
    }),
  }),
  z.strictObject({
    type: z.literal("cta_url"),
    header,
    body: interactiveBody(1024),
    footer,
    action: z.strictObject({
      name: z.literal("cta_url"),
      parameters: z.strictObject({ display_text: text(20), url: link }),
    }),
  }),
]);

const contact = z.looseObject({ name: z.looseObject({ formatted_name: text(1000) }) });

const envelope = {
  messaging_product: z.literal("whatsapp"),
  /** Meta also takes `group`; there are no pretend groups. */
  recipient_type: z.literal("individual").exactOptional(),
  /** Meta: one of them; `to` wins when both are there. */
  to: z.string().refine(isPhoneNumber, "is not a phone number").exactOptional(),
  recipient: z.string().regex(userIdPattern, "is not a user id").exactOptional(),
  context: z.strictObject({ message_id: text(500) }).exactOptional(),
  /** Meta: at most 512 characters, echoed on the message's statuses. */
  biz_opaque_callback_data: z.string().max(512).exactOptional(),
};

const content = {
  text: z.strictObject({ body: text(4096), preview_url: z.boolean().exactOptional() }),
  image,
  video,
  audio,
  document,
  sticker,
  location,
  contacts: z.array(contact).min(1).max(257),
  interactive,
  /** Meta: an empty emoji takes the reaction back. */
  reaction: z.strictObject({ message_id: text(500), emoji: z.string().max(20) }),
  template,
};

const typed = <T extends keyof typeof content>(type: T) =>
  z.strictObject({
    ...envelope,
    type: z.literal(type),
    [type]: content[type],
  } as typeof envelope & { type: z.ZodLiteral<T> } & Record<T, (typeof content)[T]>);

export const messageSchema = z.discriminatedUnion("type", [
  typed("text"),
  typed("image"),
  typed("video"),
  typed("audio"),
  typed("document"),
  typed("sticker"),
  typed("location"),
  typed("contacts"),
  typed("interactive"),
  typed("reaction"),
  typed("template"),
]);
export type SentMessage = z.infer<typeof messageSchema>;

/** Meta: a read receipt, on request with "typing…". */
export const receiptSchema = z.strictObject({
  messaging_product: z.literal("whatsapp"),
  status: z.literal("read"),
  message_id: z.string().regex(/^wamid\../, "is not a message id"),
  typing_indicator: z.strictObject({ type: z.literal("text") }).exactOptional(),
});

/** Meta: plus, spaces, dashes and parentheses are read over. */
function isPhoneNumber(value: string): boolean {
  return /^\+?[\d\s()-]+$/.test(value) && /^\d{7,15}$/.test(value.replace(/\D/g, ""));
}
