import { Command, CommanderError } from "commander";
import { AdminError } from "../admin-client.ts";
import { addAccounts } from "./accounts.ts";
import { type ConnectOptions, connect } from "./connect.ts";
import { addDoctor } from "./doctor.ts";
import { addKeys } from "./keys.ts";
import { addLeads } from "./leads.ts";
import type { AddVerbs, Session } from "./session.ts";
import { addStats } from "./stats.ts";
import { addTemplates } from "./templates.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";
import { addWorkflows } from "./workflows.ts";
import { addWorkspaces } from "./workspaces.ts";

const nouns: AddVerbs[] = [
  addWorkspaces,
  addKeys,
  addAccounts,
  addWorkflows,
  addTemplates,
  addLeads,
  addDoctor,
  addStats,
];

const environmentHelp = `
Environment:
  LEADWIRE_URL           the gateway (default: http://localhost:8787)
  LEADWIRE_ADMIN_TOKEN   its admin token; on localhost .dev.vars is read instead`;

/** The command line. `fail` is called by a verb that did its work and found something wrong. */
export function program(terminal: Terminal, fail: () => void): Command {
  const root = new Command("leadwire")
    .description("Sets up a Leadwire gateway over its admin API.")
    .option("--url <url>", "the gateway, instead of LEADWIRE_URL")
    .option("--token-file <file>", "a file with the admin token, instead of LEADWIRE_ADMIN_TOKEN")
    .option("--json", "print the gateway's answers as they are", false)
    .addHelpText("after", environmentHelp)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    });
  const session = (command: Command): Session => {
    const { json, ...options } = command.optsWithGlobals<ConnectOptions & { json: boolean }>();
    return {
      admin: connect(options, terminal),
      terminal,
      json,
      show: (answer, schema, text) =>
        terminal.out(json ? JSON.stringify(answer, null, 2) : text(schema.parse(answer))),
      fail,
    };
  };
  for (const addVerbs of nouns) addVerbs(root, session);
  return root;
}

/** Runs one command and gives its exit code. */
export async function main(argv: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode = 0;
  const fail = () => {
    exitCode = 1;
  };
  try {
    await program(terminal, fail).parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    // Commander has already said what is wrong.
    if (error instanceof CommanderError) return error.exitCode;
    if (!(error instanceof AdminError) && !(error instanceof UsageError)) throw error;
    terminal.err(error.message);
    return 1;
  }
}
