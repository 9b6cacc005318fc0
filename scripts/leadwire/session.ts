import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import type { z } from "zod";
import { toUuid } from "../../src/lib/uuid.ts";
import type { AdminClient } from "../admin-client.ts";
import type { Terminal } from "./terminal.ts";

/** One run of one command. */
export interface Session {
  admin: AdminClient;
  terminal: Terminal;
  json: boolean;
  /** Prints an answer: as it came with `--json`, else in the words that `text` makes of it. */
  show<S extends z.ZodType>(
    answer: unknown,
    schema: S,
    text: (parsed: z.output<S>) => string,
  ): void;
  /** Makes the command end with exit code 1. */
  fail(): void;
}

/** Adds a noun's verbs to the command line. */
export type AddVerbs = (program: Command, session: (command: Command) => Session) => void;

/** An option or argument that must be a UUID. */
export function uuid(text: string): string {
  const id = toUuid(text);
  if (id === null) throw new InvalidArgumentError("It must be a UUID.");
  return id;
}

/** Collects an option that may be given several times. */
export const collect = (value: string, before: string[] = []): string[] => [...before, value];

/** Adds the option that nearly every verb needs. */
export const ofWorkspace = (command: Command): Command =>
  command.requiredOption("--workspace <id>", "the workspace's id", uuid);
