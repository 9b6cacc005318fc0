// The legs that all workspaces stand on.
import { readdir } from "node:fs/promises";
import { z } from "zod";
import { type AdminClient, AdminError } from "../admin-client.ts";
import { type Leg, ok, warning, wrong } from "./doctor-leg.ts";

/** Providers sign a time with their reports; the gateway believes them for five minutes either way. */
const clockToleranceMs = 5 * 60_000;
const migrationsFolder = "migrations";
const migrate =
  "Run `npx wrangler d1 migrations apply DB --remote` (`--local` for a local gateway).";

const reportSchema = z.object({
  now: z.iso.datetime().transform((text) => Date.parse(text)),
  guessable_secrets: z.array(z.string()),
  missing: z.array(z.string()),
  migrations: z.array(z.string()).nullable(),
  probes: z.array(
    z.object({
      name: z.string(),
      ok: z.boolean(),
      ms: z.number(),
      problem: z.string().exactOptional(),
    }),
  ),
});
type Report = z.infer<typeof reportSchema>;

/** `serves` is false when there is no use in asking the gateway anything else. */
export async function examineGateway(
  admin: AdminClient,
): Promise<{ legs: Leg[]; serves: boolean }> {
  const askedAt = Date.now();
  let answer: unknown;
  try {
    answer = await admin.get("/doctor");
  } catch (error) {
    if (!(error instanceof AdminError)) throw error;
    return { legs: [shut(admin.origin, error)], serves: false };
  }
  const answeredAt = Date.now();
  const { data: report } = reportSchema.safeParse(answer);
  if (!report)
    return { legs: [unknownVersion(admin.origin, "its answer cannot be read")], serves: false };
  const legs = [
    ok("gateway", `${admin.origin} answered in ${answeredAt - askedAt} ms`),
    secretsLeg(report),
    ...report.probes.map(probeLeg),
    ...(report.probes.some(({ name, ok: answers }) => name === "D1" && !answers)
      ? []
      : [tablesLeg(report), await migrationsLeg(report)]),
    clockLeg(report.now - (askedAt + answeredAt) / 2),
  ];
  return { legs, serves: true };
}

function shut(origin: string, { status, message }: AdminError): Leg {
  if (status === 0) {
    return wrong(
      "gateway",
      message,
      "Start it (`npm run dev`) or deploy it (`npm run deploy`), and name its address with LEADWIRE_URL or --url.",
    );
  }
  if (status === 401) {
    return wrong(
      "admin token",
      message,
      "Give the token that `npx wrangler secret put ADMIN_TOKEN` was given, with LEADWIRE_ADMIN_TOKEN or --token-file.",
    );
  }
  if (status === 404) return unknownVersion(origin, message);
  // The gateway says itself what is wrong with its secrets, its settings or its database, and what to do.
  return wrong("installation", message, "Do what the gateway says, and repeat the command.");
}

const unknownVersion = (origin: string, said: string): Leg =>
  wrong(
    "version",
    `${origin} is no gateway of this version: ${said}`,
    "Deploy this version with `npm run deploy`, or check that the address is a gateway's.",
  );

function secretsLeg({ guessable_secrets: guessable }: Report): Leg {
  if (guessable.length === 0) {
    return ok("secrets", "MASTER_SECRET and ADMIN_TOKEN are there, long enough and varied");
  }
  return wrong(
    "secrets",
    `${guessable.join(" and ")} could be guessed`,
    guessable.includes("MASTER_SECRET")
      ? "Make a random MASTER_SECRET before anybody uses this gateway: afterwards it cannot be changed. docs/deploy.md, step 1."
      : "Make another ADMIN_TOKEN with `openssl rand -base64 32`, and set it with `npx wrangler secret put ADMIN_TOKEN`.",
  );
}

function probeLeg({ name, ok: answers, ms, problem }: Report["probes"][number]): Leg {
  if (answers) return ok(name, `answered in ${ms} ms`);
  return wrong(
    name,
    `failed after ${ms} ms: ${problem ?? "without saying why"}`,
    "Compare the ids and classes in wrangler.toml with the Cloudflare dashboard, deploy again, and look at https://www.cloudflarestatus.com.",
  );
}

function tablesLeg({ missing }: Report): Leg {
  if (missing.length === 0) return ok("tables", "D1 has everything that the gateway reads");
  return wrong("tables", `D1 lacks ${missing.join(", ")}`, migrate);
}

async function migrationsLeg({ migrations: applied }: Report): Promise<Leg> {
  const files = (await readdir(migrationsFolder)).filter((name) => name.endsWith(".sql")).sort();
  if (applied === null) {
    return warning("migrations", "wrangler keeps no list of them in this database", migrate);
  }
  const absent = files.filter((name) => !applied.includes(name));
  if (absent.length > 0) {
    return warning("migrations", `this checkout also has ${absent.join(", ")}`, migrate);
  }
  const newer = applied.filter((name) => !files.includes(name));
  const found = `${applied.length} applied, the last is ${applied.at(-1)}`;
  return newer.length === 0
    ? ok("migrations", found)
    : ok("migrations", `${found}; ${newer.join(", ")} newer than this checkout`);
}

function clockLeg(aheadMs: number): Leg {
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  const found = `the gateway's is ${seconds} s ${aheadMs < 0 ? "behind" : "ahead of"} this machine's`;
  if (Math.abs(aheadMs) <= clockToleranceMs) return ok("clock", found);
  return wrong(
    "clock",
    found,
    "Set the clock that is wrong: reports whose signature is more than five minutes off are refused.",
  );
}
