// The legs of one account: the provider takes its credentials, its reports can be believed, they reach us.
import { z } from "zod";
import type { AdminClient } from "../admin-client.ts";
import { addressLeg, heardLegs } from "./doctor-address.ts";
import type { Account, Workspace } from "./doctor-facts.ts";
import { inspectionLegs } from "./doctor-inspection.ts";
import { type Leg, ok, refused, warning, wrong } from "./doctor-leg.ts";

const checkSchema = z.object({
  check: z.object({
    ok: z.boolean(),
    facts: z.record(z.string(), z.unknown()),
    problem: z.string().exactOptional(),
  }),
  health: z.object({ restrictions: z.array(z.unknown()) }).nullish(),
});
const templatesSchema = z.object({ templates: z.array(z.object({ status: z.string() })) });

export async function examineAccount(
  admin: AdminClient,
  workspace: Workspace,
  account: Account,
): Promise<Leg[]> {
  const name = `${workspace.name}: ${account.channel} "${account.name}"`;
  if (!account.active) return [ok(name, "is switched off and not examined")];
  const change = `npm run leadwire -- account update --workspace ${workspace.id} ${account.id}`;
  const legs = [await checkLeg(admin, name, account, change)];
  if (!account.opens) return legs;
  const isLive = workspace.environment === "live";
  legs.push(credentialsLeg(name, account, isLive, change));
  legs.push(await addressLeg(admin.origin, name, account));
  legs.push(...(await inspectionLegs(admin, workspace, name, account)));
  // The simulator calls back from inside, and only about what was sent to it.
  if (isLive) legs.push(...heardLegs(admin.origin, name, account, change));
  if (account.channel === "whatsapp")
    legs.push(await templatesLeg(admin, name, workspace, account));
  return legs;
}

async function checkLeg(
  admin: AdminClient,
  name: string,
  account: Account,
  change: string,
): Promise<Leg> {
  try {
    const answer = checkSchema.parse(await admin.post(`${account.at}/check`, {}));
    const { ok: works, facts, problem } = answer.check;
    const said = Object.entries(facts).map(([fact, value]) => `${fact} ${value}`);
    if (!works) {
      const found = problem ?? `${account.provider} does not take the account`;
      return wrong(
        name,
        [found, ...said].join(", "),
        `Put it in order at ${account.provider}, or enter settings and credentials again: \`${change} --credential ...\`.`,
      );
    }
    const restrictions = answer.health?.restrictions ?? [];
    if (restrictions.length > 0) {
      return warning(
        name,
        `${account.provider} restricts it: ${JSON.stringify(restrictions)}`,
        `See what ${account.provider} asks of you in its own console.`,
      );
    }
    return ok(name, [`${account.provider} takes it`, ...said].join(", "));
  } catch (error) {
    return refused(name, error);
  }
}

function credentialsLeg(of: string, account: Account, isLive: boolean, change: string): Leg {
  const name = `${of}: signatures`;
  const { missing_to_believe: mute, missing_to_subscribe: closed, provider } = account;
  const enter = (names: string[]) =>
    `Enter all of its credentials, with ${names.join(" and ")}: \`${change} ${names.map((one) => `--credential ${one}`).join(" ")} ...\`.`;
  if (mute.length > 0) {
    const found = `without ${mute.join(" and ")} nothing that ${provider} reports is believed`;
    return wrong(name, found, enter(mute));
  }
  // Nobody has to accept the address of a test workspace.
  if (isLive && closed.length > 0) {
    const found = `without ${closed.join(" and ")} ${provider} does not accept the address anew`;
    return warning(name, found, enter(closed));
  }
  return ok(name, `what ${provider} signs can be verified`);
}

async function templatesLeg(
  admin: AdminClient,
  of: string,
  workspace: Workspace,
  account: Account,
): Promise<Leg> {
  const name = `${of}: templates`;
  try {
    const { templates } = templatesSchema.parse(await admin.get(`${account.at}/templates`));
    const approved = templates.filter(({ status }) => status === "APPROVED").length;
    const found = `${approved} of ${templates.length} approved`;
    if (approved > 0) return ok(name, found);
    return warning(
      name,
      `${found}: only people who wrote in the last 24 hours can be reached`,
      `Fetch them: \`npm run leadwire -- templates sync --workspace ${workspace.id} ${account.id}\`. If there are none, propose one at Meta.`,
    );
  } catch (error) {
    return refused(name, error);
  }
}
