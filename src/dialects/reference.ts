// The documents of all dialects and a page to read each. They say nothing of any workspace, so they need no key
// and touch no storage: they answer on a gateway that is not installed yet, too.
import { type Context, Hono } from "hono";
import { GatewayError } from "../model/errors.ts";
import { dialectNames } from "../model/key.ts";
import type { EdgeEnv } from "./context.ts";
import { descriptions } from "./descriptions.ts";
import { openApiOf } from "./openapi.ts";
import type { OpenApiDocument } from "./openapi-document.ts";
import type { Description } from "./operation.ts";
import { referencePage } from "./reference-page.ts";
import { referenceStyle } from "./reference-style.ts";

/** Texts kept in an isolate: two of each dialect, for a few names of the gateway. */
const maxKept = 32;

const policy =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** `/openapi.json` and `/docs` are the public dialect's; the others are beside them by their names. */
export function referenceRoutes(version: string): Hono<EdgeEnv> {
  const app = new Hono<EdgeEnv>();
  const kept = new Map<string, string>();
  const made = new Map<string, OpenApiDocument>();

  /** What was made before for this origin, or what `make` gives. Values only: nobody waits for another. */
  async function keep(key: string, make: () => string | Promise<string>): Promise<string> {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const text = await make();
    // A caller chooses the origin: a flood of names must not fill the memory.
    if (kept.size >= maxKept) kept.clear();
    kept.set(key, text);
    return text;
  }

  /** Made once; only the address of the gateway differs. */
  function documentOf(description: Description, server: string): OpenApiDocument {
    const document = made.get(description.name) ?? openApiOf(description, { version });
    made.set(description.name, document);
    return { ...document, servers: [{ url: server }] };
  }

  async function document(c: Context<EdgeEnv>, description: Description): Promise<Response> {
    const { origin } = new URL(c.req.url);
    const text = await keep(`document ${description.name} ${origin}`, () =>
      JSON.stringify(documentOf(description, origin)),
    );
    mayBeKept(c);
    // Tools in browsers read it from other origins.
    c.header("access-control-allow-origin", "*");
    return c.body(text, 200, { "content-type": "application/json" });
  }

  async function page(c: Context<EdgeEnv>, description: Description): Promise<Response> {
    const { origin } = new URL(c.req.url);
    const text = await keep(`page ${description.name} ${origin}`, async () => {
      return String(await referencePage(documentOf(description, origin), description.name));
    });
    mayBeKept(c);
    c.header("content-security-policy", policy);
    return c.html(text);
  }

  app.get("/openapi.json", (c) => document(c, descriptions.public));
  app.get("/openapi/:file", (c) => {
    const [name = "", ending] = c.req.param("file").split(/\.(?=json$)/);
    return document(c, ending === "json" ? named(name) : named(""));
  });
  app.get("/docs", (c) => page(c, descriptions.public));
  app.get("/docs/style.css", (c) => {
    mayBeKept(c);
    return c.body(referenceStyle, 200, { "content-type": "text/css; charset=utf-8" });
  });
  app.get("/docs/:dialect", (c) => page(c, named(c.req.param("dialect"))));
  return app;
}

function mayBeKept(c: Context<EdgeEnv>): void {
  c.header("cache-control", "public, max-age=300");
}

function named(text: string): Description {
  const name = dialectNames.find((one) => one === text);
  if (name === undefined) throw new GatewayError("route_not_found");
  return descriptions[name];
}
