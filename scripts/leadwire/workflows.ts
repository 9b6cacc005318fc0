import { z } from "zod";
import { toUuid } from "../../src/lib/uuid.ts";
import { type Channel, channels } from "../../src/model/channel.ts";
import { readSettings } from "./pairs.ts";
import { type AddVerbs, collect, ofWorkspace, uuid } from "./session.ts";
import { table } from "./table.ts";
import { UsageError } from "./usage-error.ts";

const workflowSchema = z.looseObject({ id: z.string() });

export const addWorkflows: AddVerbs = (program, session) => {
  const workflow = program.command("workflow").description("which account serves which channel");
  const pairHelp = "channel=account-id (repeatable)";

  ofWorkspace(workflow.command("create"))
    .description("create a workflow")
    .requiredOption("--name <name>", "what people call it")
    .option("--account <pair>", pairHelp, collect)
    .option(
      "--default <name=value>",
      "begin_message, subject or sender_name for sends that give none (repeatable)",
      collect,
    )
    .option("--id <uuid>", "an id of your own", uuid)
    .action(async ({ workspace, name, account, default: defaults, id }, command) => {
      const { admin, show } = session(command);
      const body = { id, name, defaults: readSettings(defaults), accounts: assignments(account) };
      show(
        await admin.post(`/workspaces/${workspace}/workflows`, body),
        z.object({ workflow: workflowSchema }),
        ({ workflow: made }) => `Created workflow ${made.id}`,
      );
    });

  ofWorkspace(workflow.command("list"))
    .description("list the workflows")
    .action(async ({ workspace }, command) => {
      const { admin, show } = session(command);
      show(
        await admin.get(`/workspaces/${workspace}/workflows`),
        z.object({ workflows: z.array(workflowSchema) }),
        ({ workflows }) => table(workflows, ["id", "name", "active", "accounts", "defaults"]),
      );
    });

  ofWorkspace(workflow.command("assign"))
    .description("let accounts serve channels of a workflow; channel=none takes one away")
    .argument("<workflow>", "the workflow's id", uuid)
    .argument("<pairs...>", pairHelp)
    .action(async (id, pairs, { workspace }, command) => {
      const { admin, show } = session(command);
      show(
        await admin.patch(`/workspaces/${workspace}/workflows/${id}`, {
          accounts: assignments(pairs),
        }),
        z.object({ workflow: workflowSchema }),
        ({ workflow: changed }) => `Changed workflow ${changed.id}`,
      );
    });
};

function assignments(pairs: readonly string[] = []): Partial<Record<Channel, string | null>> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name, account = ""] = pair.split("=");
      const channel = channels.find((known) => known === name);
      const id = account === "none" ? null : toUuid(account);
      if (channel && (id !== null || account === "none")) return [channel, id];
      throw new UsageError(
        `${pair}: write channel=account-id; channels are ${channels.join(", ")}`,
      );
    }),
  );
}
