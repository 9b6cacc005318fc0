import { DurableObject } from "cloudflare:workers";
import { systemClock } from "./lib/clock.ts";
import type { TemplateDefinition } from "./simulator/meta/template.ts";
import { type PersonReply, Simulator } from "./simulator/simulator.ts";
import type { PendingFault } from "./simulator/state.ts";

/** The pretend providers and people of one `test` workspace. */
export class SimulatorObject extends DurableObject<Env> {
  readonly #simulator: Simulator;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#simulator = new Simulator({
      sql: {
        all: <Row>(query: string, ...bindings: (string | number | null)[]) =>
          ctx.storage.sql.exec(query, ...bindings).toArray() as Row[],
      },
      clock: systemClock,
      wait: (ms) => scheduler.wait(ms),
    });
  }

  /** A request to a provider, with the provider's own URL. */
  override fetch(request: Request): Promise<Response> {
    return this.#simulator.fetch(request);
  }

  view(): string {
    return this.#simulator.view();
  }

  receive(reply: PersonReply): { id: string; webhook: string } {
    return this.#simulator.receive(reply);
  }

  addFault(fault: PendingFault): boolean {
    return this.#simulator.addFault(fault);
  }

  addTemplate(template: TemplateDefinition): boolean {
    return this.#simulator.addTemplate(template);
  }

  forget(): void {
    this.#simulator.forget();
  }
}
