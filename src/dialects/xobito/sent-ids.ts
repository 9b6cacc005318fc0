import { TtlCache } from "../../lib/cache.ts";
import type { Clock } from "../../lib/clock.ts";

/** WhatsApp's ids of messages that were sent a moment ago: the list of messages learns of them within a second. */
export interface SentIds {
  remember(workspaceId: string, providerMessageId: string, messageId: string): void;
  /** Ours; null when this isolate did not send it, or not lately. */
  find(workspaceId: string, providerMessageId: string): string | null;
}

const rememberedMs = 60_000;

export function sentIds(clock: Clock): SentIds {
  const cache = new TtlCache<string>(clock);
  return {
    remember: (workspaceId, providerMessageId, messageId) =>
      cache.set(`${workspaceId}:${providerMessageId}`, messageId, rememberedMs),
    find: (workspaceId, providerMessageId) =>
      cache.get(`${workspaceId}:${providerMessageId}`) ?? null,
  };
}
