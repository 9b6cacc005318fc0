import { z } from "zod";

const word = z.string().optional().catch(undefined);
const content = z
  .array(z.object({ type: z.string(), value: z.string() }))
  .optional()
  .catch(undefined);
const shapes = z.object({ text: word, html: word, TextBody: word, HtmlBody: word, content });

/** What a mail says, whichever carrier's request it came in. */
export function mailWords(request: unknown): { text: string | null; html: string | null } {
  const { text, html, TextBody, HtmlBody, content } = shapes.safeParse(request).data ?? {};
  const part = (type: string) => content?.find((one) => one.type === type)?.value;
  return {
    text: text ?? TextBody ?? part("text/plain") ?? null,
    html: html ?? HtmlBody ?? part("text/html") ?? null,
  };
}
