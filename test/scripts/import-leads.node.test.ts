import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { AdminError } from "../../scripts/admin-client.ts";
import { ImportStopped, importLeads } from "../../scripts/leadwire/import-leads.ts";
import { csvRows, jsonRows, type Row } from "../../scripts/leadwire/lead-rows.ts";
import { main } from "../../scripts/leadwire/program.ts";
import {
  type AdminAnswer,
  type AdminRequest,
  adminStandIn,
  fakeTerminal,
} from "./admin-stand-in.ts";

const read = (rows: (input: Readable) => AsyncGenerator<Row>, text: string | Buffer) =>
  Readable.from(rows(Readable.from([Buffer.from(text)]))).toArray();

describe("a CSV file", () => {
  it("gives a lead per row with the line it starts on, and leaves empty cells out", async () => {
    const text = [
      "\ufefffirst_name,email,note",
      "Ann,ann@example.com,",
      "",
      'Bob,,"two',
      'lines"',
      "Cleo,cleo@example.com,vip",
      "",
    ].join("\r\n");
    expect(await read(csvRows, text)).toEqual([
      { line: 2, lead: { first_name: "Ann", email: "ann@example.com" } },
      { line: 4, lead: { first_name: "Bob", note: "two\nlines" } },
      { line: 6, lead: { first_name: "Cleo", email: "cleo@example.com", note: "vip" } },
    ]);
  });

  it("reads tags as a list and metadata as an object", async () => {
    const text = 'first_name,tags,metadata\nAnn,vip; new,"{""age"":35}"\nBob,,nonsense\n';
    expect(await read(csvRows, text)).toEqual([
      { line: 2, lead: { first_name: "Ann", tags: ["vip", "new"], metadata: { age: 35 } } },
      { line: 3, reason: "metadata is not a JSON object" },
    ]);
  });

  it("refuses a row it cannot read and goes on", async () => {
    const latin1 = Buffer.from(
      "first_name,email\nJos\xe9,j@example.com\nAnn,a@example.com\n",
      "latin1",
    );
    expect(await read(csvRows, latin1)).toMatchObject([
      { line: 2, reason: expect.stringContaining("UTF-8") },
      { line: 3, lead: { first_name: "Ann" } },
    ]);
    const broken = 'first_name,email\nAnn\nBob,"b"x\nCleo,c@example.com\nDan,"d';
    expect(await read(csvRows, broken)).toEqual([
      { line: 2, reason: "has 1 cells, the first line has 2" },
      { line: 3, reason: "has text after a closing quote; reading ends here" },
    ]);
  });

  it.each([
    ["name,email\nAnn,a@example.com\n", "no column first_name"],
    ["first_name;email\nAnn;a@example.com\n", "first_name;email"],
    ["first_name,email,email\nAnn,a,b\n", "two columns named email"],
  ])("is refused as a whole when its first line is not right: %j", async (text, complaint) => {
    await expect(read(csvRows, text)).rejects.toThrow(complaint);
  });
});

describe("a JSON Lines file", () => {
  it("gives a lead per line and refuses what is not an object", async () => {
    const text =
      '\ufeff{"first_name":"Ann","metadata":{"age":35}}\n\n{"first_name":\n["Bob"]\n"Cleo"\n{"first_name":"Dan"}';
    expect(await read(jsonRows, text)).toEqual([
      { line: 1, lead: { first_name: "Ann", metadata: { age: 35 } } },
      { line: 3, reason: "is not JSON" },
      { line: 4, reason: "is not a JSON object" },
      { line: 5, reason: "is not a JSON object" },
      { line: 6, lead: { first_name: "Dan" } },
    ]);
  });
});

const allCreated = (leads: unknown[]) => ({ created: leads.length, updated: 0, errors: [] });

async function* people(count: number, extra: Record<string, unknown> = {}): AsyncGenerator<Row> {
  for (let line = 1; line <= count; line++)
    yield { line, lead: { first_name: `P${line}`, ...extra } };
}

describe("an import", () => {
  it("sends at most 1,000 rows at a time and never much text", async () => {
    const sizes: number[] = [];
    const post = async (leads: unknown[]) => {
      sizes.push(leads.length);
      return allCreated(leads);
    };
    const refuse = () => {};
    expect(await importLeads(people(2_300), { post, refuse })).toMatchObject({ created: 2_300 });
    expect(sizes).toEqual([1_000, 1_000, 300]);

    sizes.length = 0;
    await importLeads(people(5, { note: "x".repeat(250_000) }), { post, refuse });
    expect(sizes).toEqual([2, 2, 1]);
  });

  it("names the line of what the gateway refused", async () => {
    const refused: unknown[] = [];
    const post = async () => ({
      created: 1,
      updated: 1,
      errors: [{ index: 1, error: "bad phone" }],
    });
    const totals = await importLeads(people(3), { post, refuse: (row) => refused.push(row) });
    expect(refused).toEqual([{ line: 2, reason: "bad phone" }]);
    expect(totals).toEqual({ rows: 3, created: 1, updated: 1, refused: 1 });
  });

  it("waits as long as it is told and sends the same rows again", async () => {
    const waits: number[] = [];
    const sent: unknown[][] = [];
    const post = async (leads: unknown[]) => {
      sent.push(leads);
      if (sent.length === 1) throw new AdminError("busy", 429, null, 7);
      if (sent.length === 2) throw new AdminError("down", 503);
      return allCreated(leads);
    };
    const wait = async (seconds: number) => void waits.push(seconds);
    const totals = await importLeads(people(2), { post, refuse: () => {}, wait });
    expect(totals.created).toBe(2);
    expect(waits).toEqual([7, 5]);
    expect(sent[2]).toEqual(sent[0]);
  });

  it("repeats nothing that may have been done, and says how far it got", async () => {
    let calls = 0;
    const post = async (leads: unknown[]) => {
      calls++;
      if (calls === 2) throw new AdminError("No answer", 0);
      return allCreated(leads);
    };
    const stopped = importLeads(people(1_500), { post, refuse: () => {} });
    await expect(stopped).rejects.toThrow("lines 1001 to 1500 is in; they may be in");
    await expect(stopped).rejects.toBeInstanceOf(ImportStopped);
    expect(calls).toBe(2);
  });
});

describe("leadwire leads import", () => {
  const workspace = "de300000-0000-4000-8000-00000000000a";
  const rowsSchema = z.array(z.record(z.string(), z.unknown()));
  let folder: string;
  let stop: () => Promise<void> = async () => {};

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "leadwire-import-"));
  });
  afterEach(() => stop());
  afterAll(() => rm(folder, { recursive: true }));

  async function run(
    text: string,
    answer: (request: AdminRequest) => AdminAnswer,
    ...more: string[]
  ) {
    const path = join(folder, "people.csv");
    await writeFile(path, text);
    const gateway = await adminStandIn(answer);
    stop = gateway.stop;
    const terminal = fakeTerminal({ LEADWIRE_URL: gateway.url, LEADWIRE_ADMIN_TOKEN: "token" });
    const code = await main(["leads", "import", path, "--workspace", workspace, ...more], terminal);
    return { code, ...terminal, requests: gateway.requests };
  }

  it("ends with 0 and the totals when every row is in", async () => {
    const { code, printed, complained, requests } = await run(
      "first_name,phone\nAnn,+12025550101\nBob,+12025550102\n",
      ({ body }) => ({ status: 201, body: allCreated(rowsSchema.parse(body)) }),
    );
    expect({ code, printed, complained }).toEqual({
      code: 0,
      printed: ["2 rows: 2 created, 0 updated, 0 refused"],
      complained: [],
    });
    expect(requests.map(({ path }) => path)).toEqual([`/api/admin/workspaces/${workspace}/leads`]);
  });

  it("ends with 1, names refused rows and writes them to the report", async () => {
    const report = join(folder, "refused.csv");
    const { code, printed, complained } = await run(
      "first_name,phone\nAnn,12\nBob\n",
      () => ({
        status: 201,
        body: { created: 0, updated: 0, errors: [{ index: 0, error: 'no "12"' }] },
      }),
      "--report",
      report,
      "--json",
    );
    expect(code).toBe(1);
    expect(JSON.parse(printed.join())).toEqual({ rows: 2, created: 0, updated: 0, refused: 2 });
    expect(complained.sort()).toEqual([
      'line 2: no "12"',
      "line 3: has 1 cells, the first line has 2",
    ]);
    const lines = (await readFile(report, "utf8")).trimEnd().split("\n");
    expect(lines[0]).toBe("line,reason");
    expect(lines.slice(1).sort()).toEqual([
      '2,"no ""12"""',
      '3,"has 1 cells, the first line has 2"',
    ]);
  });

  it("ends with 1 and the reason when the gateway stops it", async () => {
    const { code, printed, complained } = await run("first_name\nAnn\n", () => ({
      status: 404,
      body: { error: "Not found" },
    }));
    expect(code).toBe(1);
    expect(printed).toEqual(["1 rows: 0 created, 0 updated, 0 refused"]);
    expect(complained.join()).toContain("Not found (404)");
    expect(complained.join()).toContain("they are not in");
  });
});
