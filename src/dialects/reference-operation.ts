// One endpoint on the page: what it takes on the left, examples on the right.
import { html } from "hono/html";
import type {
  ExampleObject,
  MediaTypeObject,
  OpenApiDocument,
  OperationObject,
  Reference,
  ResponseObject,
} from "./openapi-document.ts";
import type { Method } from "./operation.ts";
import { curlOf } from "./reference-curl.ts";
import { fields, parameters } from "./reference-schema.ts";
import { type Html, inline, jsonBlock, prose } from "./reference-text.ts";

export interface Endpoint {
  method: Method;
  path: string;
  operation: OperationObject;
}

export function operationSection(document: OpenApiDocument, endpoint: Endpoint): Html {
  const { method, path, operation } = endpoint;
  const { operationId, summary, description, responses } = operation;
  const scope = operation["x-scope"];
  return html`<section class="operation" id="${operationId}" aria-labelledby="${operationId}-title">
<div class="says">
<h3 id="${operationId}-title"><a href="#${operationId}">${summary}</a></h3>
<p class="path"><span class="method ${method}">${method.toUpperCase()}</span> <code>${path}</code></p>
${scope === null ? "" : html`<p class="scope">Scope <code>${scope}</code></p>`}
${prose(description)}
${parametersPart(document, operation)}
${bodyPart(document, operation)}
<h4>Answers</h4>
${Object.entries(responses).map(([status, response]) => answer(document, status, response))}
</div>
<div class="shows">
<h4>Requests</h4>
${requests(document, endpoint)}
${answerExamples(responses)}
</div>
</section>`;
}

function parametersPart({ components }: OpenApiDocument, operation: OperationObject): Html[] {
  const places = { path: "In the path", query: "In the query", header: "In the headers" } as const;
  return (["path", "query", "header"] as const).flatMap((place) => {
    const listed = operation.parameters.filter((one) => one.in === place);
    if (listed.length === 0) return [];
    return [html`<h4>${places[place]}</h4>${parameters(listed, components.schemas)}`];
  });
}

function bodyPart({ components }: OpenApiDocument, { requestBody }: OperationObject): Html[] {
  return Object.entries(requestBody?.content ?? {}).map(
    ([type, { schema }]) =>
      html`<h4>Body <small>${type}</small></h4>${fields(schema, components.schemas)}`,
  );
}

function answer({ components }: OpenApiDocument, status: string, response: ResponseObject): Html {
  const { description, content = {} } = response;
  const isRefusal = Object.values(content).some(({ schema }) => isFailure(schema));
  const inside = isRefusal
    ? refusals(content)
    : Object.values(content).map(({ schema }) => fields(schema, components.schemas));
  return html`<details class="answer"><summary><span class="status s${status.charAt(0)}">${status}</span> <span>${
    isRefusal ? codesOf(description) : inline(description)
  }</span></summary>${inside}</details>`;
}

const isFailure = (schema: unknown): boolean =>
  JSON.stringify(schema) === '{"$ref":"#/components/schemas/Failure"}';

/** The codes are in the list that unfolds; before that, the first few are enough. */
function codesOf(description: string): Html {
  const codes = description.split(", ");
  const rest = codes.length - 3;
  return html`${inline(codes.slice(0, 3).join(", "))}${rest > 0 ? ` and ${rest} more` : ""}`;
}

function refusals(content: Record<string, MediaTypeObject>): Html {
  const names = Object.values(content).flatMap(({ examples = {} }) => Object.keys(examples));
  return html`<ul class="codes">${names.map(
    (name) => html`<li><a href="#error-${name}"><code>${name}</code></a></li>`,
  )}</ul>`;
}

const isExample = (example: ExampleObject | Reference): example is ExampleObject =>
  !("$ref" in example);

function requests(document: OpenApiDocument, { method, path, operation }: Endpoint): Html {
  const request = { method, path, parameters: operation.parameters };
  const examples = Object.entries(operation.requestBody?.content ?? {}).flatMap(
    ([mediaType, { examples: all = {} }]) =>
      Object.entries(all).flatMap(([name, example]) =>
        isExample(example)
          ? [{ title: example.summary ?? name, mediaType, body: example.value }]
          : [],
      ),
  );
  if (examples.length === 0) return command(curlOf(document, request));
  return html`${examples.map(
    ({ title, mediaType, body }, i) =>
      html`<details${i === 0 ? html` open` : ""}><summary>${title}</summary>${command(
        curlOf(document, { ...request, mediaType, body }),
      )}</details>`,
  )}`;
}

const command = (text: string): Html =>
  html`<pre class="curl" tabindex="0"><code>${text}</code></pre>`;

function answerExamples(responses: Record<string, ResponseObject>): Html {
  const shown = Object.entries(responses).flatMap(([status, { content = {} }]) =>
    Object.values(content).flatMap(({ examples = {} }) =>
      Object.entries(examples).flatMap(([name, example]) =>
        isExample(example) ? [{ status, title: example.summary ?? name, example }] : [],
      ),
    ),
  );
  if (shown.length === 0) return html``;
  return html`<h4>Answers</h4>${shown.map(
    ({ status, title, example }, i) =>
      html`<details${i === 0 ? html` open` : ""}><summary><span class="status s${status.charAt(0)}">${status}</span> ${title}</summary>${jsonBlock(example.value)}</details>`,
  )}`;
}
