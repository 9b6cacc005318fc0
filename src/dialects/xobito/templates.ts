import { Hono } from "hono";
import { z } from "zod";
import { type Template, templateVariables } from "../../model/template.ts";
import { countTemplates } from "../../store/count-templates.ts";
import { pageOfTemplates, type StoredTemplate } from "../../store/find-templates.ts";
import { numbersOf } from "../../store/numbers.ts";
import { type EdgeEnv, requireScope } from "../context.ts";
import type { XobitoDeps } from "./deps.ts";
import { microTime } from "./micro-time.ts";
import { offsetOf, paginated, readPage } from "./paginator.ts";
import { tenantId } from "./tenant.ts";

export function templateRoutes({ db }: XobitoDeps): Hono<EdgeEnv> {
  const app = new Hono<EdgeEnv>();
  app.get("/", requireScope("templates.read"), async (c) => {
    const page = readPage(c.req.query());
    const { workspaceId } = c.get("key");
    const [found, total] = await Promise.all([
      pageOfTemplates(db, workspaceId, { limit: page.perPage, offset: offsetOf(page) }),
      countTemplates(db, workspaceId),
    ]);
    const ids = found.map(({ id }) => id);
    const numbers = await numbersOf(db, workspaceId, "template", ids);
    const rows = found.map((template) => templateView(template, numbers.get(template.id) ?? 0));
    return c.json({ status: "success", data: paginated(rows, total, page, c.req.url) });
  });
  return app;
}

/** Definitions come from Meta: a part of the wrong type is as good as absent. */
const componentSchema = z.object({
  type: z.string().toUpperCase(),
  format: z.string().toUpperCase().catch("TEXT"),
  text: z.string().nullable().catch(null),
  buttons: z.array(z.unknown()).nullable().catch(null),
  example: z
    .object({ header_handle: z.tuple([z.url({ protocol: /^https$/ })], z.unknown()) })
    .nullable()
    .catch(null),
});

function templateView(template: StoredTemplate, id: number) {
  const components = template.components.flatMap(
    (component) => componentSchema.safeParse(component).data ?? [],
  );
  const part = (type: string) => components.find((component) => component.type === type);
  const header = part("HEADER");
  return {
    id,
    tenant_id: tenantId(template.workspaceId),
    template_id: template.providerTemplateId,
    template_name: template.name,
    language: template.language,
    status: template.status,
    category: template.category,
    header_data_format: header?.format ?? null,
    header_data_text: header?.text ?? null,
    header_params_count: countPlaces(template, "HEADER"),
    body_data: part("BODY")?.text ?? null,
    body_params_count: countPlaces(template, "BODY"),
    footer_data: part("FOOTER")?.text ?? null,
    footer_params_count: 0,
    buttons_data: part("BUTTONS")?.buttons ?? null,
    header_file_url: header?.example?.header_handle[0] ?? null,
    header_variable_value: null,
    body_variable_value: null,
    template_type: null,
    cards_json: null,
    created_at: microTime(template.syncedAt),
    updated_at: microTime(template.syncedAt),
  };
}

const countPlaces = (template: Template, component: "HEADER" | "BODY"): number =>
  templateVariables(template).filter((variable) => variable.component === component).length;
