// Providers quote in their errors what they were given: the number that was called, the token that was
// refused. Their words are kept with the message and shown, so these parts are taken out first.
import { mask } from "../lib/mask.ts";

/** The keys and tokens of providers and of webhooks' signatures, whoever they belong to. */
const token = /\bEAA\w{8,}|\b(?:key|re|whsec)_[\w+/=-]{8,}|\b[Bb]earer\s+[^\s"',;]+/g;
/** What stands between blanks, brackets, quotes and the like, and may be an e-mail address. */
const word = /[^\s"'<>()[\]{},;:]+/g;
const uuid = /\b([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})\b/;
/** A day, or eight digits and more with what people write between them. */
const numbers = /\b\d{4}-\d\d-\d\d|\+?\b\d(?:[\s().-]{0,3}\d){7,}/g;

/** `text` without `secrets` and anything that looks like one, its phone numbers and e-mail addresses masked. */
export function scrub(text: string, secrets: readonly unknown[] = []): string {
  let rest = text;
  for (const secret of secrets) {
    if (typeof secret !== "string" || secret === "") continue;
    rest = rest
      .replaceAll(secret, "[secret]")
      .replaceAll(encodeURIComponent(secret.toWellFormed()), "[secret]");
  }
  return rest
    .replace(token, "[secret]")
    .replace(word, (one) => (/@|%40/.test(one) ? mask(one.replaceAll("%40", "@")) : one))
    .split(uuid)
    .map((part, i) => (i % 2 === 0 ? part.replace(numbers, maskPhone) : part))
    .join("");
}

/** A day, what goes on as a word, and one piece of more digits than E.164 allows are no phone numbers. */
function maskPhone(found: string, at: number, whole: string): string {
  if (found.startsWith("+")) return mask(found);
  const next = whole[at + found.length] ?? "";
  const isOther = /^\d{4}-\d\d-\d\d$/.test(found) || /\w/.test(next) || /^\d{16,}$/.test(found);
  return isOther ? found : mask(found);
}
