import { describe, expect, test } from "vitest";
import { baseUrlSchema } from "../../src/providers/open-account.ts";
import { insideUrls, otherSchemes } from "../support/hostile-urls.ts";

const schema = baseUrlSchema("https://provider.example");

describe("a base_url", () => {
  test.each([
    ["https://proxy.example", "https://proxy.example"],
    ["https://proxy.example/meta//", "https://proxy.example/meta"],
    // Whom the operator trusts is the operator's to say; that nobody listens on the way is ours.
    ["https://10.0.0.1:8443/meta", "https://10.0.0.1:8443/meta"],
    ["http://localhost:9", "http://localhost:9"],
    ["http://127.0.0.1:8787/", "http://127.0.0.1:8787"],
    ["http://127.8.9.10:80", "http://127.8.9.10:80"],
    ["http://[::1]:9/x", "http://[::1]:9/x"],
    [undefined, "https://provider.example"],
  ])("may be %s", (text, url) => {
    expect(schema.parse(text)).toBe(url);
  });

  test.each([
    ...insideUrls,
    ...otherSchemes,
    "http://provider.example",
    "http://provider.example:443",
    "http://localhost.",
    "http://localhost.example",
    "http://app.localhost",
    "http://127.0.0.1.example",
    "http://127.0.0.1.nip.io",
    "http://0.0.0.0",
    "http://[::]",
    "http://[::ffff:127.0.0.1]",
    "https://user@provider.example",
    "https://:password@provider.example",
    "https://127.0.0.1\\@provider.example",
    "https://provider.example?x=1",
    "https://provider.example/#x",
    " https://provider.example",
    "https://provider.example\n",
    "https://provider .example",
    `https://provider.example/${"x".repeat(500)}`,
    "https://",
    "",
  ])("may not be %j", (text) => {
    expect(schema.safeParse(text).success).toBe(false);
  });
});
