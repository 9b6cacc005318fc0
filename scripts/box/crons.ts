// Wakes the Worker at the times of its crons, because workerd on one machine does not. In UTC, as Cloudflare
// does. What was missed while the gateway was off is not made up for; the next time does it.

const minuteMs = 60_000;
/** Of minutes, hours, days of the month and months. */
const firsts = [0, 0, 1, 1];

/**
 * Understands minutes, hours, days of the month and months as numbers, ranges, lists and steps.
 *
 * @returns whether a time is one of the cron's minutes
 * @throws when it sets a day of the week, which Cloudflare counts otherwise than others, or has names
 */
export function parseCron(cron: string): (at: Date) => boolean {
  const fields = cron.split(" ");
  const matchers = fields.slice(0, -1).map((field, index) => parseField(field, firsts[index] ?? 0));
  if (fields.length !== 5 || fields[4] !== "*" || matchers.includes(null)) {
    throw new Error(
      `"${cron}" in wrangler.toml is no cron that a gateway on one machine understands.`,
    );
  }
  return (at) => {
    const parts = [at.getUTCMinutes(), at.getUTCHours(), at.getUTCDate(), at.getUTCMonth() + 1];
    return parts.every((part, index) => matchers[index]?.(part));
  };
}

function parseField(field: string, first: number): ((value: number) => boolean) | null {
  const parts = field.split(",").map((part) => {
    const match = /^(?:\*(?:\/([1-9]\d?))?|(\d{1,2})(?:-(\d{1,2}))?)$/.exec(part);
    if (!match) return null;
    const [, step = "1", from, to = from] = match;
    return (value: number) =>
      from === undefined
        ? (value - first) % Number(step) === 0
        : value >= Number(from) && value <= Number(to);
  });
  return parts.includes(null) ? null : (value) => parts.some((matches) => matches?.(value));
}

/**
 * Runs each cron at its minutes until stopped. One that still runs is not started again.
 *
 * @param run must not throw
 * @returns stops it
 */
export function startCrons(
  crons: readonly string[],
  run: (cron: string, at: Date) => Promise<void>,
): () => void {
  const all = crons.map((cron) => ({ cron, isDue: parseCron(cron), running: false }));
  let timer: NodeJS.Timeout;
  // By the minute that it is for: a timer may fire a little early.
  const waitFor = (minute: number): void => {
    timer = setTimeout(
      () => {
        const at = new Date(minute * minuteMs);
        for (const entry of all) {
          if (entry.running || !entry.isDue(at)) continue;
          entry.running = true;
          void run(entry.cron, at).finally(() => {
            entry.running = false;
          });
        }
        waitFor(Math.max(minute, Math.floor(Date.now() / minuteMs)) + 1);
      },
      minute * minuteMs - Date.now(),
    );
  };
  waitFor(Math.floor(Date.now() / minuteMs) + 1);
  return () => clearTimeout(timer);
}
