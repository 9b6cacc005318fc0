// Writes the OpenAPI document of every dialect to dist/openapi, and has an independent linter read them.
// Ends with 1 when it finds anything.
import { spawnSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { z } from "zod";
import { descriptions } from "../src/dialects/descriptions.ts";
import { openApiOf } from "../src/dialects/openapi.ts";

const folder = "dist/openapi";

const manifest = z.object({ version: z.string() });
const { version } = manifest.parse(JSON.parse(await readFile("package.json", "utf8")));

await mkdir(folder, { recursive: true });
const files: string[] = [];
for (const description of Object.values(descriptions)) {
  const file = `${folder}/${description.name}.json`;
  await writeFile(file, JSON.stringify(openApiOf(description, { version }), null, 2));
  files.push(file);
}

const lint = spawnSync("redocly", ["lint", ...files], {
  stdio: "inherit",
  // It asks nobody for news, and tells nobody.
  env: { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" },
});
if (lint.error) throw lint.error;
process.exitCode = lint.status === 0 ? 0 : 1;
