import { DurableObject } from "cloudflare:workers";
import { systemClock } from "./lib/clock.ts";
import type { Act } from "./simulator/acts.ts";
import type { PersonReply } from "./simulator/meta/reply.ts";
import type { TemplateDefinition } from "./simulator/meta/template.ts";
import { Simulator } from "./simulator/simulator.ts";
import type { PendingFault } from "./simulator/state.ts";
import type { Switches } from "./simulator/switches.ts";
import type { Word } from "./simulator/word.ts";
import { simulated } from "./wiring-incoming.ts";

/** The pretend providers and people of one `test` workspace, whose id is the object's name. */
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
      wakeAt: (at) => void ctx.storage.setAlarm(at),
      subscription: (provider, sender) =>
        simulated.subscription(this.#workspaceId(), provider, sender),
      hookPaths: (provider) => simulated.hookPaths(this.#workspaceId(), provider),
      callback: (request) => ctx.exports.default.fetch(request),
    });
  }

  #workspaceId(): string {
    const { name } = this.ctx.id;
    if (name === undefined) throw new Error("a simulator is found by the name of its workspace");
    return name;
  }

  /** A request to a provider, with the provider's own URL. */
  override fetch(request: Request): Promise<Response> {
    return this.#simulator.fetch(request);
  }

  view(): string {
    return this.#simulator.view();
  }

  receive(reply: PersonReply) {
    return this.#simulator.receive(reply);
  }

  tapProblem(reply: PersonReply): string | null {
    return this.#simulator.tapProblem(reply);
  }

  say(word: Word) {
    return this.#simulator.say(word);
  }

  act(done: Act) {
    return this.#simulator.act(done);
  }

  set(switches: Switches): void {
    this.#simulator.set(switches);
  }

  advance(seconds: number): string {
    return this.#simulator.advance(seconds);
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

  override alarm(): Promise<void> {
    return this.#simulator.drain();
  }
}
