/** The command was not understood or lacks something; nothing was asked of the gateway. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
