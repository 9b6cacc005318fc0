import { z } from "zod";

/** The same schema, its fields with a text for people: what validates says nothing of their meaning. */
export function described<S extends z.core.$ZodShape>(
  schema: z.ZodObject<S>,
  texts: { [K in keyof S]?: string },
): z.ZodObject {
  const named = Object.entries(texts).map(([name, text]) => {
    const field = schema.shape[name];
    if (!(field instanceof z.ZodType)) throw new TypeError(`There is no field ${name}`);
    return [name, field.meta({ ...field.meta(), description: text })];
  });
  return schema.extend(Object.fromEntries(named));
}
