// The legs of the address that a provider reports to.
import type { Account } from "./doctor-facts.ts";
import { type Leg, ok, warning, wrong } from "./doctor-leg.ts";

const timeoutMs = 20_000;
const loopback = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::|$)/;

/** An unsigned request: the account's own receiver refuses it, and any other place answers something else. */
export async function addressLeg(origin: string, of: string, account: Account): Promise<Leg> {
  const name = `${of}: address`;
  const address = origin + account.hook_path;
  const status = await fetch(address, {
    method: "POST",
    body: "{}",
    redirect: "manual",
    signal: AbortSignal.timeout(timeoutMs),
  }).then(
    (response) => response.status,
    () => null,
  );
  if (status === 401) return ok(name, `${address} refuses what is not signed`);
  return wrong(
    name,
    `${address} ${status === null ? "does not answer" : `answers ${status} where 401 is expected`}`,
    "Let requests under /hooks reach the gateway as they are: no firewall, login, cache or redirect in between.",
  );
}

/** What has come proves that a provider has the address, also where it does not tell which one it was given. */
export function heardLegs(origin: string, of: string, account: Account, change: string): Leg[] {
  const name = `${of}: reports`;
  const { provider, hook_path: path, settings } = account;
  if (loopback.test(origin)) {
    const found = `${provider} cannot reach ${origin}`;
    return [warning(name, found, "Deploy the gateway, or put a tunnel before it.")];
  }
  const legs: Leg[] = [];
  const publicUrl = settings["public_url"];
  if (typeof publicUrl === "string" && publicUrl.replace(/\/$/, "") !== origin) {
    const found = `public_url is ${publicUrl}, so ${provider} is told to report there`;
    legs.push(
      warning(
        name,
        found,
        `If that is no address of this gateway: \`${change} --setting public_url=${origin}\`.`,
      ),
    );
  }
  const { last_report_at: own, channel_last_heard_at: shared } = account;
  if (shared)
    legs.push(ok(name, `the newest message with news on ${account.channel} is of ${shared}`));
  else if (own) legs.push(ok(name, `${provider} last reported at ${own}`));
  else {
    legs.push(
      warning(
        name,
        `nothing has come from ${provider} yet`,
        `Paste ${origin}${path} at ${provider} as docs/deploy.md says, then send a message and repeat the command.`,
      ),
    );
  }
  return legs;
}
