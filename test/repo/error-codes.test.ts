// docs/api.md is where a client's author looks up a code: the table there is the list in the model.
import { expect, it } from "vitest";
import { httpStatus } from "../../src/model/errors.ts";
import { textOf } from "./source-files.ts";

const document = (await textOf("docs/api.md")) ?? "";
const section = document.split(/^## /m).find((text) => text.startsWith("Errors\n")) ?? "";
const documented = [...section.matchAll(/^\| `(\w+)` \| (\d{3}) \|/gm)];

it("lists every error code with its HTTP status, in the order of the model, in docs/api.md", () => {
  const rows = documented.map(([, code, status]) => [code, Number(status)]);
  expect(rows).toEqual(Object.entries(httpStatus));
});
