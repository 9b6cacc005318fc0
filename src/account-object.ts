import { DurableObject } from "cloudflare:workers";
import { createPacer, type Pacer, type PacerState } from "./bulk/pacer.ts";
import type { LeaseRequest, Limits, News, Pacing } from "./bulk/pacing.ts";
import { systemClock } from "./lib/clock.ts";

const stateKey = "pacer";

/** Shares the rate of one account, whose id is the object's name, among the jobs that use it. */
export class AccountObject extends DurableObject<Env> implements Pacing {
  readonly #pacer: Pacer;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const { kv } = ctx.storage;
    const save = (state: PacerState) => kv.put(stateKey, state);
    this.#pacer = createPacer({ clock: systemClock, save }, kv.get<PacerState>(stateKey) ?? null);
  }

  async lease(request: LeaseRequest) {
    return this.#pacer.lease(request);
  }

  async report(news: News[], limits: Limits) {
    this.#pacer.report(news, limits);
  }

  /** The account's credentials changed. */
  renew(): void {
    this.#pacer.renew();
  }
}
