// What a stored WhatsApp template asks for, and whether a send gives it. Checked before Meta is
// called, because Meta's own answer (132000, 132012) names neither the missing part nor a cure.
import { z } from "zod";
import type { TemplateComponent } from "./command.ts";

/** One component of a template's definition, as Meta lists it (types in upper case). */
export const templateDefinitionSchema = z.array(z.looseObject({ type: z.string() }));
export type TemplateDefinition = z.infer<typeof templateDefinitionSchema>;

/** A stored template. (account, name, language) is its key at Meta; `id` is ours. */
export interface Template {
  id: string;
  workspaceId: string;
  accountId: string;
  name: string;
  language: string;
  /** Meta's word: APPROVED, PENDING, REJECTED, PAUSED, DISABLED, ... */
  status: string;
  category: string;
  parameterFormat: "POSITIONAL" | "NAMED";
  components: TemplateDefinition;
}

/** What is wrong with a send's components, and components that would be right. */
export interface TemplateProblem {
  /** A sentence that names the missing or wrong piece. */
  message: string;
  /** For example `components[0].parameters[1]` or `components (body)`. */
  field: string;
  /** Filled components that this template accepts. */
  example: TemplateComponent[];
}

