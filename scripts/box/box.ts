// Leadwire on one own box: the Worker as it is deployed, with what wrangler.toml says of it.
import { z } from "zod";
import { bundleWorker } from "./bundle.ts";
import { readConfiguration } from "./configuration.ts";
import { parseCron } from "./crons.ts";
import { checkFileHandles } from "./file-handles.ts";
import { type Life, startLife } from "./life.ts";
import type { BoxSettings } from "./settings.ts";

export interface BoxOptions {
  host: string;
  port: number;
  /** The folder with everything that the gateway knows. */
  state: string;
  settings: BoxSettings;
}

/** Starts the gateway, and settles when it serves. Throws what is wrong, in words for the operator. */
export async function startBox({ settings, ...place }: BoxOptions): Promise<Life> {
  checkFileHandles(settings.leadObjects);
  const { vars, ...configuration } = await readConfiguration();
  for (const cron of configuration.crons) parseCron(cron);
  const code = await bundleWorker();
  const bindings = { ...vars, ...settings.bindings };
  const life = await startLife({ ...configuration, ...place, code, bindings }, process.stdout);
  try {
    await assertInstalled(life.url);
  } catch (error) {
    await life.stop();
    throw error;
  }
  return life;
}

/** Any path but the health endpoint's makes the Worker compare its settings with those of the first start. */
async function assertInstalled(url: string): Promise<void> {
  const answer = await fetch(url);
  if (answer.status < 500) return;
  const text = await answer.text();
  const refusal = z.object({ error: z.string() }).safeParse(JSON.parse(text));
  throw new Error(refusal.data?.error ?? text);
}
