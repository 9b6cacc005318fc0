// The few marks of Markdown that our descriptions use, as HTML: paragraphs, lists, code, bold, links.
import { html } from "hono/html";

export type Html = ReturnType<typeof html>;

const marks = /(`[^`]+`|\*\*[^*]+\*\*|\[[^[\]]+\]\([^()\s]+\))/;

/** One line of text with its marks. */
export function inline(text: string): Html {
  return html`${text.split(marks).map(marked)}`;
}

function marked(part: string): Html | string {
  if (part.length > 2 && part.startsWith("`")) return html`<code>${part.slice(1, -1)}</code>`;
  if (part.length > 4 && part.startsWith("**")) return html`<strong>${part.slice(2, -2)}</strong>`;
  const at = part.indexOf("](");
  if (!part.startsWith("[") || at < 0) return part;
  return html`<a href="${part.slice(at + 2, -1)}">${part.slice(1, at)}</a>`;
}

/** Paragraphs and lists, with a blank line between them. */
export function prose(text: string | undefined): Html | "" {
  if (text === undefined) return "";
  return html`${text.split(/\n{2,}/).map((block) => {
    const lines = block.split("\n");
    return lines.every((line) => line.startsWith("- "))
      ? html`<ul>${lines.map((line) => html`<li>${inline(line.slice(2))}</li>`)}</ul>`
      : html`<p>${inline(block)}</p>`;
  })}`;
}

/** A value as JSON, its names in a colour of their own. */
export function jsonBlock(value: unknown): Html {
  const lines = JSON.stringify(value, null, 2)
    .split("\n")
    .map((line) => {
      const [name = ""] = /^ *"(?:[^"\\]|\\.)*": /.exec(line) ?? [];
      return html`${name === "" ? "" : html`<b>${name}</b>`}${line.slice(name.length)}\n`;
    });
  return html`<pre tabindex="0"><code>${lines}</code></pre>`;
}
