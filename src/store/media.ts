// Bytes that people sent us, in R2 where a bucket is bound. A name begins with workspace and lead, so
// that whatever belongs to a lead can be found and taken away.
import type { LeadRef } from "../model/lead.ts";

/** What we need of a bucket. */
export type Bucket = Pick<R2Bucket, "get" | "put" | "list" | "delete">;

export const mediaName = ({ workspaceId, leadId }: LeadRef, messageId: string): string =>
  `${workspaceId}/${leadId}/${messageId}`;

/** Deletes everything that the lead ever sent. */
export async function forgetMedia(bucket: Bucket, { workspaceId, leadId }: LeadRef): Promise<void> {
  const prefix = `${workspaceId}/${leadId}/`;
  for (;;) {
    const { objects, truncated } = await bucket.list({ prefix });
    if (objects.length > 0) await bucket.delete(objects.map(({ key }) => key));
    if (!truncated) return;
  }
}
