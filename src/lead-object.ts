import { DurableObject } from "cloudflare:workers";
import { type Lead, openLead } from "./lead/lead.ts";
import type {
  HistoryQuery,
  Inbound,
  LeadPort,
  Report,
  Resolution,
  SendOrder,
} from "./lead/port.ts";
import type { SqlValue } from "./lead/sql.ts";
import type { LeadRef } from "./model/lead.ts";
import { leadVerbs } from "./wiring.ts";

/** Holds one lead, or a bucket of them, and forwards. All of the logic is in `lead/`. */
export class LeadObject extends DurableObject<Env> implements LeadPort {
  readonly #lead: Lead;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const { storage } = ctx;
    this.#lead = openLead({
      ...leadVerbs,
      boot: crypto.randomUUID(),
      sql: {
        all: <Row>(query: string, ...bindings: SqlValue[]) =>
          storage.sql.exec(query, ...bindings).toArray() as Row[],
        transaction: (work) => storage.transactionSync(work),
      },
      wakeAt: (at) => void (at === null ? storage.deleteAlarm() : storage.setAlarm(at)),
      wipe: () => storage.deleteAll(),
    });
  }

  send(order: SendOrder) {
    return this.#lead.send(order);
  }

  cancel(workspaceId: string, messageId: string) {
    return this.#lead.cancel(workspaceId, messageId);
  }

  message(workspaceId: string, messageId: string) {
    return this.#lead.message(workspaceId, messageId);
  }

  receive(ref: LeadRef, inbound: Inbound) {
    return this.#lead.receive(ref, inbound);
  }

  report(report: Report, ref: LeadRef | null) {
    return this.#lead.report(report, ref);
  }

  resolve(workspaceId: string, messageId: string, resolution: Resolution) {
    return this.#lead.resolve(workspaceId, messageId, resolution);
  }

  history(ref: LeadRef, query: HistoryQuery) {
    return this.#lead.history(ref, query);
  }

  windows(ref: LeadRef) {
    return this.#lead.windows(ref);
  }

  purge(ref: LeadRef, before: number) {
    return this.#lead.purge(ref, before);
  }

  wake() {
    return this.#lead.wake();
  }

  passTime(ref: LeadRef, ms: number) {
    return this.#lead.passTime(ref, ms);
  }

  profileChanged(ref: LeadRef) {
    return this.#lead.profileChanged(ref);
  }

  erase(ref: LeadRef) {
    return this.#lead.erase(ref);
  }

  override alarm() {
    return this.#lead.alarm();
  }
}
