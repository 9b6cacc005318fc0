import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { foldersIn } from "./source-files.ts";

const shapes = {
  "src/providers": ["index.ts", "send.ts", "schema.ts", "errors.ts"],
  "src/dialects": ["index.ts", "schema.ts", "decode.ts", "encode.ts"],
};

describe.each(Object.entries(shapes))("every folder of %s", (parent, files) => {
  it(`holds at least ${files.join(", ")}`, async () => {
    const folders = await foldersIn(parent);
    expect(folders).not.toEqual([]);
    const missing = folders.flatMap((folder) =>
      files.map((file) => `${parent}/${folder}/${file}`).filter((path) => !existsSync(path)),
    );
    expect(missing).toEqual([]);
  });
});
