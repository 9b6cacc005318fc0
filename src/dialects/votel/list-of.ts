import { z } from "zod";

const maxIssues = 20;

/** A list whose length is looked at before its items, and of which only the first wrong ones are named. */
export function listOf<S extends z.ZodType>(item: S, maxItems: number) {
  return z
    .array(z.unknown())
    .max(maxItems)
    .transform((values, ctx): z.output<S>[] => {
      const read: z.output<S>[] = [];
      for (const [index, value] of values.entries()) {
        if (ctx.issues.length >= maxIssues) return z.NEVER;
        const parsed = item.safeParse(value);
        if (parsed.success) read.push(parsed.data);
        else
          for (const { path, ...issue } of parsed.error.issues) {
            ctx.issues.push({ ...issue, path: [index, ...path], input: value } as never);
          }
      }
      return read;
    })
    .meta({
      // Asked for by nobody but who writes a document.
      get items() {
        const { $schema: _, ...shape } = z.toJSONSchema(item, { io: "input" });
        return shape;
      },
    });
}
