// How long an answer takes must not tell a foreign thing from an absent one. Time is not measured here: both
// ask D1 the same statements and the leads' objects the same questions, in the same order.
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { mount } from "../../src/dialects/mount.ts";
import { publicDialect, publicResources } from "../../src/dialects/public/index.ts";
import { openDatabase } from "../../src/store/db.ts";
import { getTemplate } from "../../src/store/templates.ts";
import { getWorkflow } from "../../src/store/workflows.ts";
import { edge, media, people } from "../../src/wiring.ts";
import { jobs } from "../../src/wiring-jobs.ts";
import { type Workspace, workspace } from "../support/gateway.ts";
import { type Noun, type Row, rows } from "../support/routes.ts";
import { absentIds, things } from "../support/things.ts";

/** What the gateway asked for, in words. */
let asked: string[] = [];

/** The same, with every call of a method named in `asked`. */
function heard<T extends object>(name: string, target: T, say = (_args: unknown[]) => ""): T {
  return new Proxy(target, {
    get: (_, property) => {
      const value = Reflect.get(target, property);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        asked.push(`${name} ${String(property)} ${say(args)}`.trim());
        return Reflect.apply(value, target, args);
      };
    },
  });
}

const db = openDatabase(heard("D1", env.DB, ([query]) => (typeof query === "string" ? query : "")));
const { leadOf } = edge;
const deps = {
  ...edge,
  ...media,
  ...heard("people", people),
  jobs: heard("jobs", jobs),
  db,
  // As the gateway finds them, without its memory.
  findWorkflow: (workspaceId: string, id: string) => getWorkflow(db, workspaceId, id),
  findTemplate: (workspaceId: string, id: string) => getTemplate(db, workspaceId, id),
  leadOf: (messageId: string) => {
    const port = leadOf(messageId);
    return port && heard("lead", port);
  },
};
const app = mount(publicDialect, deps, publicResources(deps));

let acme: Workspace;
let globex: Workspace;
let key: string;

beforeAll(async () => {
  [acme, globex] = [await workspace(), await workspace()];
  key = (await acme.admin("POST", "/keys", { scopes: ["admin"] })).body.secret;
  await app.request("/leads", { headers: { "x-api-key": key } });
});

async function costOf({ route }: Row, [path, body]: [string, unknown?]): Promise<string[]> {
  asked = [];
  const response = await app.request(path, {
    method: route.split(" ")[0] ?? "",
    headers: { "x-api-key": key },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  await response.text();
  return asked;
}

const named = rows.filter((row): row is Row & { noun: Noun } => row.noun !== null);
const cases = named.map((row) => [row.route, row.noun, row] as const);

test.each(cases)("%s asks as much about another's %s as about nobody's", async (_, noun, row) => {
  const [mine, theirs] = [await things(acme), await things(globex)];
  const foreign = await costOf(row, row.ask(theirs[noun], mine));
  expect(foreign).not.toEqual([]);
  for (const id of absentIds(noun, mine, theirs)) {
    expect(await costOf(row, row.ask(id, mine))).toEqual(foreign);
  }
});
