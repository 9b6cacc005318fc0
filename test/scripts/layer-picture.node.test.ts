import { describe, expect, it } from "vitest";
import { folderGraph, mermaid, reduced, withPicture } from "../../scripts/layer-picture.ts";

const imports = (...pairs: [string, string][]) => pairs.map(([from, to]) => ({ from, to }));

describe("the layer picture", () => {
  it("counts the files directly in src as one folder and leaves packages out", () => {
    const graph = folderGraph(
      imports(
        ["src/worker.ts", "src/app.ts"],
        ["src/app.ts", "src/send/send.ts"],
        ["src/send/send.ts", "src/send/deps.ts"],
        ["src/send/send.ts", "node_modules/zod/index.js"],
      ),
    );
    expect([...graph]).toEqual([
      ["top", new Set(["send"])],
      ["send", new Set()],
    ]);
  });

  it("drops the arrows that a longer way implies and keeps the rest", () => {
    const graph = folderGraph(
      imports(
        ["src/send/a.ts", "src/lead/a.ts"],
        ["src/send/a.ts", "src/model/a.ts"],
        ["src/send/a.ts", "src/lib/a.ts"],
        ["src/lead/a.ts", "src/model/a.ts"],
        ["src/model/a.ts", "src/lib/a.ts"],
      ),
    );
    expect(mermaid(reduced(graph))).toBe(
      [
        "```mermaid",
        "flowchart TD",
        "  lead --> model",
        "  model --> lib",
        "  send --> lead",
        "```",
      ].join("\n"),
    );
  });

  it("replaces only what stands between the markers, and asks for them when they are missing", () => {
    const text = "# Top\n<!-- layers:start -->\nold\n<!-- layers:end -->\nrest\n";
    const drawn = withPicture(text, "new");
    expect(drawn).toBe("# Top\n<!-- layers:start -->\nnew\n<!-- layers:end -->\nrest\n");
    expect(withPicture(drawn, "new")).toBe(drawn);
    expect(() => withPicture("# Top\n", "new")).toThrow("markers");
  });
});
