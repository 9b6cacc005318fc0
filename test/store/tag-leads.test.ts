import fc from "fast-check";
import { expect, test } from "vitest";
import { addTags, removeTags } from "../../src/store/leads/tag-leads.ts";
import { getLead, updateLead, upsertLeads } from "../../src/store/leads.ts";
import type { Workspace } from "../../src/store/workspaces.ts";
import { db, newWorkspace } from "./support.ts";

const now = Date.UTC(2026, 3, 5);

async function newLead(workspace: Workspace) {
  const [written] = await upsertLeads(db, workspace, [{ firstName: "Ana" }], now);
  if (!written?.ok) throw new Error("no lead");
  return { workspaceId: workspace.id, leadId: written.value.lead.id };
}

test("does what a list does: adds at the end, once, and takes away", async () => {
  const workspace = await newWorkspace();
  const names = fc.array(
    fc.oneof(fc.constantFrom("a", "b", "c", "A", "7", "true"), fc.string({ minLength: 1 })),
    { maxLength: 6 },
  );
  const steps = fc.array(fc.record({ act: fc.constantFrom("add", "remove"), names }), {
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      const ref = await newLead(workspace);
      let model: string[] = [];
      for (const { act, names: some } of given) {
        const changed = await (act === "add" ? addTags : removeTags)(db, ref, some, now);
        model =
          act === "add"
            ? [...new Set([...model, ...some])]
            : model.filter((name) => !some.includes(name));
        expect(changed).toEqual({ ok: true, value: model });
        expect((await getLead(db, ref))?.tags).toEqual(model);
      }
    }),
    { numRuns: 25 },
  );
});

test("loses nothing to others who add at the same moment", async () => {
  const ref = await newLead(await newWorkspace());
  const names = Array.from({ length: 10 }, (_, i) => `t${i}`);
  await Promise.all(names.map((name) => addTags(db, ref, [name], now)));
  expect(new Set((await getLead(db, ref))?.tags)).toEqual(new Set(names));
});

test("is not undone by a change of the lead that was worked out before", async () => {
  const ref = await newLead(await newWorkspace());
  let writes = 0;
  // The change has read the lead by the time it writes for the first time.
  const slow = new Proxy(db, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (name !== "batch" || typeof member !== "function") return member;
      return async (...given: unknown[]) => {
        if (++writes === 1) await addTags(db, ref, ["meanwhile"], now);
        return member.apply(target, given);
      };
    },
  });
  expect(await updateLead(slow, ref, { company: "Acme" }, now)).toMatchObject({ ok: true });
  expect(await getLead(db, ref)).toMatchObject({ company: "Acme", tags: ["meanwhile"] });
});

test("knows no lead of another workspace", async () => {
  const ref = await newLead(await newWorkspace());
  const foreign = { ...ref, workspaceId: (await newWorkspace()).id };
  const absent = { ok: false, error: { code: "lead_not_found" } };
  expect(await addTags(db, foreign, ["a"], now)).toMatchObject(absent);
  expect(await removeTags(db, foreign, ["a"], now)).toMatchObject(absent);
  expect((await getLead(db, ref))?.tags).toEqual([]);
});
