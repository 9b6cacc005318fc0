// What every provider owes the pipeline. A provider's own test calls this with its account, one draft
// of every kind it carries, and the answers that only it can give.
import { describe, expect, test } from "vitest";
import type { Answer, OutboundRequest, Transport } from "../../src/lib/transport.ts";
import type { OpenAccount } from "../../src/model/account.ts";
import type { Verdict } from "../../src/model/failure.ts";
import type { Draft, Provider } from "../../src/providers/provider.ts";

export interface Reply {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

interface ProviderAnswers {
  accepted: Reply;
  /** The id that `accepted` names. */
  acceptedId: string;
  /** The part of that id that stands in `accepted`; all of it when absent. */
  acceptedPart?: string;
  /** A refusal of this provider that repeating cannot change, and our code for it. */
  refused: Reply & { code: string };
  /** What it says to credentials it does not know. */
  unauthorized: Reply;
  /** "Too many requests", in its own words. */
  throttled: Reply;
  /** "Something broke here", in its own words. */
  broken: Reply;
}

interface Contract {
  provider: Provider;
  account: OpenAccount;
  drafts: readonly Draft[];
  answers: ProviderAnswers;
  /** What a prepared body says; its JSON when absent. */
  readBody?(body: string): unknown;
  /** What a request carries of a prepared body; all of it when absent. */
  postedOf?(body: string): string;
  /** Where a request carries the credential, and what else it holds; the Authorization header when absent. */
  credentialIn?(request: OutboundRequest): { credential: string | undefined; rest: unknown };
}

const inAuthorization: Required<Contract>["credentialIn"] = ({ headers, ...request }) => {
  const { authorization, ...others } = headers;
  return { credential: authorization, rest: { ...request, headers: others } };
};

export const answerOf = ({ status, body, headers = {} }: Reply): Answer => ({
  kind: "answer",
  status,
  headers,
  body: typeof body === "string" ? body : JSON.stringify(body),
});

/** A transport that gives one answer to everything, and what it was asked. */
export function replying(answer: Answer): { transport: Transport; requests: OutboundRequest[] } {
  const requests: OutboundRequest[] = [];
  const transport: Transport = (request) => {
    requests.push(request);
    return Promise.resolve(answer);
  };
  return { transport, requests };
}

const html = "<html><body>502 Bad Gateway</body></html>";

export function providerContract(contract: Contract): void {
  const { provider, account, drafts, answers } = contract;
  const { readBody = JSON.parse, credentialIn = inAuthorization } = contract;
  const { postedOf = (body: string) => body } = contract;
  const { acceptedPart = answers.acceptedId } = answers;
  const deliver = async (answer: Answer, to: OpenAccount = account) => {
    const { transport, requests } = replying(answer);
    const [draft] = drafts;
    if (!draft) throw new Error("a contract needs a draft");
    const body = provider.prepare(draft, account.settings);
    const verdict = await provider.deliver(
      { messageId: draft.messageId, body, account: to },
      transport,
    );
    return { verdict, requests, body };
  };
  const verdictOf = async (reply: Reply): Promise<Verdict> =>
    (await deliver(answerOf(reply))).verdict;

  describe("prepare", () => {
    test.each(drafts.map((draft) => [draft.outgoing.kind, draft] as const))(
      "writes the same for the same %s",
      (_kind, draft) => {
        const body = provider.prepare(draft, account.settings);
        expect(provider.prepare(structuredClone(draft), { ...account.settings })).toBe(body);
        expect(readBody(body)).toBeTypeOf("object");
        expect(JSON.stringify(readBody(body))).toContain(draft.to);
      },
    );

    test("puts no credential into the body", () => {
      for (const draft of drafts) {
        const body = provider.prepare(draft, account.settings);
        for (const secret of Object.values(account.credentials)) {
          expect(body).not.toContain(secret);
        }
      }
    });

    test("applies the defaults of settings that are left out", () => {
      expect(provider.settingsSchema.parse(account.settings)).toHaveProperty("base_url");
    });
  });

  describe("deliver", () => {
    test("makes one request with exactly the prepared body, within a deadline", async () => {
      const { requests, body } = await deliver(answerOf(answers.accepted));
      expect(requests).toHaveLength(1);
      expect(requests[0]).toMatchObject({ method: "POST", body: postedOf(body) });
      expect(requests[0]?.timeoutMs).toBeGreaterThan(0);
      expect(requests[0]?.timeoutMs).toBeLessThanOrEqual(20_000);
    });

    test("carries the credential at its place and nowhere else", async () => {
      const { requests } = await deliver(answerOf(answers.accepted));
      if (!requests[0]) throw new Error("nothing was asked");
      const { credential, rest } = credentialIn(requests[0]);
      const secrets = Object.values(account.credentials).map(String);
      expect(secrets.some((secret) => credential?.includes(secret))).toBe(true);
      const written = JSON.stringify(rest);
      for (const secret of secrets) expect(written).not.toContain(secret);
    });

    test("reaches the account's base_url", async () => {
      const settings = { ...account.settings, base_url: "http://localhost:9/proxy/" };
      const { requests } = await deliver(answerOf(answers.accepted), { ...account, settings });
      expect(requests[0]?.url).toMatch(/^http:\/\/localhost:9\/proxy\/[^/]/);
    });

    test("reports what was accepted, by the provider's id", async () => {
      expect(await verdictOf(answers.accepted)).toMatchObject({
        kind: "accepted",
        providerMessageId: answers.acceptedId,
      });
    });

    test.each(["network", "timeout", "too_large"] as const)(
      "calls an outcome unknown when there was no answer (%s)",
      async (reason) => {
        const { verdict, requests } = await deliver({ kind: "no_answer", reason });
        expect(verdict).toEqual({ kind: "unknown", reason, provider: { name: provider.name } });
        expect(requests).toHaveLength(1);
      },
    );

    test("may try again what was never sent", async () => {
      const { verdict } = await deliver({ kind: "not_sent", reason: "invalid_request" });
      expect(verdict).toMatchObject({ kind: "retry" });
    });

    test.each([
      ["HTML", { status: 502, body: html }],
      ["nothing", { status: 503, body: "" }],
      ["JSON", { status: 500, body: { oops: true } }],
      ["its own words", answers.broken],
    ])("calls an outcome unknown when the provider broke and said %s", async (_what, reply) => {
      expect(await verdictOf(reply)).toMatchObject({ kind: "unknown", reason: "server_error" });
    });

    test.each([
      ["HTML", html],
      ["nothing", ""],
      ["truncated JSON", JSON.stringify(answers.accepted.body).slice(0, -3)],
      ["an object without an id", {}],
      ["null", null],
      ["an empty id", JSON.stringify(answers.accepted.body).replaceAll(acceptedPart, "")],
      ["a list", []],
    ])("calls a success unknown when it holds %s", async (_what, body) => {
      expect(await verdictOf({ status: answers.accepted.status, body })).toMatchObject({
        kind: "unknown",
        reason: "accepted_no_id",
      });
    });

    test("calls a timeout that the provider itself reports unknown", async () => {
      expect(await verdictOf({ status: 408, body: "" })).toMatchObject({ kind: "unknown" });
    });

    test.each([301, 302, 307, 308])("refuses to follow a redirect (%i)", async (status) => {
      const reply = { status, body: "", headers: { location: "https://example.com/" } };
      expect(await verdictOf(reply)).toMatchObject({ kind: "reject", code: "account_refused" });
    });

    test.each([
      ["its own words", answers.unauthorized],
      ["HTML", { status: 401, body: html }],
    ])("asks for new credentials when refused in %s", async (_what, reply) => {
      expect(await verdictOf(reply)).toMatchObject({
        kind: "reauth",
        code: "credentials_refused",
        provider: { name: provider.name, httpStatus: reply.status },
      });
    });

    test.each([
      ["its own words", answers.throttled],
      ["HTML", { status: 429, body: html }],
    ])("tries again later when throttled in %s", async (_what, reply) => {
      expect(await verdictOf(reply)).toMatchObject({ kind: "retry" });
      const seconds = { ...reply, headers: { "retry-after": "17" } };
      expect(await verdictOf(seconds)).toMatchObject({ retryAfterMs: 17_000 });
      const date = {
        date: "Wed, 21 Oct 2026 07:28:00 GMT",
        "retry-after": "Wed, 21 Oct 2026 07:29:30 GMT",
      };
      expect(await verdictOf({ ...reply, headers: date })).toMatchObject({ retryAfterMs: 90_000 });
    });

    test.each(["-5", "soon", "NaN", "1e400", "", "Wed, 21 Oct 2026 07:29:30 GMT"])(
      "does not believe a Retry-After of %j",
      async (value) => {
        const verdict = await verdictOf({
          status: 429,
          body: "",
          headers: { "retry-after": value },
        });
        expect(verdict).toMatchObject({ kind: "retry" });
        expect(verdict).not.toHaveProperty("retryAfterMs");
      },
    );

    test("never waits longer than a day", async () => {
      const headers = { "retry-after": "99999999999" };
      expect(await verdictOf({ status: 429, body: "", headers })).toMatchObject({
        retryAfterMs: 86_400_000,
      });
    });

    test("rejects what the provider refuses for good, with its words beside ours", async () => {
      const verdict = await verdictOf(answers.refused);
      expect(verdict).toMatchObject({
        kind: "reject",
        code: answers.refused.code,
        provider: { name: provider.name, httpStatus: answers.refused.status },
      });
      if (verdict.kind !== "reject") throw new Error("unreachable");
      expect(verdict.message).toMatch(/\w{3,}.*\.$/);
      expect(verdict.provider.message).toBeTruthy();
    });

    test.each([400, 404, 405, 410, 413, 418])(
      "takes an unexplained %i for a refusal",
      async (status) => {
        expect(await verdictOf({ status, body: html })).toMatchObject({ kind: "reject" });
      },
    );

    const refusedSaying = async (text: string): Promise<string> => {
      const body = JSON.stringify(answers.refused.body).replaceAll(
        /("(?:message|details|description)":)"(?:[^"\\]|\\.)*"/gi,
        (_all, key: string) => `${key}${JSON.stringify(text)}`,
      );
      return JSON.stringify(await verdictOf({ ...answers.refused, body }));
    };

    test("cuts what the provider says and blots out our secrets in it", async () => {
      const secrets = Object.values(account.credentials).map(String);
      const text = `Bad token ${secrets.join(" and ")} ${"x".repeat(10_000)}`;
      const written = await refusedSaying(text);
      expect(written).toContain("[secret]");
      expect(written.length).toBeLessThan(3_000);
      for (const secret of secrets) expect(written).not.toContain(secret);
    });

    test("masks whom the provider names, and blots out what looks like a token", async () => {
      const tokens = ["EAAGm0PX4ZCpsBAKZCx", "key_0123456789abcdef", "re_AbCdEf0123456789"];
      const written = await refusedSaying(
        `No +12025550123 or 12025550123, no john.doe@example.com: ${tokens.join(", ")}`,
      );
      expect(written).toContain("No +1…23 or …23, no @example.com: [secret]");
      for (const part of ["2025550", "john", ...tokens]) expect(written).not.toContain(part);
    });

    test("survives errors of any shape", async () => {
      for (const status of [200, 201, 400, 401, 422, 429, 500]) {
        for (const body of hostileBodies) {
          const { verdict, requests } = await deliver(answerOf({ status, body }));
          expect(verdict.kind).not.toBe("accepted");
          expect(requests).toHaveLength(1);
        }
      }
    });

    test("refuses an account that is not set up, without asking anyone", async () => {
      for (const broken of [
        { ...account, settings: {} },
        { ...account, credentials: {} },
        { ...account, settings: { ...account.settings, unheard_of: 1 } },
        { ...account, settings: { ...account.settings, base_url: "file:///etc/passwd" } },
      ]) {
        const { verdict, requests } = await deliver(answerOf(answers.accepted), broken);
        expect(verdict).toMatchObject({ kind: "reject", code: "account_refused" });
        expect(requests).toHaveLength(0);
      }
    });
  });

  describe("check", () => {
    const check = async (answer: Answer, of: OpenAccount = account) => {
      const { transport, requests } = replying(answer);
      return { result: await provider.check(of, transport), requests };
    };

    test("asks one question and sends nothing", async () => {
      const { requests } = await check(answerOf(answers.unauthorized));
      expect(requests).toHaveLength(1);
      expect(requests[0]?.method).toBe("GET");
      expect(requests[0]).not.toHaveProperty("body");
    });

    test.each<[string, Answer]>([
      ["refused credentials", answerOf(answers.unauthorized)],
      ["no answer", { kind: "no_answer", reason: "timeout" }],
      ["HTML", answerOf({ status: 200, body: html })],
      ["an empty object", answerOf({ status: 200, body: [] })],
      ["a server error", answerOf({ status: 500, body: html })],
      ["a redirect", answerOf({ status: 302, body: "" })],
      ["an unwritable request", { kind: "not_sent", reason: "invalid_request" }],
    ])("fails with something to do on %s", async (_what, answer) => {
      const { result } = await check(answer);
      expect(result.ok).toBe(false);
      expect(result.problem).toMatch(/\w{3,}.*\.$/);
    });

    test("names the setting that is missing, without asking anyone", async () => {
      const { result, requests } = await check(answerOf(answers.accepted), {
        ...account,
        credentials: {},
      });
      expect(result).toMatchObject({ ok: false });
      expect(result.problem).toContain("credentials.");
      expect(requests).toHaveLength(0);
    });
  });

  test("refuses settings and credentials it does not know", () => {
    const unheard = { unheard_of: "x" };
    expect(provider.settingsSchema.safeParse({ ...account.settings, ...unheard }).success).toBe(
      false,
    );
    expect(
      provider.credentialsSchema.safeParse({ ...account.credentials, ...unheard }).success,
    ).toBe(false);
  });

  test("refuses a credential that no header can carry", () => {
    for (const name of Object.keys(account.credentials)) {
      for (const value of ["", "a b", "a\r\nx-evil: 1", "schlüssel", 5]) {
        const credentials = { ...account.credentials, [name]: value };
        expect(provider.credentialsSchema.safeParse(credentials).success).toBe(false);
      }
    }
  });
}

const hostileBodies: unknown[] = [
  null,
  5,
  "text",
  [],
  {},
  { error: null },
  { error: "text" },
  { error: [] },
  { error: { code: null, message: 7, error_data: "x", fbtrace_id: {} } },
  { error: { code: "__proto__", message: "\ud800" } },
  { name: 5, message: { a: 1 }, statusCode: "x" },
  { name: "__proto__", message: "constructor" },
  { status: [], message: null },
  { id: 5, call_id: null, messages: "x" },
  { id: {}, call_id: [], messages: [] },
  { messages: [null] },
  { messages: [{ id: "" }] },
  { id: "x".repeat(5_000), call_id: "x".repeat(5_000), messages: [{ id: "x".repeat(5_000) }] },
];
