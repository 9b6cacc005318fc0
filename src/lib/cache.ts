import type { Clock } from "./clock.ts";

/**
 * A cache of one isolate: entries live `ttlMs`, at most `capacity` of them (the oldest leave first).
 * Concurrent misses of one key share a single load; a load that fails is not remembered.
 */
export class TtlCache<V> {
  readonly #entries = new Map<string, { value: V; expiresAt: number }>();
  readonly #loading = new Map<string, Promise<V>>();
  readonly #clock: Clock;
  readonly #capacity: number;

  constructor(clock: Clock, capacity = 10_000) {
    this.#clock = clock;
    this.#capacity = capacity;
  }

  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    if (entry.expiresAt > this.#clock()) return entry.value;
    this.#entries.delete(key);
    return undefined;
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
    this.#loading.delete(key);
  }

  clear(): void {
    this.#entries.clear();
    this.#loading.clear();
  }

  /** The cached value, or what `load` brings; `ttlMs` may depend on the value, and 0 means "do not keep". */
  async through(key: string, load: () => Promise<V>, ttlMs: (value: V) => number): Promise<V> {
    const cached = this.get(key);
    if (cached !== undefined) return cached;
    const pending = this.#loading.get(key);
    if (pending) return pending;
    const loading = load();
    this.#loading.set(key, loading);
    try {
      const value = await loading;
      const ttl = ttlMs(value);
      // A `delete` while the load was under way means that what it brings may already be stale.
      if (ttl > 0 && this.#loading.get(key) === loading) this.set(key, value, ttl);
      return value;
    } finally {
      if (this.#loading.get(key) === loading) this.#loading.delete(key);
    }
  }
}
