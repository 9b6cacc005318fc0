// Draws which folder of src/ imports which, without the arrows that others imply, into README.md.
// `--check` changes nothing and fails when the picture there is not the present one.
import { readFile, writeFile } from "node:fs/promises";
import { cruise, type ICruiseResult } from "dependency-cruiser";

/** Folder -> the folders it imports. */
export type Graph = Map<string, Set<string>>;

const start = "<!-- layers:start -->";
const end = "<!-- layers:end -->";
const top = "top";
const names: Record<string, string> = { [top]: '["worker · app · wiring · objects"]' };

const folderOf = (path: string): string | null => {
  const [root, folder, ...rest] = path.split("/");
  if (root !== "src" || folder === undefined) return null;
  return rest.length === 0 ? top : folder;
};

/** The imports between the folders of src/; the files directly in src/ count as one folder. */
export function folderGraph(imports: Iterable<{ from: string; to: string }>): Graph {
  const graph: Graph = new Map();
  for (const { from, to } of imports) {
    const [a, b] = [folderOf(from), folderOf(to)];
    if (a === null || b === null) continue;
    for (const folder of [a, b]) if (!graph.has(folder)) graph.set(folder, new Set());
    if (a !== b) graph.get(a)?.add(b);
  }
  return graph;
}

/** The same graph without every arrow that a longer way already implies. The graph has no cycles. */
export function reduced(graph: Graph): Graph {
  const reaches = (from: string, to: string): boolean =>
    [...(graph.get(from) ?? [])].some((next) => next === to || reaches(next, to));
  const implied = (from: string, to: string): boolean =>
    [...(graph.get(from) ?? [])].some((next) => next !== to && reaches(next, to));
  return new Map(
    [...graph].map(([from, tos]) => [from, new Set([...tos].filter((to) => !implied(from, to)))]),
  );
}

/** The graph as a mermaid flowchart, the same text for the same graph. */
export function mermaid(graph: Graph): string {
  const lines = [...graph].flatMap(([from, tos]) => [...tos].map((to) => `  ${from} --> ${to}`));
  const named = [...graph.keys()].filter((folder) => names[folder]);
  return [
    "```mermaid",
    "flowchart TD",
    ...named.map((folder) => `  ${folder}${names[folder]}`),
    ...lines.sort(),
    "```",
  ].join("\n");
}

/** `text` with `picture` between the markers. */
export function withPicture(text: string, picture: string): string {
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md needs the markers ${start} and ${end}`);
  return `${text.slice(0, from + start.length)}\n${picture}\n${text.slice(to)}`;
}

async function sourceImports(): Promise<{ from: string; to: string }[]> {
  const { output } = await cruise(["src"], {
    tsPreCompilationDeps: true,
    doNotFollow: "node_modules",
  });
  return (output as ICruiseResult).modules.flatMap(({ source, dependencies }) =>
    dependencies.map(({ resolved }) => ({ from: source, to: resolved })),
  );
}

if (import.meta.main) {
  const text = await readFile("README.md", "utf8");
  const drawn = withPicture(text, mermaid(reduced(folderGraph(await sourceImports()))));
  if (drawn !== text) {
    if (process.argv.includes("--check")) {
      console.error("The layer picture in README.md is stale. Run: npm run fix");
      process.exitCode = 1;
    } else {
      await writeFile("README.md", drawn);
    }
  }
}
