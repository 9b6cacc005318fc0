// Where a text stops being JSON. `JSON.parse` says so in words that differ from engine to engine; Votel's
// clients get the position, counted in characters, and the words of Python's reader.

export interface JsonError {
  position: number;
  error: string;
}

const blank = /[ \t\n\r]*/y;
const literal = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in texts
const plainText = /[^"\\\u0000-\u001f]*/y;
const escapeSequence = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** The first thing wrong with a text that is not JSON; null when it is. Takes no stack, however deep. */
export function jsonError(text: string): JsonError | null {
  let at = 0;
  /** What is open, outermost first. */
  const open: ("[" | "{")[] = [];
  const passes = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };
  const fails = (error: string, position = at): JsonError => ({ position, error });
  const passText = (): JsonError | null => {
    const start = at++;
    for (;;) {
      passes(plainText);
      if (at >= text.length) return fails("Unterminated string starting at", start);
      if (text[at] === '"') {
        at++;
        return null;
      }
      if (text[at] !== "\\") return fails("Invalid control character at");
      if (passes(escapeSequence)) continue;
      if (at + 1 >= text.length) return fails("Unterminated string starting at", start);
      return text[at + 1] === "u"
        ? fails("Invalid \\uXXXX escape", at + 1)
        : fails("Invalid \\escape");
    }
  };
  const passName = (): JsonError | null => {
    passes(blank);
    if (text[at] !== '"') return fails("Expecting property name enclosed in double quotes");
    const wrong = passText();
    if (wrong) return wrong;
    passes(blank);
    if (text[at] !== ":") return fails("Expecting ':' delimiter");
    at++;
    return null;
  };

  for (;;) {
    passes(blank);
    const first = text[at];
    let isWhole = true;
    if (first === "{" || first === "[") {
      at++;
      passes(blank);
      if (text[at] === (first === "{" ? "}" : "]")) at++;
      else {
        open.push(first);
        const wrong = first === "{" ? passName() : null;
        if (wrong) return wrong;
        isWhole = false;
      }
    } else if (first === '"') {
      const wrong = passText();
      if (wrong) return wrong;
    } else if (!passes(literal)) return fails("Expecting value");
    if (!isWhole) continue;

    // A value is over: so may be what it stands in.
    for (;;) {
      passes(blank);
      const inner = open.at(-1);
      if (inner === undefined) return at < text.length ? fails("Extra data") : null;
      if (text[at] === (inner === "{" ? "}" : "]")) {
        at++;
        open.pop();
        continue;
      }
      if (text[at] !== ",") return fails("Expecting ',' delimiter");
      at++;
      const wrong = inner === "{" ? passName() : null;
      if (wrong) return wrong;
      break;
    }
  }
}
