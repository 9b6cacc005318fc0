import { Option } from "commander";
import { z } from "zod";
import { environments } from "../../src/model/account.ts";
import { type AddVerbs, uuid } from "./session.ts";
import { table } from "./table.ts";

const workspaceSchema = z.looseObject({ id: z.string(), environment: z.string() });

export const addWorkspaces: AddVerbs = (program, session) => {
  const workspace = program.command("workspace").description("tenants; everything belongs to one");

  workspace
    .command("create")
    .description("create a workspace")
    .requiredOption("--name <name>", "what people call it")
    .addOption(
      new Option("--environment <which>", "live reaches people; test sends to the simulator")
        .choices(environments)
        .makeOptionMandatory(),
    )
    .option("--country <code>", "country of phone numbers without one, such as US")
    .option("--slug <name>", "what it is called in paths: Xobito's subdomain")
    .option("--id <uuid>", "an id of your own", uuid)
    .action(async ({ name, environment, country, slug, id }, command) => {
      const { admin, show } = session(command);
      const body = { id, name, environment, default_country: country, slug };
      show(
        await admin.post("/workspaces", body),
        z.object({ workspace: workspaceSchema }),
        ({ workspace: made }) => `Created ${made.environment} workspace ${made.id}`,
      );
    });

  workspace
    .command("update")
    .description("change a workspace; its environment stays what it is")
    .argument("<workspace>", "the workspace's id", uuid)
    .option("--name <name>", "what people call it")
    .option("--country <code>", "country of phone numbers without one, such as US")
    .option("--slug <name>", "what it is called in paths: Xobito's subdomain")
    .action(async (id, { name, country, slug }, command) => {
      const { admin, show } = session(command);
      const body = { name, default_country: country, slug };
      show(
        await admin.patch(`/workspaces/${id}`, body),
        z.object({ workspace: workspaceSchema }),
        ({ workspace: changed }) => `Changed workspace ${changed.id}`,
      );
    });

  workspace
    .command("list")
    .description("list all workspaces")
    .action(async (_options, command) => {
      const { admin, show } = session(command);
      const names = ["id", "name", "environment", "default_country", "slug", "created_at"];
      show(
        await admin.get("/workspaces"),
        z.object({ workspaces: z.array(workspaceSchema) }),
        ({ workspaces }) => table(workspaces, names),
      );
    });
};
