// Words of strangers' mail servers, as carriers pass them on: cut, free of addresses, and kept beside ours.
import { z } from "zod";
import type { ProviderName } from "../model/channel.ts";
import type { Failure } from "../model/errors.ts";
import { scrub } from "./scrub.ts";

/** A text of at most `max` characters; what is longer is cut, and what is no text is absent. */
export const shortText = (max: number) =>
  z
    .string()
    .transform((value) => value.slice(0, max).toWellFormed())
    .optional()
    .catch(undefined);

/** A mail server's words, which quote the address. */
export const serverWords = z
  .string()
  .transform((value) => scrub(value).slice(0, 500).toWellFormed())
  .optional()
  .catch(undefined);

/** Our words for a failure with the carrier's beside them; what it did not say is left out. */
export function mailFailure(
  name: ProviderName,
  { code, message }: Required<Pick<Failure, "code" | "message">>,
  words: Partial<Record<"code" | "message" | "details", string | undefined>> = {},
): Failure {
  const said = Object.entries(words).filter(([, word]) => word !== undefined);
  return { code, message, provider: { name, ...Object.fromEntries(said) } };
}
