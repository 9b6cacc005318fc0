// What the lists have in common. A query that cannot be read is answered "Invalid parameters".
import { z } from "zod";
import { GatewayError } from "../../model/errors.ts";
import { refuseForeignWorkspace } from "./workspace-id.ts";

export const listQuerySchema = z.object({
  searchText: z.string().max(200).exactOptional().meta({
    description:
      "Found in the name; of a contact also in e-mail, number and company. Letter case does not matter.",
  }),
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  workspaceId: z
    .string()
    .exactOptional()
    .meta({ description: "The key's own workspace; any other is answered as absent." }),
});

/** Which rows of a list are asked for. */
export interface ListQuery {
  /** Null when nothing is searched for. */
  text: string | null;
  limit: number;
  offset: number;
}

/** Throws `fields_missing`, and `workspace_mismatch` for a workspace that is not the key's. */
export function readListQuery(query: Record<string, string>, own: string): ListQuery {
  const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ""));
  const parsed = listQuerySchema.safeParse(given);
  if (!parsed.success) throw new GatewayError("fields_missing");
  const { searchText, page, limit, workspaceId } = parsed.data;
  if (workspaceId !== undefined) refuseForeignWorkspace(workspaceId, own);
  return { text: searchText?.trim() || null, limit, offset: (page - 1) * limit };
}
