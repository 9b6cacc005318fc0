// What is wrong with an answer, whatever was asked: a 5xx, something that only we should know, or a refusal
// in other words than those of its surface.
import { httpStatus } from "../../src/model/errors.ts";
import type { Request } from "./request.ts";
import type { Answer } from "./wire.ts";
import { credentials, type World } from "./world.ts";

/** Finds what is wrong with an answer. */
export type Judge = (request: Request, answer: Answer) => string[];

/** Refusals of workerd itself, before or instead of our code: methods, URIs and headers that it does not take. */
const refusedByRuntime = new Set([400, 405, 413, 414, 431, 501]);

const leaks: Record<string, RegExp> = {
  "a stack trace": /\n\s*at .+:\d+|\bat (?:async )?[\w.<>]+ \(/,
  "a message of the engine":
    /Maximum call stack|Cannot (?:read|set) propert|is not (?:a function|iterable|defined)|Unexpected token|internal error; reference|Network connection lost|out of memory/,
  "a class of ours":
    /\b(?:GatewayError|DrizzleQueryError|DrizzleError|ZodError|TypeError|RangeError|SyntaxError|(?:Lead|Projector|Simulator|Durable)Object)\b/,
  "a fragment of SQL":
    /\bSQLITE_[A-Z]|\bD1_(?:ERROR|EXEC|TYPE|COLUMN)|SqliteError|Failed query|constraint failed|no such (?:table|column)|(?:select|insert into|update|delete from) "\w+"|LIKE or GLOB pattern/i,
  "a path of the machine": /\/(?:work|tmp|home|root)\/|node_modules|\.ts:\d+|\.m?js:\d+/,
  "a value that was never text": /\[object \w+\]|Invalid Date/,
  "a key": /nxr_(?:live|test)_[0-9A-Za-z]{38}/,
};

export function openJudge({ adminToken, keys }: World, masterSecret: string): Judge {
  const secrets = [adminToken, masterSecret, ...Object.values(keys), ...Object.values(credentials)];
  return (request, answer) => {
    const shown = `${answer.rawHeaders.join("\n")}\n${answer.body.toString()}`;
    const found = Object.entries(leaks)
      // The one answer that shows a key, once, to the operator who made it.
      .filter(([name]) => name !== "a key" || !showsNewKey(request, answer))
      .filter(([, look]) => look.test(shown))
      .map(([name]) => `shows ${name}`);
    if (secrets.some((secret) => shown.includes(secret))) found.push("shows a secret");
    return [...found, ...wrongShape(request, answer)];
  };
}

const showsNewKey = ({ method, path }: Request, { status }: Answer): boolean =>
  status === 201 && method === "POST" && pathsOf(path).some((one) => /\/keys\b/.test(one));

/** What is wrong with the form of an answer, by the surface that gave it. */
function wrongShape(request: Request, { status, headers, body }: Answer): string[] {
  const requestId = headers["x-request-id"];
  if (requestId === undefined) {
    return refusedByRuntime.has(status) ? [] : [`${status} that is not the gateway's own`];
  }
  if (status >= 500 && !isXobitosNo(request, status, body.toString())) {
    return [`answers ${status}`];
  }
  const problems: string[] = [];
  const paths = pathsOf(request.path);
  const isAt = (start: string) => paths.some((path) => path.startsWith(start));
  // The same for everybody, and nothing of anybody in it.
  const isReference = status === 200 && (isAt("/docs") || isAt("/openapi"));
  const cached = isReference ? "public, max-age=300" : "no-store";
  if (headers["cache-control"] !== cached) problems.push("may be cached");
  if (headers["x-content-type-options"] !== "nosniff") problems.push("may be sniffed");
  if (request.method === "HEAD" || status === 204 || status === 304) return problems;

  const type = String(headers["content-type"] ?? "");
  if (type.startsWith("application/json")) {
    return [...problems, ...wrongJson(isAt, status, body.toString(), String(requestId))];
  }
  const isText =
    type.toLowerCase() === "text/plain; charset=utf-8" || type === "text/plain;charset=UTF-8";
  const isExpected =
    (isAt("/hooks/") && isText && isReceiverText(body.toString())) ||
    (isAt("/simulator") && (type.startsWith("text/html") ? status === 200 : isText)) ||
    (isReference && /^text\/(?:html|css);/.test(type)) ||
    (headers["content-disposition"]?.startsWith("attachment") && status === 200) ||
    isAt("/simulator/providers/");
  return isExpected ? problems : [...problems, `answers ${type || "no type"}`];
}

const isReceiverText = (text: string): boolean =>
  /^(?:OK|Not found|Too large|Broken off|Invalid signature|\d{1,64})$/.test(text);

function wrongJson(
  isAt: (start: string) => boolean,
  status: number,
  text: string,
  requestId: string,
): string[] {
  let body: Record<string, unknown>;
  try {
    body = JSON.parse(text);
  } catch {
    return ["answers broken JSON"];
  }
  const theirs = ["/v1", ...votelPaths, "/api/v1"].some(isAt);
  if (body === null || typeof body !== "object" || (Array.isArray(body) && !theirs))
    return ["answers no object"];
  // The pretend providers refuse in their own words.
  if (status < 400 || isAt("/simulator/providers/")) return [];
  if (theirs && "code" in body === false) {
    return refusedInTheirWords(body) ? [] : ["refuses in nobody's words"];
  }
  const { error, code, message } = body;
  const problems: string[] = [];
  if (typeof error !== "string" || error === "") problems.push("refuses without `error`");
  if (isAt("/simulator/") && code === undefined) {
    return typeof message === "string" ? problems : [...problems, "refuses without `message`"];
  }
  if (typeof code !== "string" || !Object.hasOwn(httpStatus, code))
    problems.push("refuses without `code`");
  else if (httpStatus[code as keyof typeof httpStatus] !== status)
    problems.push(`${code} as ${status}`);
  if (body["request_id"] !== requestId) problems.push("refuses without `request_id`");
  return problems;
}

const votelPaths = ["/api/messaging", "/api/channels", "/api/leads", "/api/agents"];

/** Whauto's `error` or `message`, Votel's `detail`, Xobito's `message`: something that a person can read. */
const refusedInTheirWords = ({ error, message, detail }: Record<string, unknown>): boolean =>
  [error, message, detail].some((words) => typeof words === "string" && words !== "") ||
  (Array.isArray(detail) && detail.length > 0);

/** The one 5xx that stands for a refusal: it is the contract's. See docs/decisions/0030-xobitos-500.md. */
const isXobitosNo = ({ path }: Request, status: number, text: string): boolean =>
  status === 500 &&
  pathsOf(path).some((one) => one.startsWith("/api/v1/")) &&
  text === '{"status":"error","message":"Failed to send message"}';

/** The path as it was written, and as a router may see it. */
function pathsOf(path: string): string[] {
  try {
    return [path, decodeURI(new URL(`http://gateway${path}`).pathname)];
  } catch {
    return [path];
  }
}
