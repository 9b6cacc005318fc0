// `npm run bench`: how fast the receivers take what providers report, beside how fast sends go out, in
// one run on one machine. Ends with 1 when the rule that WhatsApp's partners publish is missed: at three
// times the rate of sends, a median under 250 ms and less than 1 % above one second.
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { z } from "zod";
import { adminClient } from "../scripts/admin-client.ts";
import { freePort, startGateway } from "../scripts/gateway.ts";
import { demo, seed } from "../scripts/seed.ts";

const sendSeconds = 5;
const receiveSeconds = 10;
const concurrentSends = 8;
const concurrentReports = 32;
const leads = 200;

const stateDir = mkdtempSync(join(tmpdir(), "leadwire-bench-"));
process.once("exit", () => rmSync(stateDir, { recursive: true, force: true }));

interface Run {
  /** Milliseconds each request took. */
  times: number[];
  perSecond: number;
  errors: number;
}

const stateSchema = z.object({
  phone: z.array(
    z.looseObject({
      id: z.string(),
      contact: z.string(),
      request: z.looseObject({ biz_opaque_callback_data: z.string().optional() }),
    }),
  ),
});

/** Keeps `concurrent` requests going for `seconds`, at most `perSecond` of them. */
async function load(
  seconds: number,
  concurrent: number,
  request: (n: number) => Promise<boolean>,
  perSecond = Number.POSITIVE_INFINITY,
): Promise<Run> {
  const times: number[] = [];
  let errors = 0;
  let n = 0;
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;
  const worker = async () => {
    while (performance.now() < endsAt) {
      const mine = n++;
      const dueAt = startedAt + (mine / perSecond) * 1000;
      const waitMs = dueAt - performance.now();
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      const from = performance.now();
      if (!(await request(mine))) errors++;
      // From when it was due, so that a stall is charged to everybody who had to wait for it.
      times.push(performance.now() - (perSecond === Number.POSITIVE_INFINITY ? from : dueAt));
    }
  };
  await Promise.all(Array.from({ length: concurrent }, worker));
  return { times, errors, perSecond: times.length / ((performance.now() - startedAt) / 1000) };
}

const quantile = (times: number[], q: number): number =>
  times.toSorted((a, b) => a - b)[Math.floor(q * (times.length - 1))] ?? Number.NaN;

async function bench(): Promise<number> {
  console.log("Starting the gateway ...");
  const { url, adminToken, stop } = await startGateway({ port: await freePort(), stateDir });
  await seed(url, adminToken);
  const admin = adminClient(url, adminToken);
  const at = `/workspaces/${demo.workspaceId}`;
  const { accounts } = z
    .object({ accounts: z.array(z.object({ provider: z.string(), hook_path: z.string() })) })
    .parse(await admin.get(`${at}/accounts`));
  const hook = accounts.find(({ provider }) => provider === "meta")?.hook_path ?? "";
  const { secret } = z
    .object({ secret: z.string() })
    .parse(await admin.post(`${at}/keys`, { name: "bench", rate_limit: 1_000_000 }));
  const headers = { "content-type": "application/json", "x-api-key": secret };
  // The bench reports by itself.
  const silent = { method: "PUT", headers, body: JSON.stringify({ missing: true }) };
  await fetch(`${url}/simulator/api/switches`, silent);
  const people = Array.from({ length: leads }, (_, i) => ({
    id: crypto.randomUUID(),
    first_name: "Lead",
    phone: `+1202555${String(2000 + i)}`,
  }));
  await admin.post(`${at}/leads`, people);

  const sends = await load(sendSeconds, concurrentSends, async (n) => {
    const lead = people[n % leads];
    const body = {
      lead_id: lead?.id,
      workflow_id: demo.workflowId,
      channel: "whatsapp",
      template_id: demo.templateId,
      components: [
        {
          type: "body",
          parameters: ["nombre", "agente", "empresa"].map((name) => ({
            type: "text",
            parameter_name: name,
            text: "x",
          })),
        },
      ],
    };
    const response = await fetch(`${url}/api/public/messages`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    await response.arrayBuffer();
    return response.status === 200;
  });

  // Meta's reports carry back what the messages carried out.
  const state = await fetch(`${url}/simulator/api/state`, { headers });
  const { phone: sent } = stateSchema.parse(await state.json());
  const statuses = ["sent", "delivered", "read"];
  const reports = await load(
    receiveSeconds,
    concurrentReports,
    async (n) => {
      const message = sent[Math.floor(n / statuses.length) % sent.length];
      const status = {
        id: message?.id,
        status: statuses[n % statuses.length],
        timestamp: String(Math.floor(Date.now() / 1000)),
        recipient_id: message?.contact.slice(1),
        biz_opaque_callback_data: message?.request.biz_opaque_callback_data,
      };
      const metadata = { display_phone_number: "1", phone_number_id: demo.phoneNumberId };
      const value = { messaging_product: "whatsapp", metadata, statuses: [status] };
      const entry = [{ id: "102290129340398", changes: [{ field: "messages", value }] }];
      const body = JSON.stringify({ object: "whatsapp_business_account", entry });
      const mac = createHmac("sha256", "demo-app-secret").update(body).digest("hex");
      const response = await fetch(`${url}${hook}`, {
        method: "POST",
        headers: { "x-hub-signature-256": `sha256=${mac}` },
        body,
      });
      await response.arrayBuffer();
      return response.status === 200;
    },
    sends.perSecond * 3,
  );
  await stop();

  const row = (name: string, { times, perSecond, errors }: Run) => ({
    "": name,
    "per second": Math.round(perSecond),
    "p50 ms": Math.round(quantile(times, 0.5)),
    "p99 ms": Math.round(quantile(times, 0.99)),
    "above 1 s %": Number(
      ((100 * times.filter((ms) => ms > 1000).length) / times.length).toFixed(2),
    ),
    errors,
  });
  const rows = [row("sends", sends), row("Meta statuses, 3 x the sends", reports)];
  console.table(rows);
  const held =
    quantile(reports.times, 0.5) < 250 &&
    reports.times.filter((ms) => ms > 1000).length < reports.times.length / 100 &&
    reports.errors + sends.errors === 0;
  console.log(held ? "The receivers keep the rule." : "The receivers miss the rule.");
  return held ? 0 : 1;
}

process.exit(await bench());
