const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Plain text as HTML that shows the same: nothing in it is markup, and lines break where they broke. */
export function textToHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => entities[char] ?? char).replace(/\r\n|\r|\n/g, "<br>");
}
