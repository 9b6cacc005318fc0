// Wire -> SendDraft, in this order: a JSON object of the right shape, the key's workspace, exactly one person,
// then what is said. What depends on the person is the lead's to say.
import type { z } from "zod";
import type { Clock } from "../../lib/clock.ts";
import { toUuid } from "../../lib/uuid.ts";
import type { Channel } from "../../model/channel.ts";
import type { Recipient, SendDraft } from "../../model/command.ts";
import { GatewayError, parseOrRefuse } from "../../model/errors.ts";
import type { Template } from "../../model/template.ts";
import type { SendRoute } from "../dialect.ts";
import { buttonContent, cardContent, contentOf, mediaContent, textContent } from "./content.ts";
import { readPhone } from "./phone.ts";
import { readSchedule } from "./schedule.ts";
import {
  buttonsSchema,
  elementsSchema,
  mediaSchema,
  type SendBody,
  type TemplateBody,
  templateSchema,
  textSchema,
} from "./schema.ts";
import { componentsFor } from "./template-values.ts";
import { refuseForeignWorkspace } from "./workspace-id.ts";

export interface DecodeDeps {
  clock: Clock;
  /** How the workspace reads a number without its country: ISO 3166-1 alpha-2, null for not at all. */
  countryOf(workspaceId: string): Promise<string | null>;
  /** By name or by our id; without a language the one that is most likely meant. */
  findTemplate(
    workspaceId: string,
    name: string,
    language: string | null,
  ): Promise<Template | null>;
}

/** What a body says, besides to whom and when. */
type Said = Pick<SendDraft, "content" | "accountId">;
type Say<W> = (wire: W, workspaceId: string) => Said | Promise<Said>;

/** The decoders of the nine sends, by what is sent. */
export function decoders(deps: DecodeDeps) {
  const decoder =
    <W extends SendBody>(schema: z.ZodType<W>, say: Say<W>) =>
    (channel: Channel): SendRoute["decode"] =>
    async (body, { key: { workspaceId } }) => {
      if (body === null || typeof body !== "object" || Array.isArray(body)) {
        throw new GatewayError("body_invalid");
      }
      const wire = parseOrRefuse(schema, body);
      refuseForeignWorkspace(wire.workspace.id, workspaceId);
      const who = await personOf(deps, wire, workspaceId, channel);
      const said = await say(wire, workspaceId);
      const scheduledAt = readSchedule(wire.scheduleDateTime, deps.clock());
      return { ...who, workflowId: null, channel, ...said, metadata: {}, scheduledAt };
    };

  return {
    text: decoder(textSchema, ({ textMessage }) => ({ content: textContent(textMessage) })),
    media: decoder(mediaSchema, (wire) => ({ content: mediaContent(wire) })),
    template: decoder(templateSchema, (wire, workspaceId) => templateOf(deps, wire, workspaceId)),
    elements: decoder(elementsSchema, (wire) => ({ content: cardContent(wire) })),
    buttons: decoder(buttonsSchema, (wire) => ({ content: buttonContent(wire) })),
  };
}

/** The contact or the number, and never both. Only WhatsApp knows people by their numbers. */
async function personOf(
  deps: DecodeDeps,
  { contact, recepient, recipient }: SendBody,
  workspaceId: string,
  channel: Channel,
): Promise<{ leadId: string } | { to: Recipient }> {
  const contactId = contact?.id?.trim();
  const phone = (recepient ?? recipient)?.phoneNumber?.trim();
  if (contactId && !phone) {
    const leadId = toUuid(contactId);
    if (leadId === null) throw new GatewayError("lead_not_found");
    return { leadId };
  }
  if (contactId || !phone || channel !== "whatsapp") throw new GatewayError("fields_missing");
  const country = phone.startsWith("+") ? null : await deps.countryOf(workspaceId);
  const value = readPhone(phone, country);
  if (value === null) throw new GatewayError("fields_missing");
  return { to: { address: { kind: "phone", value } } };
}

async function templateOf(
  deps: DecodeDeps,
  wire: TemplateBody,
  workspaceId: string,
): Promise<Said> {
  const { template: named } = wire;
  const { name, language } = typeof named === "string" ? { name: named, language: null } : named;
  const code = (typeof language === "string" ? language : language?.code)?.trim() || null;
  const template = await deps.findTemplate(workspaceId, name.trim(), code);
  if (!template) throw new GatewayError("template_not_found");
  const { id: templateId, accountId } = template;
  const components = componentsFor(template, wire);
  return { accountId, content: contentOf({ kind: "template", templateId, components }) };
}
