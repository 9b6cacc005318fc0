// What was uploaded is known again: in this isolate at once, elsewhere through KV, and nowhere when KV is gone.
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { TtlCache } from "../../src/lib/cache.ts";
import { findUpload, keepUpload, type UploadStore } from "../../src/store/uploads.ts";

const upload = { mediaId: "77", mimeType: "image/png", uploadedAt: 1_775_399_400_000 };

function isolate(kv: UploadStore["kv"] = env.KEYS) {
  const warned: string[] = [];
  const log = { info: () => {}, warn: (event: string) => void warned.push(event), error: () => {} };
  return { kv, cache: new TtlCache<typeof upload>(Date.now), log, warned };
}

test("an upload is known in the isolate that made it, and in others", async () => {
  const here = isolate();
  expect(await findUpload(here, "one")).toBeNull();
  await keepUpload(here, "one", upload, 3_600_000);
  expect(await findUpload({ ...here, kv: broken }, "one")).toEqual(upload);
  expect(await findUpload(isolate(), "one")).toEqual(upload);
  expect(await findUpload(isolate(), "another")).toBeNull();
});

const broken: UploadStore["kv"] = {
  get: () => Promise.reject(new Error("no KV")),
  put: () => Promise.reject(new Error("no KV")),
};

test("without KV nothing is known, nothing breaks, and somebody is told", async () => {
  const here = isolate(broken);
  expect(await findUpload(here, "two")).toBeNull();
  await keepUpload(here, "two", upload, 3_600_000);
  expect(here.warned).toEqual(["kv_unavailable", "kv_unavailable"]);
  expect(await findUpload(here, "two")).toEqual(upload);
});

test("what cannot be read is as good as absent", async () => {
  await env.KEYS.put("upload:three", '{"mediaId":""}');
  expect(await findUpload(isolate(), "three")).toBeNull();
});
