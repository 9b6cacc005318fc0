// `npm start`: Leadwire on one own box, until SIGTERM or Ctrl-C.
import { parseArgs } from "node:util";
import { z } from "zod";
import { startBox } from "./box/box.ts";
import { readBoxSettings } from "./box/settings.ts";

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "8787" },
      host: { type: "string", default: "127.0.0.1" },
      state: { type: "string", default: "data" },
      "secrets-file": { type: "string" },
    },
  });
  const { host, state } = values;
  const port = z.coerce.number().int().min(1).max(65_535).safeParse(values.port);
  if (!port.success) throw new Error("--port takes a number from 1 to 65535.");
  const settings = readBoxSettings(process.env, values["secrets-file"]);
  const { url, applied, stop, ended } = await startBox({
    host,
    port: port.data,
    state,
    settings,
  });
  let stopping = false;
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    process.on(signal, () => {
      stopping = true;
      void stop();
    });
  }
  const migrated = applied.length > 0 ? `, after ${applied.length} migrations` : "";
  console.log(`Leadwire serves ${url} with its state in ${state}${migrated}.`);
  await ended;
  // Whoever watches over this process then starts it again.
  if (!stopping) throw new Error("The gateway has ended by itself.");
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
