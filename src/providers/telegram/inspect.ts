import { z } from "zod";
import type { Transport } from "../../lib/transport.ts";
import type { OpenAccount } from "../../model/account.ts";
import { ask, blank } from "../inspection.ts";
import type { Inspection } from "../provider.ts";
import { scrub } from "../scrub.ts";
import { methodUrl, open } from "./schema.ts";

const timeoutMs = 10_000;
const maxErrorChars = 200;

/** https://core.telegram.org/bots/api#webhookinfo */
const webhookSchema = z.object({
  ok: z.literal(true),
  result: z.object({
    /** Empty when there is none. */
    url: z.string(),
    pending_update_count: z.int(),
    last_error_message: z.string().optional().catch(undefined),
  }),
});

/** Asks Telegram where it brings updates, and whether it can. */
export async function inspect(account: OpenAccount, transport: Transport): Promise<Inspection> {
  const found = blank();
  const opened = open(account);
  if (!opened.ok) return found;
  const { settings, credentials } = opened.value;
  const answer = await ask(transport, {
    url: methodUrl(settings.base_url, credentials.bot_token, "getWebhookInfo"),
    method: "GET",
    headers: { accept: "application/json" },
    timeoutMs,
  });
  const info = webhookSchema.safeParse(answer).data?.result;
  if (!info) {
    found.unproven.push("Telegram does not say where it brings updates. Ask it later again.");
    return found;
  }
  const { url, pending_update_count: pending, last_error_message: error } = info;
  found.addresses = url === "" ? [] : [url];
  found.facts["pending_update_count"] = pending;
  if (error === undefined) return found;
  const said = scrub(error, Object.values(credentials)).slice(0, maxErrorChars).toWellFormed();
  // Telegram keeps the last error for good; only with updates that wait does it still matter.
  if (pending > 0) {
    found.problems.push(
      `${pending} updates wait, because Telegram could not bring one: ${said}. Mend that; it goes on by itself.`,
    );
  } else found.facts["last_error_message"] = said;
  return found;
}
