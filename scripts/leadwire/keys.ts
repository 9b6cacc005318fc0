import { InvalidArgumentError, Option } from "commander";
import { z } from "zod";
import { abilities, dialectNames, type Scope, scopes } from "../../src/model/key.ts";
import { type AddVerbs, ofWorkspace, uuid } from "./session.ts";
import { table } from "./table.ts";

/** Those of all dialects; the gateway says which a dialect has. */
const known: Scope[] = [...new Set([...scopes, ...abilities])];

const keySchema = z.looseObject({ id: z.string(), revoked_at: z.string().nullable() });

export const addKeys: AddVerbs = (program, session) => {
  const key = program.command("key").description("API keys of a workspace");

  ofWorkspace(key.command("create"))
    .description("create a key and show its secret, once")
    .option("--name <name>", "what it is for")
    .addOption(
      new Option("--dialect <name>", "the API that it opens (default: public)").choices(
        dialectNames,
      ),
    )
    .option(
      "--scope <scope...>",
      `what it may do: ${known.join(", ")} (default: all but admin)`,
      scope,
    )
    .option("--expires <time>", "when it stops working, as RFC 3339")
    .option("--rate-limit <number>", "requests per minute", positive)
    .action(async ({ workspace, name, dialect, scope: chosen, expires, rateLimit }, command) => {
      const { admin, terminal, show } = session(command);
      const body = { name, dialect, scopes: chosen, expires_at: expires, rate_limit: rateLimit };
      show(
        await admin.post(`/workspaces/${workspace}/keys`, body),
        z.object({ key: keySchema, secret: z.string() }),
        ({ key: made, secret }) => {
          terminal.err(`Created key ${made.id}. Its secret is shown this once; keep it safe:`);
          return secret;
        },
      );
    });

  ofWorkspace(key.command("list"))
    .description("list the keys, without their secrets")
    .action(async ({ workspace }, command) => {
      const { admin, show } = session(command);
      const names = [
        "id",
        "dialect",
        "name",
        "hint",
        "scopes",
        "rate_limit",
        "expires_at",
        "revoked_at",
      ];
      show(
        await admin.get(`/workspaces/${workspace}/keys`),
        z.object({ keys: z.array(keySchema) }),
        ({ keys }) => table(keys, names),
      );
    });

  ofWorkspace(key.command("revoke"))
    .description("revoke a key; it stops working within a minute")
    .argument("<key>", "the key's id", uuid)
    .action(async (id, { workspace }, command) => {
      const { admin, show } = session(command);
      show(
        await admin.delete(`/workspaces/${workspace}/keys/${id}`),
        z.object({ key: keySchema }),
        ({ key: revoked }) => `Revoked key ${revoked.id} at ${revoked.revoked_at}`,
      );
    });
};

function scope(text: string, before: Scope[] = []): Scope[] {
  const chosen = known.find((name) => name === text);
  if (!chosen) throw new InvalidArgumentError(`Known scopes: ${known.join(", ")}.`);
  return [...before, chosen];
}

function positive(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("It must be a positive number.");
  return Number(text);
}
