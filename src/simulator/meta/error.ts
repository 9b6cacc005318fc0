// Meta's error envelope. Codes, titles and HTTP statuses are those of Meta's error tables; the details
// are the simulator's own words.
import type { Reply } from "../player.ts";
import type { Problem } from "../problem.ts";

/** Why Meta says no. */
export interface MetaRefusal {
  code: keyof typeof titles;
  details?: string;
  subcode?: number;
  /** Instead of the code's own. */
  status?: number;
  headers?: Record<string, string>;
}

const titles = {
  100: [400, "Invalid parameter"],
  190: [401, "Authentication Error"],
  2500: [400, "Unknown path components"],
  80007: [429, "Rate limit issues"],
  130429: [429, "Rate limit hit"],
  131000: [500, "Something went wrong"],
  131008: [400, "Required parameter is missing"],
  131009: [400, "Parameter value is not valid"],
  131016: [503, "Service unavailable"],
  131026: [400, "Message undeliverable"],
  131047: [400, "Re-engagement message"],
  131048: [429, "Spam rate limit hit"],
  131049: [400, "Message not delivered to maintain healthy ecosystem engagement"],
  131053: [400, "Media upload error"],
  131056: [429, "(Business Account, Consumer Account) pair rate limit hit"],
  132000: [400, "Number of parameters does not match the expected number of params"],
  132001: [404, "Template name does not exist in the translation"],
  132005: [400, "Translated text too long"],
  132012: [400, "Parameter format does not match format in the created template"],
  132015: [400, "Template is paused"],
  132016: [400, "Template is disabled"],
  132018: [400, "There is an issue with the parameters in your template"],
} as const satisfies Record<number, readonly [status: number, title: string]>;

/** Meta's title of a code. */
export const titleOf = (code: MetaRefusal["code"]): string => titles[code][1];

/** A malformed body, in Meta's words. */
export function malformed({ kind, path, rule }: Problem): MetaRefusal {
  const [top = "body", ...rest] = path;
  const name = rest.reduce<string>((text, step) => `${text}[${JSON.stringify(step)}]`, String(top));
  switch (kind) {
    case "unknown":
      return { code: 100, details: `Unexpected key ${name}` };
    case "missing": {
      const code = name === "messaging_product" || name === "to" ? 100 : 131008;
      return { code, details: `The parameter ${name} is required.` };
    }
    case "too_long":
      return { code: 100, details: `Param ${name}: ${rule}` };
    case "invalid":
      return { code: 131009, details: `Param ${name}: ${rule}` };
  }
}

export function refuse(refusal: MetaRefusal, traceId: string): Reply {
  const { code, details, subcode, headers = {} } = refusal;
  const [usualStatus, title] = titles[code];
  const status = refusal.status ?? usualStatus;
  return {
    status,
    headers,
    body: {
      error: {
        message: `(#${code}) ${title}`,
        type: "OAuthException",
        code,
        ...(subcode === undefined ? {} : { error_subcode: subcode }),
        // An outage: the message may have been accepted all the same.
        ...(status >= 500 ? { is_transient: true } : {}),
        ...(details === undefined
          ? {}
          : { error_data: { messaging_product: "whatsapp", details } }),
        fbtrace_id: traceId,
      },
    },
  };
}
