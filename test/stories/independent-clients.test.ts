// The pretend providers as clients that are not ours see them, through the Worker: Retell's own, and the
// requests that Resend's own makes (it takes no fetch but the global one; test/simulator has it on a socket).
// They agree with us on what we sent.
import Retell from "retell-sdk";
import { beforeAll, describe, expect, test } from "vitest";
import captures from "../fixtures/resend/sdk-request-captures.json";
import { type Answer, answerOf, request, type Workspace, workspace } from "../support/gateway.ts";

const origin = "https://gateway.example";

let acme: Workspace;
beforeAll(async () => {
  acme = await workspace();
});

describe("Retell's own client", () => {
  const retell = (workspaceId: string, apiKey = "key_test") =>
    new Retell({
      apiKey,
      baseURL: `${origin}/simulator/providers/${workspaceId}/retell`,
      maxRetries: 0,
      fetch: (url, init) => request(String(url).slice(origin.length), init),
    });
  const numbers = { from_number: "+12025550100", to_number: "+12025550142" };

  test("finds the call that we placed, by the id of our message", async () => {
    const lead = await acme.person();
    const sent = await acme.send(lead, { channel: "call", begin_message: "Hi Carlos" });
    const client = retell(acme.id);
    const { items = [] } = await client.call.list({
      filter_criteria: {
        metadata: [
          {
            key: "message_id",
            type: "string",
            op: "eq",
            value: sent.headers.get("x-message-id") ?? "",
          },
        ],
      },
    });
    expect(items).toMatchObject([{ call_id: sent.body.call_id, to_number: lead.phone }]);
    expect(await client.call.retrieve(sent.body.call_id)).toMatchObject({
      call_type: "phone_call",
      direction: "outbound",
      metadata: { workspace_id: acme.id },
    });
  });

  test("places a call of its own, in the workspace of its address and in no other", async () => {
    const globex = await workspace();
    const call = await retell(globex.id).call.createPhoneCall(numbers);
    expect(call).toMatchObject({ ...numbers, call_status: "registered" });
    expect((await globex.state()).calls).toMatchObject([{ call_id: call.call_id }]);
    await expect(retell(acme.id).call.retrieve(call.call_id)).rejects.toThrow(
      Retell.UnprocessableEntityError,
    );
    await expect(retell(crypto.randomUUID()).call.createPhoneCall(numbers)).rejects.toThrow(
      Retell.NotFoundError,
    );
  });

  test("knows every refusal for what it is", async () => {
    const call = (change: object, apiKey?: string) =>
      retell(acme.id, apiKey).call.createPhoneCall({ ...numbers, ...change });
    await expect(call({}, "wrong")).rejects.toThrow(Retell.AuthenticationError);
    await expect(call({ to_number: "555" })).rejects.toThrow(Retell.BadRequestError);
    await expect(call({ override_agent_id: "unknown" })).rejects.toThrow(
      Retell.UnprocessableEntityError,
    );
    await expect(call({ to_number: "+12025000429" })).rejects.toThrow(Retell.RateLimitError);
    await expect(call({ to_number: "+12025000500" })).rejects.toThrow(Retell.InternalServerError);
  });
});

describe("the requests of Resend's own client", () => {
  const [first, conflicting] = captures;
  if (!first || !conflicting) throw new Error("the captures are gone");
  type Captured = Pick<typeof first, "url" | "method" | "headers" | "body">;

  const relay = async ({ url, method, headers, body }: Captured): Promise<Answer> =>
    answerOf(
      await request(`/simulator/providers/${acme.id}/email${url}`, { method, headers, body }),
    );
  const withHeaders = (headers: Record<string, string>): Captured => ({
    ...first,
    headers: { ...first.headers, ...headers },
  });

  test("are a mail once, however often they are made with one key", async () => {
    const [sent, again, other] = [await relay(first), await relay(first), await relay(conflicting)];
    expect(sent).toMatchObject({
      status: 200,
      body: { id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
    expect(again).toMatchObject({ status: 200, body: sent.body });
    expect(other).toMatchObject({ status: 409, body: { name: "invalid_idempotent_request" } });
    const mails = (await acme.state()).mailbox.filter(
      ({ id }: { id: string }) => id === sent.body.id,
    );
    expect(mails).toMatchObject([{ subject: "s", idempotency_key: "idem-1" }]);
  });

  test("are refused with a key that is not one", async () => {
    const answer = await relay(withHeaders({ authorization: "Bearer nope" }));
    expect(answer).toMatchObject({
      status: 401,
      body: { statusCode: 401, name: "invalid_api_key" },
    });
  });

  test("are a repeat of ours when they say the same under our message's id", async () => {
    const lead = await acme.person();
    const sent = await acme.send(lead, { channel: "email", content: "Hi" });
    const key = { "idempotency-key": sent.body.activity_id as string };
    const { request: ours } = (await acme.state()).mailbox.at(-1);
    const repeat = await relay({ ...withHeaders(key), body: JSON.stringify(ours) });
    expect(repeat).toMatchObject({ status: 200, body: { id: sent.body.message_id } });
    expect(await relay(withHeaders(key))).toMatchObject({ status: 409 });
  });
});
