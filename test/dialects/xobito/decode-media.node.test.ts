import { describe, expect, test } from "vitest";
import { decodeMedia, type Upload } from "../../../src/dialects/xobito/decode-media.ts";
import { err, ok } from "../../../src/lib/result.ts";
import { GatewayError } from "../../../src/model/errors.ts";

const base = { phone_number: "+14155551234", media_type: "image" };
const url = "https://example.com/a.jpg";
const png = new File(["png"], "a.png", { type: "image/png" });
const accepts: Upload = async () => ok({ mediaId: "media-1" });

const decode = (body: object, upload = accepts) =>
  decodeMedia({ ...base, ...body }, async () => null, upload);

async function failureOf(body: object, upload = accepts) {
  try {
    await decode(body, upload);
  } catch (error) {
    if (error instanceof GatewayError) return error.failure;
    throw error;
  }
  return null;
}
const errorsOf = async (body: object, upload = accepts) =>
  (await failureOf(body, upload))?.details?.["errors"];

describe("reads", () => {
  test.each<[string, object, object]>([
    ["an image by its URL", { media_url: url, caption: "C" }, { type: "image", url, caption: "C" }],
    [
      "a document with its name",
      { media_type: "document", media_url: url, filename: "a.pdf" },
      { type: "document", url, filename: "a.pdf" },
    ],
    [
      "audio, which has neither words nor a name",
      { media_type: "audio", media_url: url, caption: "C", filename: "a.mp3" },
      { type: "audio", url },
    ],
    [
      "a video without its name",
      { media_type: "video", media_url: url, filename: "a" },
      { type: "video", url },
    ],
    [
      "a file that comes along",
      { media_file: png, caption: "C" },
      { type: "image", id: "media-1", mimeType: "image/png", caption: "C" },
    ],
  ])("%s", async (_, body, media) => {
    expect(await decode(body)).toMatchObject({ channel: "whatsapp", content: { kind: "media" } });
    expect((await decode(body)).content).toEqual({ kind: "media", media });
  });
});

describe("refuses", () => {
  test("neither a URL nor a file", async () => {
    expect(await errorsOf({})).toEqual({
      media_url: ["The media url field is required when media file is not present."],
      media_file: ["The media file field is required when media url is not present."],
    });
  });

  test("what is wrong, all at once", async () => {
    const body = { media_type: "sticker", media_url: "ftp://x/", caption: "x".repeat(1025) };
    expect(await errorsOf(body)).toEqual({
      media_type: ["The selected media type is invalid."],
      media_url: ["The media url format is invalid."],
      caption: ["The caption may not be greater than 1024 characters."],
    });
  });

  test.each([
    ["image", 5120],
    ["document", 16384],
  ])("a file that is too large for an upload of %s", async (media_type, kilobytes) => {
    const bytes = new Uint8Array(kilobytes * 1024 + 1);
    const media_file = new File([bytes], "a", { type: "application/pdf" });
    expect(await errorsOf({ media_type, media_file })).toEqual({
      media_file: [`The media file may not be greater than ${kilobytes} kilobytes.`],
    });
  });

  test("a file that WhatsApp does not take, in its words", async () => {
    const upload: Upload = async () => err({ code: "media_invalid", message: "Convert it." });
    expect(await errorsOf({ media_file: png }, upload)).toEqual({ media_file: ["Convert it."] });
  });

  test("an upload that Meta refused or did not answer, as what it is", async () => {
    for (const code of ["credentials_refused", "provider_busy"] as const) {
      expect(await failureOf({ media_file: png }, async () => err({ code }))).toEqual({ code });
    }
  });
});
