import { Hono } from "hono";
import { z } from "zod";
import { parseOrRefuse } from "../../model/errors.ts";
import { type Template, templateVariables } from "../../model/template.ts";
import type { Database } from "../../store/db.ts";
import { listTemplates } from "../../store/templates.ts";
import { type EdgeEnv, requireScope } from "../context.ts";

export const templateQuerySchema = z.object({
  status: z.enum(["APPROVED", "PENDING", "REJECTED"]).exactOptional(),
  category: z.enum(["MARKETING", "UTILITY", "AUTHENTICATION"]).exactOptional(),
});

export function templateRoutes(deps: { db: Database }): Hono<EdgeEnv> {
  const app = new Hono<EdgeEnv>();
  app.get("/", requireScope("templates.read"), async (c) => {
    const filter = parseOrRefuse(templateQuerySchema, c.req.query());
    const found = await listTemplates(deps.db, c.get("key").workspaceId, filter);
    return c.json({ success: true, templates: found.map(templateView) });
  });
  return app;
}

function templateView(template: Template) {
  const { id, name, language, category, status, components } = template;
  const variables = templateVariables(template);
  return {
    id,
    name,
    language,
    category,
    status,
    components,
    variables: variables.length === 0 ? null : variables,
  };
}
