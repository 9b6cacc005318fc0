// WhatsApp templates. The list is plural and the creation singular, as in the original.
import { Hono, type MiddlewareHandler } from "hono";
import { z } from "zod";
import { type Clock, isoTime } from "../../lib/clock.ts";
import { isDeeperThan } from "../../lib/json.ts";
import { toUuid } from "../../lib/uuid.ts";
import { cleanText } from "../../model/content.ts";
import { type Failure, GatewayError, httpStatus, parseOrRefuse } from "../../model/errors.ts";
import type { Template } from "../../model/template.ts";
import type { SendDeps } from "../../send/deps.ts";
import type { Database } from "../../store/db.ts";
import { getStoredTemplate, pageOfTemplates } from "../../store/find-templates.ts";
import type { Workspace } from "../../store/workspaces.ts";
import { type EdgeEnv, requireScope } from "../context.ts";
import type { ProviderDeps } from "../provider-deps.ts";
import { readBody } from "./body.ts";
import { workspaceOf } from "./key-workspace.ts";
import { readListQuery } from "./query.ts";
import { refuseForeignWorkspace, workspaceIdSchema } from "./workspace-id.ts";
import { workspaceView } from "./workspaces.ts";

export interface TemplateDeps
  extends Pick<ProviderDeps, "createTemplate">,
    Pick<SendDeps, "findDefaultRoute"> {
  db: Database;
  clock: Clock;
}

export const newTemplateSchema = z.object({
  workspace: workspaceIdSchema,
  template: z.object({
    name: cleanText(512).min(1),
    language: cleanText(20)
      .min(1)
      .meta({ examples: ["en_US"] }),
    category: z
      .string()
      .max(40)
      .toUpperCase()
      .meta({ description: "As Meta calls it, in any letter case.", examples: ["UTILITY"] }),
    components: z
      .array(z.record(z.string(), z.unknown()))
      .min(1)
      .max(20)
      .refine((components) => !isDeeperThan(components, 20))
      .meta({ description: "As Meta defines them; each has a `type`." }),
  }),
});

export function templateRoutes({ db }: TemplateDeps): Hono<EdgeEnv> {
  const app = new Hono<EdgeEnv>();
  app.use(requireScope("templates.read"));

  app.get("/", async (c) => {
    const { workspaceId } = c.get("key");
    const page = readListQuery(c.req.query(), workspaceId);
    const workspace = await workspaceOf(db, c.get("key"));
    const found = await pageOfTemplates(db, workspaceId, page);
    return c.json(found.map((one) => templateView(one, workspace, one.syncedAt)));
  });

  app.get("/:id", async (c) => {
    const id = toUuid(c.req.param("id"));
    const found = id && (await getStoredTemplate(db, c.get("key").workspaceId, id));
    if (!found) throw new GatewayError("template_not_found");
    return c.json(templateView(found, await workspaceOf(db, c.get("key")), found.syncedAt));
  });

  return app;
}

/** Proposes a template to Meta for the workspace's default WhatsApp number. */
export function createTemplate(deps: TemplateDeps): MiddlewareHandler<EdgeEnv> {
  return async (c) => {
    const { workspaceId } = c.get("key");
    const { workspace: named, template } = parseOrRefuse(
      newTemplateSchema,
      await readBody(c.req.raw),
    );
    refuseForeignWorkspace(named.id, workspaceId);
    const workspace = await workspaceOf(deps.db, c.get("key"));
    const { accounts } = await deps.findDefaultRoute(workspaceId, "whatsapp");
    const made = accounts.whatsapp
      ? await deps.createTemplate(accounts.whatsapp, template)
      : { ok: false as const, error: noNumber };
    if (made.ok) return c.json(templateView(made.value, workspace, deps.clock()));
    const { code, message } = made.error;
    // Nothing was to be sent, so the answer is not about a message.
    if (httpStatus[code] < 500) return c.json({ error: message ?? "Template was refused" }, 400);
    throw GatewayError.from(made.error);
  };
}

const noNumber: Failure = {
  code: "account_missing",
  message: "No active account for whatsapp in this workspace",
};

/** @param at when we last read it from the provider, which does not tell its age; epoch milliseconds */
function templateView(template: Template, workspace: Workspace, at: number) {
  const { id, category, language, name, status, components } = template;
  return {
    id,
    workspace: workspaceView(workspace),
    template: { category, language, name, status, components },
    createdAt: isoTime(at),
    updatedAt: isoTime(at),
  };
}
