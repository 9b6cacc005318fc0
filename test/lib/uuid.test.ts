import { describe, expect, it } from "vitest";
import { toUuid, uuidOf } from "../../src/lib/uuid.ts";

describe("the UUID of a name", () => {
  it("is the same for the same name and another for another", async () => {
    const [a, again, b] = await Promise.all([uuidOf("a"), uuidOf("a"), uuidOf("b")]);
    expect(a).toBe(again);
    expect(a).not.toBe(b);
  });

  it("is a version 8 UUID in canonical form", async () => {
    const id = await uuidOf("template de300000-0000-4000-8000-000000000021 es seguimiento_lead");
    expect(id).toBe(toUuid(id));
    expect(id).toMatch(/^.{14}8.{4}8/);
  });
});
