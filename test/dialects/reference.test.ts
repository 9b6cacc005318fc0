// The documents and pages as they are served: also by a gateway that has no tables yet.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { descriptions } from "../../src/dialects/descriptions.ts";
import { request } from "../support/gateway.ts";

const all = Object.values(descriptions).map((one) => [one.name, one] as const);

beforeAll(async () => {
  await env.DB.exec("DROP TABLE installation");
});

it("is a gateway without its tables", async () => {
  const answer = await request("/api/public/messages");
  expect([answer.status, await answer.json()]).toMatchObject([
    503,
    { code: "installation_mismatch" },
  ]);
});

describe.each([
  ["/openapi.json", "Leadwire"],
  ...all.map(([name, { title }]) => [`/openapi/${name}.json`, title]),
])("%s", (path, title) => {
  it("is a document that anybody may read and keep for a while", async () => {
    const answer = await request(path);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "application/json",
      "cache-control": "public, max-age=300",
      "access-control-allow-origin": "*",
      "x-content-type-options": "nosniff",
    });
    expect(await answer.json()).toMatchObject({
      info: { title },
      servers: [{ url: "https://gateway.example" }],
    });
  });

  it("answers HEAD", async () => {
    const answer = await request(path, { method: "HEAD" });
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
  });
});

describe.each([
  ["/docs", descriptions.public] as const,
  ...all.map(([name, one]) => [`/docs/${name}`, one] as const),
])("%s", (path, { operations, title }) => {
  it("is a page that needs nothing but its own style", async () => {
    const answer = await request(path);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "text/html; charset=UTF-8",
      "cache-control": "public, max-age=300",
    });
    expect(answer.headers.get("content-security-policy")).toBe(
      "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    const page = await answer.text();
    expect(page).not.toMatch(/<script|\sstyle=|\son\w+=|src="/);
    expect([...page.matchAll(/href="(?![#/])[^"]*"/g)].map(([link]) => link)).toEqual([]);
  });

  it("shows every endpoint, and where each of its errors is", async () => {
    const page = await (await request(path)).text();
    expect(page).toContain(`<h1>${title.replaceAll("'", "&#39;")}</h1>`);
    for (const { id } of operations) {
      expect(page).toContain(`id="${id}"`);
      expect(page).toContain(`href="#${id}"`);
    }
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.filter((id) => !ids.has(id))).toEqual([]);
  });
});

it("shows a command for the gateway that was asked", async () => {
  const page = await (await request("/docs")).text();
  expect(page).toContain("curl -X POST &quot;https://gateway.example/api/public/messages&quot;");
});

it("has a style", async () => {
  const answer = await request("/docs/style.css");
  expect(answer.headers.get("content-type")).toBe("text/css; charset=utf-8");
  expect(await answer.text()).toContain("color-scheme: light dark");
});

it.each([
  "/docs/nobody",
  "/openapi/nobody.json",
  "/openapi/public",
  "/openapi/public.json.json",
  "/docs/constructor",
])("knows nothing at %s", async (path) => {
  const answer = await request(path);
  expect([answer.status, await answer.json()]).toMatchObject([404, { code: "route_not_found" }]);
});
