// Telegram tells its errors apart by their texts alone, and changes them: each is known by a part that has stood
// for years, in any case of letters (the source of its server, telegram-bot-api).
import { parseJson } from "../../lib/json.ts";
import type { Answer } from "../../lib/transport.ts";
import type { ErrorCode, ProviderError } from "../../model/errors.ts";
import type { Verdict } from "../../model/failure.ts";
import { judge, type Meaning, sensibleWaitMs, type Wire } from "../judge.ts";
import { acceptedSchema, errorSchema, type TelegramCredentials } from "./schema.ts";

interface Refusal {
  texts: readonly string[];
  code: ErrorCode;
  message: string;
}

const refusals: readonly Refusal[] = [
  {
    texts: ["blocked by the user"],
    code: "recipient_refused",
    message: "The person has blocked the bot. They can be written to again when they unblock it.",
  },
  {
    texts: ["can't initiate conversation", "chat not found", "peer_id_invalid"],
    code: "recipient_unreachable",
    message:
      "The bot cannot write to this chat: there is none, or the person has not started the bot yet.",
  },
  {
    texts: ["user is deactivated", "bot was kicked", "upgraded to a supergroup", "migrated to"],
    code: "recipient_unreachable",
    message: "This chat is gone: its person's account is deleted, or the bot was put out of it.",
  },
  {
    texts: ["can't use getupdates", "terminated by other"],
    code: "account_refused",
    message: "The bot's webhook and another program get in each other's way. Stop the other one.",
  },
];

const content: Meaning = {
  kind: "reject",
  code: "content_refused",
  message: "Telegram refused the content of this message. Its own words are in provider.",
};
const contentTexts = [
  "message text is empty",
  "message is too long",
  "caption is too long",
  "parse entities",
  "button_data_invalid",
  "button_url_invalid",
  "inline keyboard button",
  "wrong file identifier",
  "failed to get http url content",
  "wrong type of the web page content",
  "webpage_",
  "wrong remote file",
  "photo_invalid_dimensions",
  "file is too big",
];

const meanings: readonly { texts: readonly string[]; meaning: Meaning }[] = [
  ...refusals.map(({ texts, code, message }) => ({
    texts,
    meaning: { kind: "reject" as const, code, message },
  })),
  { texts: contentTexts, meaning: content },
];

const refusedByPerson: Meaning = {
  kind: "reject",
  code: "recipient_refused",
  message: "Telegram does not let the bot write to this person. Its own words are in provider.",
};

/** What the answer says beside its text. */
interface Hints {
  retryAfterSeconds?: number | undefined;
  migratedTo?: number | undefined;
}

function meaningOf(error: ProviderError, hints: Hints): Meaning | null {
  const { code, message = "", httpStatus = 0 } = error;
  if (typeof code !== "number" || code >= 500 || httpStatus >= 500) return null;
  if (code === 429) {
    const waitMs = sensibleWaitMs((hints.retryAfterSeconds ?? 0) * 1000);
    return { kind: "retry", ...(waitMs === null ? {} : { atLeastMs: waitMs }) };
  }
  // Telegram: 404 is the answer to a token that no bot has, as far as its form goes.
  if (code === 401 || code === 404) return { kind: "reauth" };
  if (hints.migratedTo !== undefined) {
    const moved = `This group has become the supergroup ${hints.migratedTo}. Write to that chat instead.`;
    return { kind: "reject", code: "recipient_unreachable", message: moved };
  }
  const words = message.toLowerCase();
  const known = meanings.find(({ texts }) => texts.some((text) => words.includes(text)));
  return known?.meaning ?? (code === 403 ? refusedByPerson : null);
}

/** Unique among all of a bot's chats: Telegram counts messages for each chat. */
export const messageKey = (chatId: number | string, messageId: number | string): string =>
  `${chatId}:${messageId}`;

export const wire: Wire = {
  name: "telegram",
  title: "Telegram",
  accepted(body) {
    const { result } = acceptedSchema.safeParse(body).data ?? {};
    return result ? { providerMessageId: messageKey(result.chat.id, result.message_id) } : null;
  },
  error(body) {
    const { error_code: code, description: message } = errorSchema.safeParse(body).data ?? {};
    return { code, message };
  },
  meaning: (error) => meaningOf(error, {}),
};

export function verdictOf(answer: Answer, credentials: TelegramCredentials): Verdict {
  const body = answer.kind === "answer" ? parseJson(answer.body) : undefined;
  const { retry_after, migrate_to_chat_id } = errorSchema.safeParse(body).data?.parameters ?? {};
  const hints = { retryAfterSeconds: retry_after, migratedTo: migrate_to_chat_id };
  return judge({ ...wire, meaning: (error) => meaningOf(error, hints) }, answer, credentials);
}
