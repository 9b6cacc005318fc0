import { describe, expect, it } from "vitest";
import {
  checkFileHandles,
  fileHandlesAllowed,
  fileHandlesNeeded,
} from "../../../scripts/box/file-handles.ts";

describe("the files that a gateway may open", () => {
  it("are three for each object that may be awake, and some", () => {
    expect(fileHandlesNeeded(17) - fileHandlesNeeded(16)).toBe(3);
    expect(fileHandlesNeeded("per-lead")).toBe(fileHandlesNeeded(99_999));
  });

  it("are enough, or it is said how many are needed and how to get them", () => {
    const needed = fileHandlesNeeded(16);
    expect(() => checkFileHandles(16, needed)).not.toThrow();
    expect(() => checkFileHandles(16, needed - 1)).toThrow(`needs ${needed}`);
    expect(() => checkFileHandles(16, needed - 1)).toThrow(`LimitNOFILE=${needed}`);
  });

  it("are known", () => {
    expect(fileHandlesAllowed()).toBeGreaterThan(0);
  });
});
