// Parts that the answers of many endpoints share, and the body of every failure.
import { z } from "zod";
import { lazy } from "../../lib/lazy.ts";
import { httpStatus } from "../../model/errors.ts";

/** Ids come back in lower case. */
export const uuid = () => z.string().meta({ format: "uuid" });
/** RFC 3339, in UTC. */
export const time = () => z.iso.datetime();

export const pagination = () =>
  z.object({ limit: z.int(), has_more: z.boolean() }).describe("The page that this is.");

export const nextCursor = () =>
  z
    .string()
    .nullable()
    .describe("What `cursor` must be for the next page; null when there is none.");

/** What a provider itself said. */
export const providerWords = lazy(() =>
  z
    .object({
      name: z.string().describe("Which provider."),
      http_status: z.int().optional(),
      code: z.union([z.string(), z.number()]).optional(),
      message: z.string().optional(),
      details: z.string().optional(),
      trace_id: z.string().optional(),
    })
    .meta({ id: "ProviderError", description: "A provider's own words, as far as it gave them." }),
);

/** Every failure. What else it has depends on the code. */
export const failure = () =>
  z.looseObject({
    error: z.string().describe("A sentence, of which a few are exactly the contract's."),
    code: z.enum(Object.keys(httpStatus)).describe("For programs: match on this."),
    message: z.string().optional().describe("More about it, for a person."),
    suggestion: z.string().optional().describe("What to do instead."),
    field: z.string().optional().describe("The first field that is wrong."),
    retry_after: z.int().optional().describe("Seconds to wait before the same request may work."),
    provider: providerWords().optional(),
    message_id: uuid().optional().describe("There when a message was recorded."),
    request_id: uuid().describe("Names the request, as `X-Request-Id` does."),
  });
