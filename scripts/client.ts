// `npm run client`: writes the generated part of the typed client again, out of the public dialect's document.
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createClient } from "@hey-api/openapi-ts";
import { openApiOf } from "../src/dialects/openapi.ts";
import { publicDescription } from "../src/dialects/public/describe.ts";

/** Where the client keeps what is generated. */
export const generatedFolder = join(import.meta.dirname, "../clients/typescript/src/generated");

const notice = "// Written by `npm run client` out of the public dialect's document.";
const idempotentStart = `${notice}
/** Operations that take an Idempotency-Key. */
export const idempotentOperations: ReadonlySet<string> = new Set(`;

/** Writes types, methods and the transport below them into `folder`, and empties it first. */
export async function generateClient(folder: string): Promise<void> {
  const document = openApiOf(publicDescription, { version: "1" });
  await rm(folder, { recursive: true, force: true });
  await createClient({
    // The generator takes objects of any shape; its type asks for one that allows more than ours.
    input: JSON.parse(JSON.stringify(document)),
    output: {
      path: folder,
      module: { extension: ".ts" },
      // It is not written for exactOptionalPropertyTypes.
      header: [notice, "// @ts-nocheck"],
    },
    logs: { level: "silent" },
    plugins: [
      "@hey-api/typescript",
      "@hey-api/client-fetch",
      { name: "@hey-api/sdk", operations: { strategy: "single", containerName: "Operations" } },
    ],
  });
  const idempotent = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { parameters }]) => parameters.some(({ name }) => name === "Idempotency-Key"))
      .map(([method]) => `${method.toUpperCase()} ${path}`),
  );
  const text = `${idempotentStart}${JSON.stringify(idempotent)});\n`;
  await writeFile(join(folder, "idempotent.gen.ts"), text);
}

if (import.meta.main) await generateClient(generatedFolder);
