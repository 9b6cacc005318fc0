import { afterEach, expect, it } from "vitest";
import { main } from "../../scripts/leadwire/program.ts";
import { adminStandIn, fakeTerminal } from "./admin-stand-in.ts";

const workspace = "de300000-0000-4000-8000-00000000000a";
const answer = {
  success: true,
  now: "2026-11-21T10:00:00Z",
  since: "2026-11-20T10:00:00Z",
  workspace: null,
  complete: true,
  messages: [{ channel: "whatsapp", status: "delivered", count: 12 }],
  failures: [],
  unknown: { count: 1, since: "2026-11-21T09:00:00Z" },
  queue: {
    queued: { count: 3, due: 2, due_since: "2026-11-21T09:58:00Z" },
    scheduled: { count: 4, due: 0, due_since: null },
  },
  jobs: { running: { count: 1, pending: 800 }, paused: { count: 0, pending: 0 } },
  lag: [{ channel: "whatsapp", count: 12, median_ms: 900, p95_ms: 1_800, max_ms: 2_500 }],
};

let stop: () => Promise<void> = async () => {};
afterEach(() => stop());

async function run(argv: string[], body: unknown = answer) {
  const standIn = await adminStandIn(() => ({ body }));
  stop = standIn.stop;
  const terminal = fakeTerminal({ LEADWIRE_URL: standIn.url, LEADWIRE_ADMIN_TOKEN: "the token" });
  const code = await main(["stats", ...argv], terminal);
  return { code, out: terminal.printed.join("\n"), requests: standIn.requests };
}

it("prints the figures as tables", async () => {
  const { code, out, requests } = await run([]);
  expect(code).toBe(0);
  expect(requests.map(({ path }) => path)).toEqual(["/api/admin/stats"]);
  expect(out).toBe(`Messages since 2026-11-20T10:00:00Z
channel   status     count
whatsapp  delivered  12

Why they failed
none

Not finished now
open          count  due  since                 leads
unknown       1      -    2026-11-21T09:00:00Z  -
queued        3      2    2026-11-21T09:58:00Z  -
scheduled     4      0    -                     -
jobs running  1      -    -                     800
jobs paused   0      -    -                     0

How late we learnt of what happened
channel   count  median_ms  p95_ms  max_ms
whatsapp  12     900        1800    2500`);
});

it("asks for the period and the workspace that it is given", async () => {
  const { requests } = await run(["--hours", "2", "--workspace", workspace]);
  expect(requests.map(({ path }) => path)).toEqual([
    `/api/admin/stats?hours=2&workspace=${workspace}`,
  ]);
});

it("says when the figures are about a part", async () => {
  const { out } = await run([], { ...answer, complete: false });
  expect(out).toContain("a part of them: ask for fewer hours");
});

it("prints the answer as it is with --json", async () => {
  const { out } = await run(["--json"]);
  expect(JSON.parse(out)).toEqual(answer);
});
