// The legs of one workspace: its keys, which account carries a channel, and each account.
import { z } from "zod";
import { channelSchema } from "../../src/model/channel.ts";
import type { AdminClient } from "../admin-client.ts";
import { examineAccount } from "./doctor-account.ts";
import { type Account, accountSchema, reportedSchema, type Workspace } from "./doctor-facts.ts";
import { type Leg, ok, refused, warning, wrong } from "./doctor-leg.ts";

const soonMs = 14 * 24 * 60 * 60_000;

const keySchema = z.object({
  name: z.string(),
  expires_at: z.string().nullable(),
  revoked_at: z.string().nullable(),
});
const keysSchema = z.object({ keys: z.array(keySchema) });
const accountsSchema = z.object({ accounts: z.array(accountSchema) });
const reportSchema = z.object({ accounts: z.array(reportedSchema) });

export async function examineWorkspace(admin: AdminClient, workspace: Workspace): Promise<Leg[]> {
  const at = `/workspaces/${workspace.id}`;
  try {
    const { keys } = keysSchema.parse(await admin.get(`${at}/keys`));
    const listed = accountsSchema.parse(await admin.get(`${at}/accounts`));
    const report = reportSchema.parse(await admin.get(`${at}/doctor`));
    const told = new Map(report.accounts.map((one) => [one.id, one]));
    const accounts = listed.accounts.flatMap((account) => {
      const about = told.get(account.id);
      return about ? [{ ...account, ...about, at: `${at}/accounts/${account.id}` }] : [];
    });
    const legs = [keysLeg(workspace, keys), ...defaultLegs(workspace, accounts)];
    // One after the other: an installation may have many, and providers limit how often they are asked.
    for (const account of accounts) legs.push(...(await examineAccount(admin, workspace, account)));
    return legs;
  } catch (error) {
    return [refused(workspace.name, error)];
  }
}

function keysLeg({ id, name: of }: Workspace, keys: z.infer<typeof keySchema>[]): Leg {
  const name = `${of}: keys`;
  const create = `npm run leadwire -- key create --workspace ${id}`;
  const now = Date.now();
  const left = ({ expires_at: at }: { expires_at: string | null }) =>
    at === null ? Number.POSITIVE_INFINITY : Date.parse(at) - now;
  const usable = keys.filter((key) => key.revoked_at === null && left(key) > 0);
  if (usable.length === 0) return wrong(name, "none that works", `Create one: \`${create}\`.`);
  const ending = usable.filter((key) => left(key) < soonMs);
  if (ending.length === 0) return ok(name, `${usable.length} in force`);
  const named = ending.map((key) => `"${key.name}" ends ${key.expires_at}`).join(", ");
  return warning(name, named, `Replace it in time: \`${create}\`.`);
}

/** A send that names neither workflow nor account goes over the channel's default account. */
function defaultLegs({ id, name: of }: Workspace, accounts: Account[]): Leg[] {
  const add = `npm run leadwire -- account add --workspace ${id}`;
  const active = accounts.filter((account) => account.active);
  if (active.length === 0) {
    return [warning(`${of}: accounts`, "none that may send", `Add one: \`${add} ...\`.`)];
  }
  return channelSchema.options.flatMap((channel) => {
    const serving = active.filter((account) => account.channel === channel);
    if (serving.length === 0) return [];
    const name = `${of}: ${channel}`;
    const chosen = serving.find((account) => account.is_default);
    if (chosen) return [ok(name, `"${chosen.name}" carries it by default`)];
    const [only] = serving;
    if (only && serving.length === 1) return [ok(name, `"${only.name}" is its only account`)];
    return [
      warning(
        name,
        `none of its ${serving.length} accounts is the default, so the oldest carries it`,
        `Choose one: \`npm run leadwire -- account update --workspace ${id} <account> --default yes\`.`,
      ),
    ];
  });
}
