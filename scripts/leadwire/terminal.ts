import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

/** What the command line needs of the world around it. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  env: NodeJS.Dict<string>;
  /** Asks a person without showing what they type; null when nobody is there to ask. */
  askSecret(question: string): Promise<string | null>;
}

export const terminal: Terminal = {
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
  env: process.env,
  askSecret: async (question) => {
    if (!process.stdin.isTTY) return null;
    process.stderr.write(question);
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const reader = createInterface({ input: process.stdin, output: nowhere, terminal: true });
    reader.once("SIGINT", () => process.exit(130));
    try {
      return await reader.question("");
    } finally {
      reader.close();
      process.stderr.write("\n");
    }
  },
};
