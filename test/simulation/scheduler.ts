// What happens next: one of everything that can, drawn from the seed.
import { createClients } from "./clients.ts";
import type { Effect } from "./durable-object.ts";
import { createIncoming } from "./incoming.ts";
import { createOperator } from "./operator.ts";
import { deadlineMs } from "./outside.ts";
import type { World } from "./world.ts";

export type Scheduler = ReturnType<typeof createScheduler>;

export function createScheduler(world: World) {
  const { dice, mood, time, storage, object, outside, observer, coverage } = world;
  const clients = createClients(world);
  const incoming = createIncoming(world);
  const operator = createOperator(world, incoming);

  /** A request arrives, or its answer comes back; `whole`: both. */
  async function advance(effect: Effect, whole: boolean): Promise<void> {
    const { request, life } = effect;
    const subject = subjectOf(effect);
    const isGone = life.dead && !life.runsOn;
    if (isGone && (request.kind !== "deliver" || effect.outcome || dice.chance(0.5))) {
      object.drop(effect);
      return;
    }
    if (!effect.outcome) {
      effect.outcome = outside.arrive(effect);
      if (request.kind === "deliver" && effect.outcome.label.startsWith("taken")) {
        world.observer.took(request.messageId);
      }
      if (isGone || (!whole && dice.chance(mood.slow))) {
        world.note(`${request.kind} ${subject} arrives: ${effect.outcome.label}`);
        if (request.kind === "deliver" && dice.chance(mood.eager)) {
          await incoming.reportEarly(request.messageId);
        }
        return;
      }
    }
    const { label } = effect.outcome;
    const line = `${request.kind} ${subject}: ${label}${life.dead ? " (superseded)" : ""}`;
    await world.turn(line, () => {
      if (request.kind === "deliver") {
        const event = life.dead ? "superseded: deliver" : `deliver: ${label}`;
        world.cover(request.messageId, event);
      }
      if (request.kind === "lookUp" && !life.dead) world.cover(request.row.id, `lookUp: ${label}`);
      object.settle(effect);
    });
  }

  const ring = (alarm: "due" | "spurious") =>
    world.turn(alarm === "due" ? "the alarm rings" : "the alarm rings once too often", () => {
      for (const { state, direction } of observer.rows()) {
        if (direction === "outbound") coverage.hit(state, "the alarm rings");
      }
      object.ring(alarm);
    });

  const fire = (id: number) =>
    world.turn(`a timer of ${time.timers.get(id)?.owner ?? "nobody"}`, () => object.runTimer(id));

  const alarmIsDue = () => {
    const { at } = storage.alarm();
    return at !== null && at <= time.now && !object.isRinging();
  };

  /** The clock moves on. What is under way has a deadline, and comes to its end before it. */
  async function wait(): Promise<void> {
    const { at } = storage.alarm();
    const toAlarm = at === null ? 1_000 : Math.max(1, at - time.now);
    const jumps = {
      moment: dice.between(1, 500),
      seconds: dice.between(500, 30_000),
      minutes: dice.between(30_000, 3_600_000),
      hours: dice.between(3_600_000, 26 * 3_600_000),
      days: dice.between(26 * 3_600_000, 72 * 3_600_000),
      alarm: toAlarm,
      late: toAlarm + dice.between(1_000, 120_000),
    };
    await passTo(time.now + jumps[dice.choose(mood.jumps)]);
  }

  /** Who only let others go first has its turn before the clock moves on. */
  async function letGo(): Promise<void> {
    if (storage.isOpen()) world.flush();
    for (let id = time.yielding(); id !== undefined; id = time.yielding()) {
      await fire(id);
      if (storage.isOpen()) world.flush();
    }
  }

  async function passTo(wanted: number): Promise<void> {
    await letGo();
    for (let effect = object.effects()[0]; effect; effect = object.effects()[0]) {
      if (effect.leftAt + deadlineMs >= wanted) break;
      await advance(effect, true);
      await letGo();
    }
    time.now = Math.max(time.now, wanted);
    world.note("time passes");
  }

  /** Nobody comes for a while: the object is left to its alarms. Then somebody looks what is open. */
  async function leaveAlone(): Promise<void> {
    for (let rings = dice.between(2, 8); rings > 0; rings--) {
      const { at } = storage.alarm();
      if (at === null) return;
      await passTo(Math.max(at, time.now + 1));
      if (alarmIsDue()) await ring("due");
      for (const effect of [...object.effects()]) await advance(effect, true);
    }
    if (dice.chance(0.7)) await incoming.report();
    if (dice.chance(0.7)) await operator.resolve();
  }

  async function again(other: boolean): Promise<void> {
    const keyed = clients.keyed();
    if (keyed.length === 0) return;
    const sent = dice.pickByKind(keyed, ({ messageId }) => world.seenState(messageId));
    await clients.again(sent, other);
  }

  return {
    clients,
    incoming,
    advance,
    ring,
    fire,
    alarmIsDue,

    /** One step at random. */
    async step(): Promise<void> {
      const effects = object.effects();
      const timers = time.due();
      const next = dice.choose({
        effect: effects.length > 0 ? 26 : 0,
        timer: timers.length > 0 ? 6 : 0,
        alarm: alarmIsDue() ? 10 : 0,
        report: world.provider.reports.length > 0 ? mood.reports : 0,
        wait: 12,
        alone: mood.alone,
        send: 8,
        repeat: clients.hasBroken() ? 14 : 0,
        again: 5,
        altered: 3,
        inbound: 3,
        cancel: 5,
        resolve: mood.resolve,
        read: 0.5,
        profile: 0.5,
        purge: 1,
        erase: mood.erase,
        spurious: 0.5,
        wake: 0.3,
        death: mood.crash * 30,
      });
      switch (next) {
        case "effect":
          return advance(dice.pick(effects), false);
        case "timer":
          return fire(dice.pick(timers));
        case "alarm":
          return ring("due");
        case "report":
          return incoming.report();
        case "wait":
          return wait();
        case "alone":
          return leaveAlone();
        case "send":
          return clients.sendNew();
        case "repeat":
          return clients.repeat();
        case "again":
          return again(false);
        case "altered":
          return again(true);
        case "inbound":
          return incoming.inbound();
        case "cancel":
          return operator.cancel();
        case "resolve":
          return operator.resolve();
        case "read":
          return operator.read();
        case "profile":
          return operator.changeProfile();
        case "purge":
          return operator.purge();
        case "erase":
          return operator.erase();
        case "spurious":
          return object.isRinging() ? undefined : ring("spurious");
        case "wake":
          return operator.wake();
        case "death":
          return world.crash();
      }
    },
  };
}

function subjectOf({ request }: Effect): string {
  switch (request.kind) {
    case "deliver":
    case "correlationId":
      return request.messageId;
    case "lookUp":
      return request.row.id;
    case "project":
      return request.rows.map(({ id }) => id).join(",");
    case "loadProfile":
      return request.ref.leadId;
    case "loadAccount":
      return request.accountId;
    case "wipe":
      return "";
  }
}
