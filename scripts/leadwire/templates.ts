import { z } from "zod";
import { type AddVerbs, ofWorkspace, uuid } from "./session.ts";
import { table } from "./table.ts";

const countsSchema = z.object({
  added: z.number(),
  updated: z.number(),
  removed: z.number(),
  total: z.number(),
});

export const addTemplates: AddVerbs = (program, session) => {
  const templates = program.command("templates").description("message templates of an account");

  ofWorkspace(templates.command("sync"))
    .description("fetch the account's templates from its provider")
    .argument("<account>", "the account's id", uuid)
    .action(async (id, { workspace }, command) => {
      const { admin, show } = session(command);
      show(
        await admin.post(`/workspaces/${workspace}/accounts/${id}/templates/sync`, {}),
        countsSchema,
        ({ added, updated, removed, total }) =>
          `${total} templates: ${added} added, ${updated} updated, ${removed} removed`,
      );
    });

  ofWorkspace(templates.command("list"))
    .description("list the account's templates as they were last synced")
    .argument("<account>", "the account's id", uuid)
    .action(async (id, { workspace }, command) => {
      const { admin, show } = session(command);
      show(
        await admin.get(`/workspaces/${workspace}/accounts/${id}/templates`),
        z.object({ templates: z.array(z.looseObject({ id: z.string() })) }),
        ({ templates: found }) => table(found, ["id", "name", "language", "category", "status"]),
      );
    });
};
