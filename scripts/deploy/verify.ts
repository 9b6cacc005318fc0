// Asks the version that has just been deployed how it is.
import { join } from "node:path";
import type { Shell } from "./shell.ts";
import { type Plan, StepFailed, typed } from "./step.ts";

const leadwire = join(import.meta.dirname, "../leadwire.ts");
/** A new address needs a moment until it is known everywhere. */
const tries = 10;
const betweenMs = 3_000;

/** Waits until the Worker is alive and would find what a send needs, asked under the first of its addresses. */
export async function checkHealth(shell: Shell, plan: Plan, addresses: string[]): Promise<string> {
  const [address] = addresses;
  if (address === undefined) return "it has no address of its own yet, so nothing was asked";
  for (const path of ["/healthz", "/readyz"]) await answering(shell, plan, address + path);
  return `${address} is alive and ready`;
}

async function answering(shell: Shell, plan: Plan, url: string): Promise<void> {
  let last = "";
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    if (attempt > 1) await shell.sleep(betweenMs);
    try {
      const answer = await shell.fetch(url);
      if (answer.status === 200) return;
      last = `${answer.status} ${await answer.text()}`;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
  }
  throw new StepFailed(`${url} is not well.`, goBack(plan), last);
}

/** Lets the doctor examine the gateway, when LEADWIRE_URL is one of the Worker's addresses. */
export async function examine(shell: Shell, plan: Plan, addresses: string[]): Promise<string> {
  const { LEADWIRE_URL: url, LEADWIRE_ADMIN_TOKEN: token } = shell.env;
  const known = addresses.map((address) => new URL(address).origin);
  if (!url || !token || !known.includes(URL.parse(url)?.origin ?? "")) {
    const [example = "<its address>"] = known;
    return `not asked: set LEADWIRE_URL=${example} and LEADWIRE_ADMIN_TOKEN`;
  }
  const { code, output } = await shell.run(process.execPath, [leadwire, "doctor"]);
  if (code === 0) return "nothing is wrong";
  throw new StepFailed(
    "The doctor found something wrong.",
    `Mend it, or go back. ${goBack(plan)}`,
    output,
  );
}

const goBack = (plan: Plan): string =>
  `Look with \`${typed("tail", plan)}\`; back to the version before: \`${typed("rollback", plan)}\`.`;
