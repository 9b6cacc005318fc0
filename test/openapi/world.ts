// The demo workspace with something of everything that a request can name.
import { demo } from "../../scripts/seed.ts";
import { channelDemo } from "../../scripts/seed-channels.ts";
import { abilities, type DialectName } from "../../src/model/key.ts";
import { demoAccounts, demoWorkspace } from "../support/demo-workspace.ts";
import { type Answer, admin } from "../support/gateway.ts";
import { namesOf } from "./names.ts";
import type { KeyKind } from "./requests.ts";
import { ask, receivedPhoto, writes } from "./supplies.ts";

const at = `/workspaces/${demo.workspaceId}`;

export type World = Awaited<ReturnType<typeof makeWorld>>;

/** Makes the workspace, once for each test file. */
export async function makeWorld(dialect: DialectName) {
  await demoWorkspace();
  await made("PATCH", at, { slug: channelDemo.slug });
  const accounts = Object.fromEntries(
    Object.entries(demoAccounts).map(([channel, { id }]) => [channel, id]),
  );
  await made("POST", `${at}/workflows`, { id: demo.workflowId, name: "Follow-up", accounts });
  const photo = await receivedPhoto();
  await writes(channelDemo.mia.phone, { text: "Hello!" });
  // What providers report of messages would be under way while others are asked for.
  await ask("PUT", "/simulator/api/switches", { missing: true });
  const keys: Record<KeyKind, string> = {
    full: await keyOf(dialect, dialect === "xobito" ? abilities : ["admin"]),
    narrow: await keyOf(dialect, [dialect === "xobito" ? "templates.read" : "messages.read"]),
    foreign: dialect === "public" ? channelDemo.keys.votel : demo.key,
    unknown: "unknown",
  };
  const names = await namesOf[dialect]({ key: keys.full, photo });
  return {
    keys,
    /** What fields of requests to an operation may name; those of `""` are the same everywhere. */
    known:
      (operationId: string) =>
      (path: readonly string[]): readonly unknown[] => {
        const places = [path.slice(-2).join("."), path.at(-1) ?? ""];
        const own = [names[operationId], names[""]];
        return own.flatMap((one) => places.map((place) => one?.[place])).find(Boolean) ?? [];
      },
  };
}

async function made(method: string, path: string, body: unknown): Promise<Answer["body"]> {
  const answer = await admin(method, path, body);
  if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

const keyOf = async (dialect: DialectName, scopes: readonly string[]): Promise<string> => {
  const given = { name: "documents", dialect, rate_limit: 100_000, scopes };
  return (await made("POST", `${at}/keys`, given)).secret;
};
