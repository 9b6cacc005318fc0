// The legs that a provider itself can prove: that it reports to this gateway, and what the credentials may do.
import { z } from "zod";
import { type AdminClient, AdminError } from "../admin-client.ts";
import type { Account, Workspace } from "./doctor-facts.ts";
import { type Leg, ok, refused, warning, wrong } from "./doctor-leg.ts";

const answerSchema = z.object({
  inspection: z
    .object({
      addresses: z.array(z.object({ origin: z.string().nullable(), ours: z.boolean() })).nullable(),
      facts: z.record(z.string(), z.unknown()),
      problems: z.array(z.string()),
      unproven: z.array(z.string()),
    })
    .nullable(),
});
type Inspection = NonNullable<z.output<typeof answerSchema>["inspection"]>;

/** None where the provider cannot be asked. */
export async function inspectionLegs(
  admin: AdminClient,
  workspace: Workspace,
  of: string,
  account: Account,
): Promise<Leg[]> {
  const name = `${of}: callbacks`;
  let answer: unknown;
  try {
    answer = await admin.post(`${account.at}/inspect`, {});
  } catch (error) {
    // A gateway of an older version has no such route.
    if (error instanceof AdminError && error.status === 404) return [];
    return [refused(name, error)];
  }
  const { inspection } = answerSchema.parse(answer);
  if (!inspection) return [];
  const isLive = workspace.environment === "live";
  return [
    ...addressLegs(admin.origin, name, account, inspection, isLive),
    ...inspection.problems.map((problem) => wrong(name, ...sentences(problem))),
    // The simulator has no console to look at.
    ...(isLive ? inspection.unproven : []).map((open) => warning(name, ...sentences(open))),
  ];
}

function addressLegs(
  origin: string,
  name: string,
  { provider, hook_path: path }: Account,
  { addresses, facts }: Inspection,
  isLive: boolean,
): Leg[] {
  if (addresses === null) return [];
  const said = Object.entries(facts).map(([fact, value]) => `${fact} ${value}`);
  const ours = addresses.find((address) => address.ours);
  if (!ours) {
    const places = addresses.map((address) => address.origin ?? "an address that cannot be read");
    const found = `${provider} reports to ${places.join(", ") || "no address"}`;
    return [wrong(name, found, `Give it ${origin}${path}, as docs/deploy.md says.`)];
  }
  // The simulator calls from inside, under a name of its own.
  if (isLive && ours.origin !== origin) {
    const found = `${provider} reports to this account's address, but at ${ours.origin}`;
    return [
      warning(name, found, `If that is no address of this gateway: give it ${origin}${path}.`),
    ];
  }
  return [
    ok(name, [`${provider} says that it reports to this account's address`, ...said].join(", ")),
  ];
}

/** What was found, and what to do: the first sentence, and the others. */
function sentences(text: string): [found: string, todo: string] {
  const end = text.indexOf(". ");
  return end === -1
    ? [text, "Look at the provider's console."]
    : [text.slice(0, end), text.slice(end + 2)];
}
