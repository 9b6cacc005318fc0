// Meta's paging ends where `paging.next` is absent; a cursor is there even on the last page. The next
// address is built here and never taken from the answer: it would be told our token.
import { parseJson } from "../../lib/json.ts";
import { err, ok, type Result } from "../../lib/result.ts";
import type { Transport } from "../../lib/transport.ts";
import type { OpenAccount } from "../../model/account.ts";
import type { ProviderError } from "../../model/errors.ts";
import { bearerRequest } from "../bearer-request.ts";
import type { ListedTemplate } from "../provider.ts";
import { verdictOf } from "./errors.ts";
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
