import type { Clock } from "./clock.ts";

/** How long the others go on with an expired value while one request loads it anew. */
const renewalMs = 1_000;

/**
 * A cache of one isolate: entries live `ttlMs`, at most `capacity` of them (the oldest leave first). No
 * request waits for the load of another: on Workers it would go on in the other's context, where its own
 * I/O fails. A load that fails is not remembered.
 */
export class TtlCache<V> {
  readonly #entries = new Map<string, { value: V; expiresAt: number }>();
  readonly #renewing = new Set<string>();
  readonly #clock: Clock;
  readonly #capacity: number;
  /** Counts deletions: what was loading meanwhile may already be stale. */
  #deletions = 0;

  constructor(clock: Clock, capacity = 10_000) {
    this.#clock = clock;
    this.#capacity = capacity;
  }

  get(key: string): V | undefined {
    return this.#expiredFor(key, 0);
  }

  set(key: string, value: V, ttlMs: number): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, expiresAt: this.#clock() + ttlMs });
    if (this.#entries.size > this.#capacity) {
      for (const oldest of this.#entries.keys()) {
        this.#entries.delete(oldest);
        break;
      }
    }
  }

  delete(key: string): void {
    this.#entries.delete(key);
    this.#deletions++;
  }

  clear(): void {
    this.#entries.clear();
    this.#deletions++;
  }

  /**
   * The cached value, or what `load` brings; `ttlMs` may depend on the value, and 0 means "do not keep".
   * When the load fails, a value that expired less than `staleForMs` ago still serves. So does one that
   * expired just now and that another request is loading already.
   */
  async through(
    key: string,
    load: () => Promise<V>,
    ttlMs: (value: V) => number,
    staleForMs = 0,
  ): Promise<V> {
    const cached = this.#expiredFor(key, this.#renewing.has(key) ? renewalMs : 0);
    if (cached !== undefined) return cached;
    const deletions = this.#deletions;
    this.#renewing.add(key);
    try {
      const value = await load();
      const ttl = ttlMs(value);
      if (ttl > 0 && deletions === this.#deletions) this.set(key, value, ttl);
      return value;
    } catch (error) {
      const stale = this.#expiredFor(key, staleForMs);
      if (stale !== undefined) return stale;
      throw error;
    } finally {
      this.#renewing.delete(key);
    }
  }

  /** The value unless it expired `ms` ago or earlier. */
  #expiredFor(key: string, ms: number): V | undefined {
    const entry = this.#entries.get(key);
    return entry && entry.expiresAt + ms > this.#clock() ? entry.value : undefined;
  }
}
