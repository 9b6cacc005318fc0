// The real object of one lead, in the real Worker, with the simulator for its providers.
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type fc from "fast-check";
import { expect } from "vitest";
import type { LeadPort, SendOrder, SendOutcome } from "../../src/lead/port.ts";
import type { Channel } from "../../src/model/channel.ts";
import type { Content } from "../../src/model/content.ts";
import type { LeadRef } from "../../src/model/lead.ts";
import { defaultSwitches } from "../../src/simulator/switches.ts";
import { edge } from "../../src/wiring.ts";
import { leadObjectOf, type Person, type Workspace } from "../support/gateway.ts";
import type { Kind, LeadModel, Sent } from "./model.ts";

/** Nothing is reported by itself, and nobody answers the phone: only commands change anything. */
export const quiet = { ...defaultSwitches, missing: true, answer_call: "ring" as const };

export const channelOf = {
  text: "whatsapp",
  template: "whatsapp",
  email: "email",
  call: "call",
} as const satisfies Record<Kind, Channel>;
const shelfOf = { whatsapp: "phone", email: "mailbox", call: "calls" } as const;

/** Tries again until it holds. `expect.poll` would move the clock. */
export async function eventually(check: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await check();
    } catch (error) {
      if (tries === 300) throw error;
      await scheduler.wait(10);
    }
  }
}

export class Real {
  readonly acme: Workspace;
  readonly person: Person;
  readonly ref: LeadRef;
  readonly #helloWorld: string;
  readonly orders = new Map<string, SendOrder>();
  /** What the first caller of a key was told. */
  readonly answers = new Map<string, SendOutcome>();

  constructor(acme: Workspace, person: Person, helloWorld: string) {
    this.acme = acme;
    this.person = person;
    this.ref = { workspaceId: acme.id, leadId: person.id };
    this.#helloWorld = helloWorld;
  }

  get simulator() {
    return env.SIMULATOR.getByName(this.acme.id);
  }

  newId(): Promise<string> {
    return edge.newMessageId(this.ref);
  }

  #anyId: string | null = null;
  /** A stub of the object as it lives now: that of a dead one goes on failing. */
  async object() {
    this.#anyId ??= await this.newId();
    return leadObjectOf(this.#anyId);
  }

  async order(
    messageId: string,
    kind: Kind,
    { key, body, scheduledAt }: { key: string | null; body: string; scheduledAt: number | null },
  ): Promise<SendOrder> {
    const { workspaceId } = this.ref;
    const content: Record<Kind, Content> = {
      text: { kind: "text", text: body },
      template: { kind: "template", templateId: this.#helloWorld, components: [] },
      email: { kind: "email", text: body },
      call: { kind: "call", beginMessage: body },
    };
    return {
      ref: this.ref,
      messageId,
      idempotency: key === null ? null : { key, fingerprint: `${kind} ${body}` },
      workflow: await edge.findWorkflow(workspaceId, this.acme.workflowId),
      template: kind === "template" ? await edge.findTemplate(workspaceId, this.#helloWorld) : null,
      command: {
        leadId: this.ref.leadId,
        workflowId: this.acme.workflowId,
        channel: channelOf[kind],
        content: content[kind],
        metadata: {},
        scheduledAt,
      },
    };
  }

  /** What the provider has of a message, by its own log. */
  async taken({ id, kind }: Sent): Promise<{ id: string }[]> {
    const world = JSON.parse(await this.simulator.view());
    const entries: ({ id?: string; call_id?: string } & object)[] = world[shelfOf[channelOf[kind]]];
    return entries
      .filter((entry) => JSON.stringify(entry).includes(id))
      .map((entry) => ({ id: entry.id ?? entry.call_id ?? "" }));
  }

  async alarmAt(): Promise<number | null> {
    return runInDurableObject(await this.object(), (_, { storage }) => storage.getAlarm());
  }

  /** The alarm rings for everything that has come due. */
  async ring(): Promise<void> {
    for (let rings = 0; rings < 20; rings++) {
      const at = await this.alarmAt();
      if (at === null || at > Date.now()) return;
      await runDurableObjectAlarm(await this.object());
    }
    throw new Error("the alarm rings without end");
  }

  /** Compares everything that can be seen of the lead. */
  async compare(model: LeadModel): Promise<void> {
    const expected = Object.fromEntries(model.messages.map((m) => [m.id, model.status(m)]));
    // An operator's resend is answered before it is done.
    await eventually(async () => expect(await this.#statuses()).toEqual(expected));
    if (model.messages.some((message) => model.isOpen(message))) {
      expect(await this.alarmAt(), "something is open and no alarm is set").not.toBeNull();
    }
    const windows = await (await this.object()).windows(this.ref);
    expect(windows.some(({ open }) => open)).toBe(model.isWindowOpen());
  }

  async #statuses(): Promise<Record<string, string>> {
    const query = { channels: null, limit: 200, offset: 0, order: "asc" as const };
    const port: LeadPort = await this.object();
    const { messages } = await port.history(this.ref, query);
    const ours = messages.filter(({ direction }) => direction === "outbound");
    return Object.fromEntries(ours.map(({ id, status }) => [id, status]));
  }
}

export type Command = fc.AsyncCommand<LeadModel, Real>;

/** Does something to both, and compares them. */
export const command = (
  name: string,
  run: (model: LeadModel, real: Real) => Promise<void>,
  check: (model: LeadModel) => boolean = () => true,
): Command => ({
  check,
  run: async (model, real) => {
    await run(model, real);
    await real.compare(model);
  },
  toString: () => name,
});
