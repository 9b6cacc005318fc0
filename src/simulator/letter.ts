/** A webhook request before its signature. */
export interface Letter {
  url: string;
  body: string;
  secret: string;
  webhookId: string;
  /** When it is signed, epoch milliseconds. */
  signedAt: number;
}
