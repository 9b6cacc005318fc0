// Whauto: one path per channel and kind of message, contacts, tags, templates.
import { toUuid } from "../../lib/uuid.ts";
import { isCleanText } from "../../model/content.ts";
import type { Template } from "../../model/template.ts";
import type { SendDeps } from "../../send/deps.ts";
import { findTemplateByName } from "../../store/find-templates.ts";
import { getWorkspace } from "../../store/workspaces.ts";
import { requireScope } from "../context.ts";
import type { Dialect } from "../dialect.ts";
import type { Resources } from "../mount.ts";
import { type ContactDeps, contactRoutes } from "./contacts.ts";
import { credential } from "./credential.ts";
import { decoders } from "./decode.ts";
import { encodeError, encodeReceipt } from "./encode.ts";
import { tagRoutes } from "./tags.ts";
import { createTemplate, type TemplateDeps, templateRoutes } from "./templates.ts";
import { workspaceRoutes } from "./workspaces.ts";

export type WhautoDeps = ContactDeps & TemplateDeps & Pick<SendDeps, "findTemplate">;

const maxBytes = 256 * 1024;

export function whautoDialect(deps: WhautoDeps): Dialect {
  const { text, media, template, elements, buttons } = decoders({
    clock: deps.clock,
    countryOf: async (workspaceId) =>
      (await getWorkspace(deps.db, workspaceId))?.defaultCountry ?? null,
    findTemplate: (workspaceId, name, language) => findTemplate(deps, workspaceId, name, language),
  });
  return {
    name: "whauto",
    basePath: "/v1",
    credential,
    sends: [
      { path: "/messages/whatsapp/sendtext", maxBytes, decode: text("whatsapp") },
      { path: "/messages/whatsapp/sendmedia", maxBytes, decode: media("whatsapp") },
      { path: "/messages/whatsapp/sendtemplate", maxBytes, decode: template("whatsapp") },
      { path: "/messages/messenger/sendtext", maxBytes, decode: text("messenger") },
      { path: "/messages/messenger/sendmedia", maxBytes, decode: media("messenger") },
      { path: "/messages/messenger/sendtemplate", maxBytes, decode: elements("messenger") },
      { path: "/messages/instagram/sendtext", maxBytes, decode: text("instagram") },
      { path: "/messages/instagram/sendtemplate", maxBytes, decode: elements("instagram") },
      { path: "/messages/telegram/sendtemplate", maxBytes, decode: buttons("telegram") },
    ],
    encode: encodeReceipt,
    encodeError,
  };
}

/** By our id, or by name: of the number that will carry it, where that one has it. */
async function findTemplate(
  deps: WhautoDeps,
  workspaceId: string,
  name: string,
  language: string | null,
): Promise<Template | null> {
  const id = toUuid(name);
  if (id !== null) return deps.findTemplate(workspaceId, id);
  if (!isCleanText(name + (language ?? ""))) return null;
  const { accounts } = await deps.findDefaultRoute(workspaceId, "whatsapp");
  const accountId = accounts.whatsapp?.id ?? null;
  return findTemplateByName(deps.db, workspaceId, { name, language, accountId });
}

export function whautoResources(deps: WhautoDeps): Resources {
  return (app) => {
    app.route("/contacts", contactRoutes(deps));
    app.route("/contactTags", tagRoutes(deps));
    app.route("/workspaces", workspaceRoutes(deps));
    app.route("/whatsapp-templates", templateRoutes(deps));
    // Who may send may also propose what to send; there is no scope of its own for it.
    app.post("/whatsapp-template", requireScope("messages.send"), createTemplate(deps));
  };
}
