/** Why there was no answer: the last failure of the network, or an answer that was none of the gateway's. */
export class NoAnswerError extends Error {
  override readonly name = "NoAnswerError";
  /** The status of an answer that something before the gateway gave; null when there was none. */
  readonly status: number | null;
  /** With this key the same send may be made again later; null for a request that had none. */
  readonly idempotencyKey: string | null;

  constructor(
    message: string,
    {
      status = null,
      cause,
      request,
    }: { status?: number | null; cause?: unknown; request?: Request },
  ) {
    super(message, { cause });
    this.status = status;
    this.idempotencyKey = request?.headers.get("Idempotency-Key") ?? null;
  }
}
