// The body of POST /{page or me}/messages on Messenger and Instagram, with the limits of Meta's Send API.
// Unknown keys are refused: a misspelt field must not pass unseen.
import { z } from "zod";

const text = (max: number) => z.string().min(1).max(max);
const link = z.string().regex(/^https?:\/\/[^\s<>"]+$/, "must be an http(s) URL");
const httpsLink = z.string().regex(/^https:\/\/[^\s<>"]+$/, "must be an https URL");

const button = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("web_url"), title: text(20), url: httpsLink }),
  z.strictObject({ type: z.literal("postback"), title: text(20), payload: text(1_000) }),
]);
const buttons = z.array(button).min(1).max(3);

const element = z
  .strictObject({
    title: text(80),
    subtitle: text(80).exactOptional(),
    image_url: link.exactOptional(),
    default_action: z.strictObject({ type: z.literal("web_url"), url: httpsLink }).exactOptional(),
    buttons: buttons.exactOptional(),
  })
  .refine((card) => Object.keys(card).length > 1, { message: "needs more than a title" });

const templatePayload = z.discriminatedUnion("template_type", [
  z.strictObject({ template_type: z.literal("button"), text: text(640), buttons }),
  z.strictObject({
    template_type: z.literal("generic"),
    elements: z.array(element).min(1).max(10),
  }),
]);

const filePayload = z
  .strictObject({
    url: link.exactOptional(),
    attachment_id: text(200).exactOptional(),
    is_reusable: z.boolean().exactOptional(),
  })
  .refine((file) => "url" in file !== "attachment_id" in file, {
    message: "must have either url or attachment_id",
  });

const attachment = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("template"), payload: templatePayload }),
  z.strictObject({ type: z.enum(["image", "video", "audio", "file"]), payload: filePayload }),
]);

const message = z
  .strictObject({
    text: text(2_000).exactOptional(),
    attachment: attachment.exactOptional(),
    quick_replies: z
      .array(
        z.strictObject({
          content_type: z.literal("text"),
          title: text(20),
          payload: text(1_000),
          image_url: link.exactOptional(),
        }),
      )
      .min(1)
      .max(13)
      .exactOptional(),
    metadata: text(1_000).exactOptional(),
  })
  .refine((one) => "text" in one !== "attachment" in one, {
    message: "must have either text or attachment",
  });
export type SentMessaging = z.infer<typeof message>;

const recipient = z.strictObject({ id: text(64) });

export const messagingSchema = z
  .strictObject({
    recipient,
    messaging_type: z.enum(["RESPONSE", "UPDATE", "MESSAGE_TAG"]).exactOptional(),
    tag: z.literal("HUMAN_AGENT").exactOptional(),
    message,
  })
  .refine((body) => (body.messaging_type === "MESSAGE_TAG") === (body.tag !== undefined), {
    path: ["tag"],
    message: "goes with MESSAGE_TAG, and only with it",
  });

export const senderActionSchema = z.strictObject({
  recipient,
  sender_action: z.enum(["typing_on", "typing_off", "mark_seen"]),
});

/** What of a message a person sees, and the buttons that they may tap. */
export function shownOf({ text: words, attachment: attached, quick_replies = [] }: SentMessaging): {
  type: string;
  text: string;
  buttons: { id: string; title: string; isQuick: boolean }[];
} {
  const taps = quick_replies.map(({ title, payload }) => ({ id: payload, title, isQuick: true }));
  if (!attached) return { type: "text", text: words ?? "", buttons: taps };
  if (attached.type !== "template") {
    const { url, attachment_id } = attached.payload;
    return { type: attached.type, text: url ?? attachment_id ?? "", buttons: taps };
  }
  const { payload } = attached;
  const cards = payload.template_type === "generic" ? payload.elements : [];
  const all =
    payload.template_type === "button"
      ? payload.buttons
      : cards.flatMap((card) => card.buttons ?? []);
  return {
    type: payload.template_type,
    text:
      payload.template_type === "button"
        ? payload.text
        : cards
            .map(({ title, subtitle }) => [title, subtitle].filter(Boolean).join("\n"))
            .join("\n\n"),
    buttons: [
      ...taps,
      ...all.flatMap((one) =>
        one.type === "postback" ? [{ id: one.payload, title: one.title, isQuick: false }] : [],
      ),
    ],
  };
}
