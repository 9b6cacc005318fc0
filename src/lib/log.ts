// Structured logs. Only these fields can be written: ids, codes, durations and masked addresses; never a
// body, an address, a token or a provider's text.
import type { Masked } from "./mask.ts";

export interface LogFields {
  requestId?: string;
  workspaceId?: string;
  leadId?: string;
  messageId?: string;
  accountId?: string;
  channel?: string;
  provider?: string;
  code?: string;
  status?: number;
  attempt?: number;
  count?: number;
  durationMs?: number;
  /** The pattern that the path fitted, never the path. */
  route?: string;
  method?: string;
  dialect?: string;
  /** What became of it, in one of our own words. */
  outcome?: string;
  /** How long the provider took to answer. */
  providerMs?: number;
  /** How long after its own time the latest of what was told reached us. */
  lagMs?: number;
  /** Which part of the lines like this one is written; absent when all are. */
  sample?: number;
  /** Whom it was for. */
  to?: Masked;
  /** The name of an error's class, never its message. */
  errorName?: string;
  /** Where the error came from: the stack's first frames, which name code, not data. */
  at?: string;
}

export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

export const consoleLog: Log = {
  info: (event, fields) => console.log(JSON.stringify({ level: "info", event, ...fields })),
  warn: (event, fields) => console.warn(JSON.stringify({ level: "warn", event, ...fields })),
  error: (event, fields) => console.error(JSON.stringify({ level: "error", event, ...fields })),
};

/** What may be logged of something thrown. */
export function describeError(error: unknown): Pick<LogFields, "errorName" | "at"> {
  if (!(error instanceof Error)) return { errorName: typeof error };
  const { message, stack = "" } = error;
  // The message comes first, and may hold lines that look like frames.
  const frames = stack
    .slice(stack.indexOf(message) + message.length)
    .split("\n")
    .filter((line) => line.trimStart().startsWith("at "))
    .slice(0, 3)
    .map((line) => line.trim());
  return { errorName: error.name, ...(frames.length > 0 ? { at: frames.join(" < ") } : {}) };
}
