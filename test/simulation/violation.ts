/** A promise that did not hold. */
export class Violation extends Error {
  readonly promise: PromiseId;

  constructor(promise: PromiseId, found: string) {
    super(found);
    this.name = "Violation";
    this.promise = promise;
  }
}

/** What must hold, whatever happens. */
export const promises = {
  I1: "each accepted key is one message",
  I2: "no message reaches its provider twice, and no key reaches it with two messages",
  I3: "a message shown as sent was taken by its provider, or an operator said so",
  I4: "what a provider took and reported is known here, and never ends as open or failed",
  I5: "what is not finished implies an alarm, and nothing is stuck when all is quiet",
  I6: "a report that was taken is never lost",
  I7: "a lead's messages leave one at a time, in the order of their acceptance",
  I8: "the same key is given the same answer",
  I10: "no status is taken back",
  I12: "the list of messages equals the messages, once all is quiet",
  I14: "a failure has a code, and what was accepted stays",
  I15: "nothing throws that was not made to",
} as const;

export type PromiseId = keyof typeof promises;
