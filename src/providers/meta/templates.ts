// Meta's paging ends where `paging.next` is absent; a cursor is there even on the last page. The next
// address is built here and never taken from the answer: it would be told our token.
import { z } from "zod";
import { parseJson } from "../../lib/json.ts";
import { err, ok, type Result } from "../../lib/result.ts";
import type { Transport } from "../../lib/transport.ts";
import type { OpenAccount } from "../../model/account.ts";
import type { Failure, ProviderError } from "../../model/errors.ts";
import { templateDefinitionSchema } from "../../model/template.ts";
import { bearerRequest } from "../bearer-request.ts";
import type { ListedTemplate, NewTemplate } from "../provider.ts";
import { verdictOf } from "./errors.ts";
import { refusalOf } from "./refusal.ts";
import { listedTemplateSchema, open, templatePageSchema } from "./schema.ts";

const timeoutMs = 10_000;
const pageSize = 100;
/** Meta: 250 templates per account, 6,000 for large ones. */
const maxPages = 100;
const fields = "id,name,language,status,category,parameter_format,components";

/** Every template of the account. A list that breaks off is an error, so that a sync never deletes the rest. */
export async function listTemplates(
  account: OpenAccount,
  transport: Transport,
): Promise<Result<ListedTemplate[], ProviderError>> {
  const opened = open(account);
  if (!opened.ok) return err({ name: "meta", message: opened.error.message });
  const { settings, credentials } = opened.value;
  const templates: ListedTemplate[] = [];
  const query = new URLSearchParams({ fields, limit: String(pageSize) });
  for (let page = 0; page < maxPages; page++) {
    const url = `${settings.base_url}/${settings.graph_version}/${settings.waba_id}/message_templates?${query}`;
    const token = credentials.access_token;
    const answer = await transport(bearerRequest({ url, token, timeoutMs }));
    const listed =
      answer.kind === "answer" && answer.status === 200
        ? templatePageSchema.safeParse(parseJson(answer.body))
        : null;
    if (!listed?.success) {
      const verdict = verdictOf(answer, credentials);
      return err("provider" in verdict ? verdict.provider : { name: "meta" });
    }
    for (const item of listed.data.data) {
      const template = listedTemplateSchema.safeParse(item);
      if (!template.success) continue;
      const { id, parameter_format, ...rest } = template.data;
      templates.push({ ...rest, providerTemplateId: id, parameterFormat: parameter_format });
    }
    const { next, cursors } = listed.data.paging ?? {};
    if (next === undefined) return ok(templates);
    if (cursors?.after === undefined || cursors.after === query.get("after")) break;
    query.set("after", cursors.after);
  }
  return err({ name: "meta", message: "The list of templates does not end." });
}

const createdSchema = z.object({
  id: z.union([z.string().min(1), z.int().transform(String)]),
  status: z.string().min(1).catch("PENDING"),
  category: z.string().min(1).optional().catch(undefined),
});

/**
 * Proposes a template to Meta, which looks at it and reports what became of it. It may put it into another
 * category at once. Never throws.
 */
export async function createTemplate(
  template: NewTemplate,
  account: OpenAccount,
  transport: Transport,
): Promise<Result<ListedTemplate, Failure>> {
  const opened = open(account);
  if (!opened.ok) {
    const { code, message, provider } = opened.error;
    return err({ code, message, provider });
  }
  const components = templateDefinitionSchema.safeParse(template.components);
  if (!components.success) {
    const field = "components";
    const message = `${field}: each needs a type, such as BODY`;
    return err({ code: "field_invalid", message, details: { field } });
  }
  const { settings, credentials } = opened.value;
  const { name, language, category } = template;
  const parameterFormat = formatOf(template.components);
  const definition = {
    name,
    language,
    category: category.toUpperCase(),
    parameter_format: parameterFormat,
    components: components.data,
  };
  const url = `${settings.base_url}/${settings.graph_version}/${settings.waba_id}/message_templates`;
  const token = credentials.access_token;
  const post = { body: JSON.stringify(definition) };
  const answer = await transport(bearerRequest({ url, token, timeoutMs }, post));
  const created =
    answer.kind === "answer" && answer.status === 200
      ? createdSchema.safeParse(parseJson(answer.body)).data
      : undefined;
  if (!created) {
    const message = "WhatsApp did not take this template. Its own words are in provider.";
    return err(refusalOf(answer, credentials, { code: "template_refused", message }));
  }
  return ok({
    providerTemplateId: created.id,
    name,
    language,
    status: created.status.toUpperCase(),
    category: created.category ?? definition.category,
    parameterFormat,
    components: components.data,
  });
}

/** Meta: variables have names or numbers, alike in all of a template. `{{1}}` is a number. */
function formatOf(components: NewTemplate["components"]): ListedTemplate["parameterFormat"] {
  return /\{\{\s*[A-Za-z_]/.test(JSON.stringify(components)) ? "NAMED" : "POSITIONAL";
}
