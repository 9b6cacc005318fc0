import { describe, expect, test } from "vitest";
import type { Outgoing } from "../../../src/model/policy.ts";
import { meta } from "../../../src/providers/meta/index.ts";
import type { Draft } from "../../../src/providers/provider.ts";
import { answerOf, providerContract, replying } from "../../contract/provider.ts";
import named from "../../fixtures/whatsapp/derived__send-request-template-named.json";
import media from "../../fixtures/whatsapp/meta-send-request__send-message-template-media.json";
import hello from "../../fixtures/whatsapp/meta-send-request__send-test-message.json";
import text from "../../fixtures/whatsapp/meta-send-request__send-text-message.json";
import preview from "../../fixtures/whatsapp/meta-send-request__send-text-message-with-preview-url.json";
import accepted from "../../fixtures/whatsapp/meta-send-response-200__example-response.json";

const account = {
  settings: { phone_number_id: "106540352242922", waba_id: "102290129340398" },
  credentials: { access_token: "EAAtoken/with+signs", app_secret: "an-app-secret" },
};

const draft = (outgoing: Outgoing, to = "+16505551234"): Draft => ({
  tag: null,
  hookPath: "/hooks/provider/hook",
  messageId: "11111111-2222-8333-8444-555555555555",
  workspaceId: "99999999-2222-4333-8444-555555555555",
  correlationId: "11111111-2222-8333-8444-555555555555.0123456789abcdef",
  to,
  outgoing,
});

const bodyOf = (outgoing: Outgoing, to?: string) =>
  JSON.parse(meta.prepare(draft(outgoing, to), account.settings));

const errorOf = (status: number, code: number, rest: object = {}) => ({
  status,
  body: {
    error: {
      message: `(#${code}) In Meta's words`,
      type: "OAuthException",
      code,
      error_data: { messaging_product: "whatsapp", details: "Meta's details" },
      fbtrace_id: "AbC123",
      ...rest,
    },
  },
});

const verdictOf = (reply: Parameters<typeof answerOf>[0]) =>
  meta.deliver(
    { messageId: draft({ kind: "text", text: "Hi" }).messageId, body: "{}", account },
    replying(answerOf(reply)).transport,
  );

providerContract({
  provider: meta,
  account,
  drafts: [
    draft({ kind: "text", text: "Hi John, just following up." }),
    draft({ kind: "template", name: "hello_world", language: "en_US", components: [] }),
    draft({ kind: "media", media: { type: "image", url: "https://example.com/x.png" } }),
    draft({
      kind: "interactive",
      body: "When?",
      interaction: { type: "buttons", buttons: [{ type: "reply", id: "am", title: "Morning" }] },
    }),
  ],
  answers: {
    accepted: { status: 200, body: accepted },
    acceptedId: "wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBJCOTY3NDc0NDFDRUI3NTA0Q0UA",
    refused: { ...errorOf(400, 131026), code: "recipient_unreachable" },
    unauthorized: errorOf(401, 190, { error_subcode: 463 }),
    throttled: errorOf(429, 130429),
    broken: errorOf(500, 131000, { is_transient: true }),
  },
});

describe("prepare", () => {
  test("addresses a person without a number by user id", () => {
    const id = "US.13491208655302741918";
    const body = bodyOf({ kind: "text", text: "Hi" }, id);
    expect(body).toMatchObject({ recipient: id, recipient_type: "individual" });
    expect(body).not.toHaveProperty("to");
  });

  test("writes Meta's example of a text", () => {
    expect(bodyOf({ kind: "text", text: text.text.body }, text.to)).toEqual({
      ...text,
      biz_opaque_callback_data: draft({ kind: "text", text: "" }).correlationId,
    });
  });

  test("asks for a preview only where there is a link", () => {
    expect(bodyOf({ kind: "text", text: preview.text.body }, preview.to)).toMatchObject(preview);
    expect(bodyOf({ kind: "text", text: "http is a protocol" }).text.preview_url).toBe(false);
  });

  test("writes Meta's example of a template with media", () => {
    const { name, language, components } = media.template;
    const body = bodyOf({ kind: "template", name, language: language.code, components }, media.to);
    expect(body).toEqual({
      ...media,
      biz_opaque_callback_data: body.biz_opaque_callback_data,
    });
  });

  test("writes Meta's example of a template without parameters", () => {
    const { name, language } = hello.template;
    const body = bodyOf(
      { kind: "template", name, language: language.code, components: [] },
      hello.to,
    );
    expect(body).toMatchObject(hello);
    expect(body.template).not.toHaveProperty("components");
  });

  test("writes a template with named parameters and buttons", () => {
    const { name, language, components } = named.template;
    const body = bodyOf({ kind: "template", name, language: language.code, components }, named.to);
    expect({ ...body, biz_opaque_callback_data: named.biz_opaque_callback_data }).toEqual(named);
  });

  test("carries the correlation id, which fits", () => {
    const { biz_opaque_callback_data: data } = bodyOf({ kind: "text", text: "Hi" });
    expect(data).toBe(draft({ kind: "text", text: "Hi" }).correlationId);
    expect(data.length).toBeLessThanOrEqual(512);
  });

  test("does not carry an e-mail", () => {
    expect(() => bodyOf({ kind: "email", subject: "Hi" })).toThrow(TypeError);
  });
});

test("posts to the number's messages in the account's Graph version", async () => {
  const settings = { ...account.settings, graph_version: "v24.0" };
  const { transport, requests } = replying(answerOf({ status: 200, body: accepted }));
  await meta.deliver({ messageId: "m", body: "{}", account: { ...account, settings } }, transport);
  expect(requests[0]).toMatchObject({
    url: "https://graph.facebook.com/v24.0/106540352242922/messages",
    timeoutMs: 10_000,
    headers: {
      authorization: "Bearer EAAtoken/with+signs",
      "content-type": "application/json",
    },
  });
});

describe("errors", () => {
  test.each([
    [131047, "window_closed"],
    [470, "window_closed"],
    [131026, "recipient_unreachable"],
    [131049, "recipient_refused"],
    [131050, "recipient_refused"],
    [130403, "recipient_refused"],
    [130472, "recipient_refused"],
    [131021, "recipient_refused"],
    [132000, "template_refused"],
    [132001, "template_refused"],
    [132005, "template_refused"],
    [132007, "template_refused"],
    [132012, "template_refused"],
    [132015, "template_refused"],
    [132016, "template_refused"],
    [100, "content_refused"],
    [131008, "content_refused"],
    [131009, "content_refused"],
    [131051, "content_refused"],
    [131053, "content_refused"],
    [33, "account_refused"],
    [368, "account_refused"],
    [131030, "account_refused"],
    [131031, "account_refused"],
    [131042, "account_refused"],
    [131045, "account_refused"],
    [131048, "account_refused"],
    [133010, "account_refused"],
    [999_999, "provider_refused"],
  ])("rejects %i as %s, whatever its status", async (metaCode, code) => {
    const statuses = metaCode === 999_999 ? [400, 404] : [400, 403, 404, 429, 500];
    for (const status of statuses) {
      expect(await verdictOf(errorOf(status, metaCode))).toMatchObject({
        kind: "reject",
        code,
        provider: {
          name: "meta",
          httpStatus: status,
          code: metaCode,
          message: `(#${metaCode}) In Meta's words`,
          details: "Meta's details",
          traceId: "AbC123",
        },
      });
    }
  });

  test.each([0, 3, 10, 190, 200, 299, 131005])("asks for new credentials on %i", async (code) => {
    for (const status of [400, 401, 403, 500]) {
      expect(await verdictOf(errorOf(status, code))).toMatchObject({ kind: "reauth" });
    }
  });

  test.each([1, 2, 131000, 131016, 133004])("calls %i unknown even with a 400", async (code) => {
    for (const status of [400, 500, 503]) {
      expect(await verdictOf(errorOf(status, code))).toMatchObject({
        kind: "unknown",
        reason: "server_error",
      });
    }
  });

  test.each([4, 80007, 130429, 131056, 131057, 132069])("tries again on %i", async (code) => {
    for (const status of [400, 429]) {
      expect(await verdictOf(errorOf(status, code))).toMatchObject({ kind: "retry" });
    }
  });

  test("calls a code it does not know unknown when Meta broke", async () => {
    expect(await verdictOf(errorOf(500, 999_999))).toMatchObject({ kind: "unknown" });
  });

  test("reads a code that comes as text", async () => {
    const body = { error: { code: "131047", message: "Re-engagement message" } };
    expect(await verdictOf({ status: 400, body })).toMatchObject({ code: "window_closed" });
  });

  test("keeps six seconds between two messages to one person", async () => {
    expect(await verdictOf(errorOf(400, 131056))).toMatchObject({ retryAfterMs: 6_000 });
    const longer = { ...errorOf(400, 131056), headers: { "retry-after": "9" } };
    expect(await verdictOf(longer)).toMatchObject({ retryAfterMs: 9_000 });
    const shorter = { ...errorOf(400, 131056), headers: { "retry-after": "2" } };
    expect(await verdictOf(shorter)).toMatchObject({ retryAfterMs: 6_000 });
  });

  test("waits as long as Meta expects to throttle", async () => {
    const usage = (value: unknown) => ({
      ...errorOf(429, 80007),
      headers: { "x-business-use-case-usage": JSON.stringify(value) },
    });
    expect(
      await verdictOf(
        usage({
          "102290129340398": [
            { type: "messages", estimated_time_to_regain_access: 0 },
            { type: "whatsapp", call_count: 100, estimated_time_to_regain_access: 5 },
          ],
        }),
      ),
    ).toMatchObject({ retryAfterMs: 300_000 });
    for (const nonsense of [{}, [], "x", { a: 5 }, { a: [{ type: "x" }] }, { a: [null] }]) {
      expect(await verdictOf(usage(nonsense))).not.toHaveProperty("retryAfterMs");
    }
  });
});

describe("check", () => {
  test("shows the number that Meta knows", async () => {
    const { transport, requests } = replying(
      answerOf({
        status: 200,
        body: {
          id: "106540352242922",
          display_phone_number: "+1 555-078-3881",
          verified_name: "Lucky Shrub",
          quality_rating: "GREEN",
          throughput: { level: "STANDARD" },
        },
      }),
    );
    expect(await meta.check(account, transport)).toEqual({
      ok: true,
      facts: {
        display_phone_number: "+1 555-078-3881",
        verified_name: "Lucky Shrub",
        quality_rating: "GREEN",
      },
    });
    expect(requests[0]?.url).toMatch(
      /^https:\/\/graph\.facebook\.com\/v25\.0\/106540352242922\?fields=display_phone_number,/,
    );
  });
});

test("takes the number's id and not the number", () => {
  const settings = { ...account.settings, phone_number_id: "+16505551234" };
  expect(meta.settingsSchema.safeParse(settings).success).toBe(false);
});
