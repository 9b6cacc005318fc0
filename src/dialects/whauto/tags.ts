import { Hono } from "hono";
import { z } from "zod";
import { type Clock, isoTime } from "../../lib/clock.ts";
import { toUuid } from "../../lib/uuid.ts";
import { singleLine } from "../../model/content.ts";
import { GatewayError, parseOrRefuse } from "../../model/errors.ts";
import type { Database } from "../../store/db.ts";
import { createTag, getTag, listTags, type Tag } from "../../store/tags.ts";
import { type EdgeEnv, requireScope } from "../context.ts";
import { readBody } from "./body.ts";
import { readListQuery } from "./query.ts";

export const newTagSchema = z.object({
  name: singleLine(100)
    .transform((name) => name.trim())
    .refine((name) => name !== "", { message: "must not be empty" }),
});

/** Tags as things of their own; which contact carries them is said at the contact. */
export function tagRoutes({ db, clock }: { db: Database; clock: Clock }): Hono<EdgeEnv> {
  const app = new Hono<EdgeEnv>();
  const read = requireScope("leads.read");

  app.get("/", read, async (c) => {
    const { workspaceId } = c.get("key");
    const query = readListQuery(c.req.query(), workspaceId);
    const found = await listTags(db, workspaceId, query, clock());
    return c.json(found.map(tagView));
  });

  app.post("/", requireScope("leads.write"), async (c) => {
    const { name } = parseOrRefuse(newTagSchema, await readBody(c.req.raw));
    return c.json(tagView(await createTag(db, c.get("key").workspaceId, name, clock())));
  });

  app.get("/:id", read, async (c) => {
    const id = toUuid(c.req.param("id"));
    const found = id && (await getTag(db, c.get("key").workspaceId, id));
    if (!found) throw new GatewayError("resource_not_found");
    return c.json(tagView(found));
  });

  return app;
}

function tagView({ id, name, createdAt, updatedAt }: Tag) {
  return {
    id,
    name,
    canonical: name.toLowerCase(),
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(updatedAt),
  };
}
