import { expect, test } from "vitest";
import { readForm } from "../../../src/dialects/xobito/read-form.ts";

const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  new Request("https://gateway.example/", { method: "POST", body, headers });

test("reads JSON", async () => {
  expect(await readForm(post('{"a":1}'), 100)).toEqual({ ok: true, value: { a: 1 } });
});

test("reads a form with a file, and what PHP calls nested", async () => {
  const form = new FormData();
  form.append("phone_number", "+14155551234");
  form.append("media_file", new File(["abc"], "a.png", { type: "image/png" }));
  form.append("contact[firstname]", "Jane");
  form.append("contact[groups][]", "A");
  form.append("contact[groups][]", "B");
  form.append("__proto__[polluted]", "yes");
  const read = await readForm(post(form), 10_000);
  expect(read).toMatchObject({
    ok: true,
    value: {
      phone_number: "+14155551234",
      contact: { firstname: "Jane", groups: ["A", "B"] },
    },
  });
  const { media_file } = (read as { value: { media_file: File } }).value;
  expect([media_file.name, media_file.type, await media_file.text()]).toEqual([
    "a.png",
    "image/png",
    "abc",
  ]);
  expect(({} as { polluted?: string }).polluted).toBeUndefined();
});

test("reads a form without files", async () => {
  const form = new URLSearchParams({ phone_number: "+14155551234" });
  const read = await readForm(post(form), 1_000);
  expect(read).toEqual({ ok: true, value: { phone_number: "+14155551234" } });
});

test("refuses a form that is too large, whatever it says of its length", async () => {
  const form = new FormData();
  form.append("media_file", new File([new Uint8Array(2_000)], "a"));
  expect(await readForm(post(form), 1_000)).toEqual({ ok: false, error: "body_too_large" });
});

test.each([
  ["a form without its boundary", "x", "multipart/form-data"],
  [
    "a form that breaks off",
    "--b\r\nContent-Disposition: form-data",
    "multipart/form-data; boundary=b",
  ],
  ["what is no JSON", "x", "application/json"],
])("refuses %s", async (_, body, type) => {
  const read = await readForm(post(body, { "content-type": type }), 1_000);
  expect(read).toEqual({ ok: false, error: "body_invalid" });
});
