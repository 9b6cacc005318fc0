import { z } from "zod";
import type { AdminClient } from "../admin-client.ts";
import { workspaceSchema } from "./doctor-facts.ts";
import { examineGateway } from "./doctor-gateway.ts";
import { type Leg, printed, refused, warning, wrong } from "./doctor-leg.ts";
import { examineWorkspace } from "./doctor-workspace.ts";
import { type AddVerbs, uuid } from "./session.ts";

export const addDoctor: AddVerbs = (program, session) => {
  program
    .command("doctor")
    .description("prove every leg that a message stands on, and say what to mend; sends nothing")
    .option("--workspace <id>", "this workspace only, instead of all", uuid)
    .action(async ({ workspace }: { workspace?: string }, command) => {
      const { admin, terminal, json, fail } = session(command);
      const { legs, serves } = await examineGateway(admin);
      if (serves) legs.push(...(await examineWorkspaces(admin, workspace)));
      if (legs.some(({ verdict }) => verdict === "wrong")) fail();
      terminal.out(json ? JSON.stringify({ legs }, null, 2) : printed(legs));
    });
};

async function examineWorkspaces(admin: AdminClient, only: string | undefined): Promise<Leg[]> {
  let answer: unknown;
  try {
    answer = await admin.get("/workspaces");
  } catch (error) {
    return [refused("workspaces", error)];
  }
  const { workspaces } = z.object({ workspaces: z.array(workspaceSchema) }).parse(answer);
  const chosen = workspaces.filter(({ id }) => only === undefined || id === only);
  if (workspaces.length === 0) {
    const create = "npm run leadwire -- workspace create --name <name> --environment live";
    return [warning("workspaces", "there is none yet", `Create one: \`${create}\`.`)];
  }
  if (chosen.length === 0) {
    const list = "npm run leadwire -- workspace list";
    return [
      wrong("workspaces", `there is no workspace ${only}`, `See which there are: \`${list}\`.`),
    ];
  }
  const legs: Leg[] = [];
  for (const workspace of chosen) legs.push(...(await examineWorkspace(admin, workspace)));
  return legs;
}
