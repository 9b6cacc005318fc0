import { parseJson } from "../../lib/json.ts";
import type { Transport } from "../../lib/transport.ts";
import type { OpenAccount } from "../../model/account.ts";
import { factsOf, failedCheck } from "../account-check.ts";
import type { AccountCheck } from "../provider.ts";
import { wire } from "./errors.ts";
import { botSchema, methodUrl, open } from "./schema.ts";

const timeoutMs = 10_000;

/** Asks Telegram who the bot is. */
export async function check(account: OpenAccount, transport: Transport): Promise<AccountCheck> {
  const opened = open(account);
  if (!opened.ok) return { ok: false, facts: {}, problem: opened.error.message };
  const { settings, credentials } = opened.value;
  const answer = await transport({
    url: methodUrl(settings.base_url, credentials.bot_token, "getMe"),
    method: "GET",
    headers: { accept: "application/json" },
    timeoutMs,
  });
  const isGood = answer.kind === "answer" && answer.status === 200;
  const bot = isGood ? botSchema.safeParse(parseJson(answer.body)).data?.result : null;
  if (!bot || String(bot.id) !== settings.bot_id) return failedCheck(wire, answer, credentials);
  return { ok: true, facts: factsOf(bot, ["id", "username", "first_name"]) };
}
