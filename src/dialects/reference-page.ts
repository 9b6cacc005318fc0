// The reference of one dialect as a page, out of its document alone. No script: what folds is <details>.
import { html } from "hono/html";
import { type DialectName, dialectNames } from "../model/key.ts";
import type { OpenApiDocument } from "./openapi-document.ts";
import type { Method } from "./operation.ts";
import { type Endpoint, operationSection } from "./reference-operation.ts";
import { fields } from "./reference-schema.ts";
import { type Html, inline, jsonBlock, prose } from "./reference-text.ts";

/** What each dialect is called in the list of all. */
const titles: Record<DialectName, string> = {
  public: "Leadwire",
  whauto: "Whauto",
  votel: "Votel",
  xobito: "Xobito",
};

/** The page; `name` is the dialect whose document it shows. */
export function referencePage(document: OpenApiDocument, name: DialectName): Html {
  const { info, tags, components } = document;
  const endpoints = endpointsOf(document);
  const groups = tags.map((tag) => ({
    ...tag,
    id: `group-${tag.name.replaceAll(/\W+/g, "-")}`,
    endpoints: endpoints.filter(({ operation }) => operation.tags.includes(tag.name)),
  }));
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${info.title}: the API</title>
<link rel="stylesheet" href="/docs/style.css">
<link rel="alternate" type="application/json" href="/openapi/${name}.json" title="OpenAPI">
</head>
<body>
<a class="skip" href="#content">To the content</a>
<header>
<p class="brand"><a href="/docs">Leadwire</a></p>
<nav class="tabs" aria-label="Dialects">${dialectNames.map(
    (one) =>
      html`<a href="/docs/${one}"${one === name ? html` aria-current="page"` : ""}>${titles[one]}</a>`,
  )}</nav>
<p class="document"><a href="/openapi/${name}.json">OpenAPI ${document.openapi}</a></p>
</header>
<nav class="contents" aria-label="Endpoints">${groups.map(
    (group) => html`<h2><a href="#${group.id}">${group.name}</a></h2>
<ul>${group.endpoints.map(
      ({ method, operation }) =>
        html`<li><a href="#${operation.operationId}"><span class="method ${method}">${method.toUpperCase()}</span> <span>${operation.summary}</span></a></li>`,
    )}</ul>`,
  )}<h2><a href="#errors">Errors</a></h2></nav>
<main id="content">
<section class="intro">
<h1>${info.title}</h1>
${prose(info.description)}
</section>
${groups.map(
  (group) => html`<section class="group" aria-labelledby="${group.id}">
<h2 id="${group.id}">${group.name}</h2>
${prose(group.description)}
${group.endpoints.map((endpoint) => operationSection(document, endpoint))}
</section>`,
)}
<section class="group" aria-labelledby="errors">
<h2 id="errors">Errors</h2>
<p>The body of every failure has these fields. Below is what each says, for the gateway's own code.</p>
${fields(components.schemas["Failure"], components.schemas)}
<div class="errors">${errorsOf(document)}</div>
</section>
<footer><p>${inline(`Version ${info.version}. Generated from the schemas that validate every request.`)}</p></footer>
</main>
</body>
</html>
`;
}

function endpointsOf({ paths }: OpenApiDocument): Endpoint[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    (Object.keys(methods) as Method[]).flatMap((method) => {
      const operation = methods[method];
      return operation ? [{ method, path, operation }] : [];
    }),
  );
}

/** Every failure once; the endpoints lead here. */
function errorsOf(document: OpenApiDocument): Html[] {
  const statuses = statusesOf(document);
  return Object.entries(document.components.examples).map(
    ([name, { value }]) => html`<article id="error-${name}">
<h3><span class="status s${statuses.get(name)?.charAt(0)}">${statuses.get(name)}</span> <a href="#error-${name}"><code>${name}</code></a></h3>
${jsonBlock(value)}
</article>`,
  );
}

/** The status with which each failure is answered: a failure has the same everywhere. */
function statusesOf(document: OpenApiDocument): Map<string, string> {
  const responses = endpointsOf(document).flatMap(({ operation }) =>
    Object.entries(operation.responses),
  );
  return new Map(
    responses.flatMap(([status, { content = {} }]) =>
      Object.values(content)
        .flatMap(({ examples = {} }) => Object.keys(examples))
        .map((name) => [name, status] as const),
    ),
  );
}
