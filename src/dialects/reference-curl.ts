// An example request as a command for a POSIX shell. It reads the key from LEADWIRE_KEY, and what stands in the
// path from variables of the same names.
import type { OpenApiDocument, ParameterObject } from "./openapi-document.ts";
import type { Method } from "./operation.ts";

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The command. `body` is undefined for requests without one. */
export function curlOf(
  document: OpenApiDocument,
  request: {
    method: Method;
    path: string;
    parameters: readonly ParameterObject[];
    mediaType?: string;
    body?: unknown;
  },
): string {
  const { method, path, mediaType = "application/json", body } = request;
  const [{ url } = { url: "" }] = document.servers;
  const origin = url === "/" ? "" : url;
  const lines = [
    `curl${method === "get" ? "" : ` -X ${method.toUpperCase()}`} "${origin}${path.replaceAll(/\{(\w+)\}/g, "$$$1")}"`,
    `-H "${credentialOf(document)}"`,
  ];
  if (body !== undefined) {
    if (mediaType === "application/json") {
      lines.push(`-H "Content-Type: ${mediaType}"`, `-d ${quoted(JSON.stringify(body, null, 2))}`);
    } else {
      lines.push(...formOf(body));
    }
  }
  return lines.join(" \\\n  ");
}

function formOf(body: unknown): string[] {
  if (body === null || typeof body !== "object") return [];
  return Object.entries(body).map(
    ([name, value]) =>
      `-F ${quoted(`${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)}`,
  );
}

function credentialOf({ components }: OpenApiDocument): string {
  const [scheme] = Object.values(components.securitySchemes);
  return scheme?.type === "apiKey"
    ? `${scheme.name}: $LEADWIRE_KEY`
    : "Authorization: Bearer $LEADWIRE_KEY";
}
