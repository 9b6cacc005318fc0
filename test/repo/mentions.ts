// What a document claims about the repository: paths, npm scripts, links. Written for our own
// documents, so it reads the Markdown that they use and no more.

/** The repository as a document may speak of it. */
export interface Repository {
  exists(path: string): boolean;
  /** The headings of a document, or null when there is no such document. */
  headings(path: string): string[] | null;
  scripts: ReadonlySet<string>;
  /** Verbs of the command line, such as `account add`. */
  commands: ReadonlySet<string>;
  /** Paths that appear only once the gateway runs, such as `.dev.vars`. */
  generated: ReadonlySet<string>;
}

const fence = /^ {0,3}```[^\n]*\n([\s\S]*?)^ {0,3}```/gm;
const codeSpan = /`([^`\n]+)`/g;
const link = /\]\(([^)\s]+)\)/g;
const npmRun = /\bnpm run ([\w:-]+)/g;
const npmWord = /\bnpm (test|start|stop)\b/g;
const commandLine = /\bnpm run leadwire -- ([a-z]+)(?: ([a-z]+))?/g;

const pathLike = /^\.{0,2}[\w@.-]*(\/[\w@.<>{}*-]+)*\/?$/;
const fileLike = /\w\.(ts|tsx|md|json|jsonc|toml|cjs|mjs|yml|sql|txt|csv|jsonl|html|sh|vars)$/;

/** Everything in `text` that is not true of the repository; `path` is the document's own. */
export function falseMentions(path: string, text: string, repository: Repository): string[] {
  const prose = text.replace(fence, "");
  return [
    ...captures(prose, codeSpan)
      .filter((span) => looksLikePath(span) && !resolves(span, path, repository))
      .map((span) => `path ${span}`),
    ...captures(prose, link).flatMap((target) => brokenLink(target, path, repository)),
    ...[...captures(text, npmRun), ...captures(text, npmWord)]
      .filter((script) => !repository.scripts.has(script))
      .map((script) => `npm script ${script}`),
    ...[...text.matchAll(commandLine)]
      .map(([, noun, verb]) => [noun, verb].filter(Boolean).join(" "))
      .filter((command) => !repository.commands.has(command))
      .map((command) => `command ${command}`),
  ];
}

const captures = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].flatMap(([, found]) => found ?? []);

/** A leading slash is a URL's path; a word without slash or ending is a word. */
function looksLikePath(span: string): boolean {
  if (span.startsWith("/") || !pathLike.test(span)) return false;
  return span.endsWith("/") || fileLike.test(span) || /^(src|test|docs|scripts|bench)\//.test(span);
}

function resolves(span: string, document: string, repository: Repository): boolean {
  // A placeholder such as `<name>` or `*` stands for any name: what comes before it must exist.
  const fixed = span.replace(/[^/]*[<{*].*$/, "").replace(/\/$/, "");
  if (fixed === "" || repository.generated.has(fixed)) return true;
  const places = [fixed, `src/${fixed}`, join(document, fixed)];
  return places.some((place) => repository.exists(place));
}

function brokenLink(target: string, document: string, repository: Repository): string[] {
  if (/^[a-z]+:/.test(target)) return [];
  const [file = "", anchor] = target.split("#");
  const place = file === "" ? document : join(document, file);
  if (!repository.exists(place)) return [`link ${target}`];
  if (anchor === undefined) return [];
  const anchors = (repository.headings(place) ?? []).map(slug);
  return anchors.includes(anchor) ? [] : [`anchor ${target}`];
}

/** `target` as seen from `document`, from the project's root. */
function join(document: string, target: string): string {
  return new URL(target, `file:///${document}`).pathname.slice(1).replace(/\/$/, "");
}

/** GitHub's anchor of a heading. */
const slug = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");

export function headingsOf(text: string): string[] {
  return captures(text.replace(fence, ""), /^#{1,6} +(.+)$/gm);
}
