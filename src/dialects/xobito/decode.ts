// POST messages/send: wire -> draft. The type says which fields count; what belongs to another type is ignored.
import type { SendDraft } from "../../model/command.ts";
import type { Content, Interaction } from "../../model/content.ts";
import { draftOf, type FindSender, senderOf } from "./recipient.ts";
import { buttonsSchema, ctaSchema, textSchema, type WireFrame } from "./schema.ts";
import { fieldsOf, parseFields } from "./validation.ts";

/** Throws `body_invalid`, or `field_invalid` with every field that is wrong. */
export async function decodeMessage(body: unknown, findSender: FindSender): Promise<SendDraft> {
  switch (fieldsOf(body)["message_type"]) {
    case "interactive": {
      const wire = parseFields(buttonsSchema, body, {
        buttons: "message type is interactive",
      });
      const buttons = wire.buttons.map((button) => ({ type: "reply" as const, ...button }));
      return draftOf(
        wire,
        framed(wire, { type: "buttons", buttons }),
        await senderOf(wire, findSender),
      );
    }
    case "cta_url": {
      const when = "message type is cta_url";
      const wire = parseFields(ctaSchema, body, { button_text: when, button_url: when });
      const { button_text: title, button_url: url } = wire;
      return draftOf(
        wire,
        framed(wire, { type: "cta_url", title, url }),
        await senderOf(wire, findSender),
      );
    }
    default: {
      const wire = parseFields(textSchema, body);
      return draftOf(
        wire,
        { kind: "text", text: wire.message_body },
        await senderOf(wire, findSender),
      );
    }
  }
}

const framed = (
  { message_body, header, footer }: WireFrame,
  interaction: Interaction,
): Content => ({
  kind: "interactive",
  body: message_body,
  ...(header ? { header } : {}),
  ...(footer ? { footer } : {}),
  interaction,
});
