// Whether a send would find what it needs, for whoever decides if requests may come here. Anybody may ask, so
// an isolate looks seldom and answers everybody else with what it saw.
import type { Clock } from "./lib/clock.ts";
import { type ErrorCode, GatewayError } from "./model/errors.ts";

export interface ReadinessDeps {
  clock: Clock;
  /** Per part a call that fails when the part does not answer, and changes nothing. */
  parts: Record<string, () => Promise<unknown>>;
}

export interface Readiness {
  ready: boolean;
  checks: Record<string, "ok" | "timeout" | ErrorCode>;
}

/** For how long what was seen is told to others. */
const freshMs = 10_000;
/** A part that takes longer is none that a send could wait for. */
const timeoutMs = 2_000;

/** Makes the question. It tells codes and nothing else: why a part failed is the operator's to know. */
export function createReadiness({ clock, parts }: ReadinessDeps): () => Promise<Readiness> {
  let seen: Readiness | null = null;
  let freshUntil = 0;

  return async () => {
    const now = clock();
    if (seen && now < freshUntil) return seen;
    // Those who ask meanwhile are told what was seen before.
    freshUntil = now + freshMs;
    const checked = await Promise.all(
      Object.entries(parts).map(async ([name, probe]) => [name, await outcomeOf(probe)] as const),
    );
    seen = {
      ready: checked.every(([, outcome]) => outcome === "ok"),
      checks: Object.fromEntries(checked),
    };
    return seen;
  };
}

async function outcomeOf(probe: () => Promise<unknown>): Promise<Readiness["checks"][string]> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<"timeout">((resolve) => {
    timer = setTimeout(() => resolve("timeout"), timeoutMs);
  });
  const answered = probe().then(
    () => "ok" as const,
    (error: unknown) => (error instanceof GatewayError ? error.failure.code : "unavailable"),
  );
  try {
    return await Promise.race([answered, late]);
  } finally {
    clearTimeout(timer);
  }
}
