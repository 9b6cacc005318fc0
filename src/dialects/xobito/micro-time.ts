/** UTC with microseconds (`2026-04-08T14:30:25.000000Z`); our clocks know milliseconds. */
export const microTime = (epochMs: number): string =>
  new Date(epochMs).toISOString().replace("Z", "000Z");
