// What Meta is given ahead of a message: files, and templates.
import { describe, expect, test } from "vitest";
import { type Fetcher, transport } from "../../../src/lib/transport.ts";
import { meta } from "../../../src/providers/meta/index.ts";
import { answerOf, replying } from "../../contract/provider.ts";

const account = {
  settings: { phone_number_id: "1065", waba_id: "1022" },
  credentials: { access_token: "EAAtoken", app_secret: "an-app-secret" },
};
const file = {
  bytes: new Uint8Array([0, 255, 10]),
  mimeType: "image/jpg",
  filename: 'a "name"\r\n.jpg',
};
const error = (status: number, code: number) => ({
  status,
  body: { error: { code, message: "In Meta's words" } },
});

describe("uploadMedia", () => {
  test("sends the bytes as a form to the account's own number", async () => {
    const seen: { url: string; token: string | null; form: FormData }[] = [];
    const fetcher: Fetcher = async (request) => {
      const token = request.headers.get("authorization");
      seen.push({ url: request.url, token, form: await request.formData() });
      return Response.json({ id: "77" });
    };
    const uploaded = await meta.uploadMedia?.(file, account, transport(fetcher));
    expect(uploaded).toEqual({ ok: true, value: { mediaId: "77" } });
    const [{ url, token, form } = { form: new FormData() }] = seen;
    expect(url).toBe("https://graph.facebook.com/v25.0/1065/media");
    expect(token).toBe("Bearer EAAtoken");
    expect([form.get("messaging_product"), form.get("type")]).toEqual(["whatsapp", "image/jpeg"]);
    const sent = form.get("file");
    if (!(sent instanceof File)) throw new Error("no file");
    expect(sent.type).toBe("image/jpeg");
    expect([...new Uint8Array(await sent.arrayBuffer())]).toEqual([...file.bytes]);
  });

  test.each([
    ["a file that it cannot use", error(400, 131053), "media_invalid"],
    ["an invalid parameter", error(400, 100), "media_invalid"],
    ["a token that expired", error(401, 190), "credentials_refused"],
    ["an account that is restricted", error(403, 368), "account_refused"],
    ["too many calls", error(429, 80007), "provider_busy"],
    ["a break-down", error(500, 131000), "provider_busy"],
    ["no id", { status: 200, body: {} }, "provider_busy"],
    ["an id that is none", { status: 200, body: { id: 7 } }, "provider_busy"],
  ])("says what Meta's answer to %s means", async (_, reply, code) => {
    const { transport: asked } = replying(answerOf(reply));
    expect(await meta.uploadMedia?.(file, account, asked)).toMatchObject({
      ok: false,
      error: { code, provider: { name: "meta" } },
    });
  });

  test("is not asked by an account that is not set up", async () => {
    const { transport: asked, requests } = replying(answerOf(error(500, 1)));
    const broken = { ...account, settings: {} };
    const uploaded = await meta.uploadMedia?.(file, broken, asked);
    expect(uploaded).toMatchObject({ ok: false, error: { code: "account_refused" } });
    expect(requests).toEqual([]);
  });
});

describe("refuseFile", () => {
  const MiB = 1024 * 1024;
  test.each([
    ["image/png", 5 * MiB],
    ["video/mp4", 16 * MiB],
    ["audio/ogg", 16 * MiB],
    ["application/pdf", 100 * MiB],
    ["image/webp", 500 * 1024],
  ])("takes %s up to its limit", (mimeType, limit) => {
    expect(meta.refuseFile?.({ mimeType, size: limit })).toBeNull();
    expect(meta.refuseFile?.({ mimeType, size: limit + 1 })).toMatchObject({
      code: "media_invalid",
      details: { limit },
    });
  });

  test.each([
    ["text/html", 10],
    ["image/gif", 10],
    ["image/png", 0],
  ])("takes no %s of %i bytes", (mimeType, size) => {
    expect(meta.refuseFile?.({ mimeType, size })).toMatchObject({ code: "media_invalid" });
  });
});

describe("createTemplate", () => {
  const template = {
    name: "order_ready",
    language: "en_US",
    category: "utility",
    components: [{ type: "BODY", text: "Hi {{name}}" }],
  };

  test("proposes it to the WhatsApp Business account, and gives it as Meta took it", async () => {
    const { transport: asked, requests } = replying(
      answerOf({ status: 200, body: { id: "9", status: "PENDING", category: "MARKETING" } }),
    );
    expect(await meta.createTemplate?.(template, account, asked)).toEqual({
      ok: true,
      value: {
        providerTemplateId: "9",
        name: "order_ready",
        language: "en_US",
        status: "PENDING",
        category: "MARKETING",
        parameterFormat: "NAMED",
        components: template.components,
      },
    });
    expect(requests[0]?.url).toBe("https://graph.facebook.com/v25.0/1022/message_templates");
    expect(JSON.parse(String(requests[0]?.body))).toEqual({
      ...template,
      category: "UTILITY",
      parameter_format: "NAMED",
    });
  });

  test("knows numbered variables from named ones", async () => {
    const { transport: asked } = replying(answerOf({ status: 200, body: { id: 9 } }));
    const numbered = { ...template, components: [{ type: "BODY", text: "Hi {{1}}" }] };
    expect(await meta.createTemplate?.(numbered, account, asked)).toMatchObject({
      value: { parameterFormat: "POSITIONAL", status: "PENDING", providerTemplateId: "9" },
    });
  });

  test.each([
    [error(400, 100), "template_refused"],
    [error(401, 190), "credentials_refused"],
    [error(500, 2), "provider_busy"],
  ])("says what %j means", async (reply, code) => {
    const { transport: asked } = replying(answerOf(reply));
    expect(await meta.createTemplate?.(template, account, asked)).toMatchObject({
      ok: false,
      error: { code },
    });
  });

  test("refuses components that are none, without asking", async () => {
    const { transport: asked, requests } = replying(answerOf(error(500, 2)));
    const odd = { ...template, components: [{ text: "Hi" }] };
    expect(await meta.createTemplate?.(odd, account, asked)).toMatchObject({
      ok: false,
      error: { code: "field_invalid" },
    });
    expect(requests).toEqual([]);
  });
});
