// Every regular expression that a source holds, and whether its time grows no faster than its input.
import { checkSync } from "recheck";
import ts from "typescript";

export interface Found {
  /** Null for one that is put together at run time, of which nothing can be said. */
  pattern: RegExp | null;
  line: number;
  text: string;
}

/** The regular expressions in `source`: literals, `RegExp(...)`, and texts that are read as one. */
export function regexesIn(source: string): Found[] {
  const file = ts.createSourceFile("x.tsx", source, ts.ScriptTarget.Latest, true);
  const found: Found[] = [];
  const visit = (node: ts.Node): void => {
    const pattern = patternOf(node);
    if (pattern !== undefined) {
      const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      found.push({ pattern, line, text: node.getText() });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function patternOf(node: ts.Node): RegExp | null | undefined {
  if (ts.isRegularExpressionLiteral(node)) return literal(node);
  if (!ts.isNewExpression(node) && !ts.isCallExpression(node)) return undefined;
  const [first, flags] = node.arguments ?? [];
  if (/^(globalThis\.)?RegExp$/.test(node.expression.getText())) {
    const isFixed = first && ts.isStringLiteralLike(first);
    const hasFixedFlags = flags === undefined || ts.isStringLiteralLike(flags);
    return isFixed && hasFixedFlags ? new RegExp(first.text, flags?.text) : null;
  }
  // `text.match(other)` reads a text as an expression.
  const isRead =
    ts.isPropertyAccessExpression(node.expression) &&
    ["match", "matchAll", "search"].includes(node.expression.name.text);
  return isRead && first && !ts.isRegularExpressionLiteral(first) ? null : undefined;
}

function literal(node: ts.RegularExpressionLiteral): RegExp {
  const end = node.text.lastIndexOf("/");
  return new RegExp(node.text.slice(1, end), node.text.slice(end + 1));
}

/**
 * Null when matching takes time linear in the input, else what is wrong. Decided on the automaton of the
 * expression, without running it. A repeat between two bounds is read as one without an upper bound: that
 * has every path of the bounded one and more, so what is linear with it is linear without.
 *
 * Only for what the automaton can say: a lookaround or a back reference is a problem, too.
 */
export function problemOf({ source, flags }: RegExp): string | null {
  // The checker in JavaScript: the others start Java, or a program that npm did not build here.
  process.env["RECHECK_SYNC_BACKEND"] = "pure";
  const result = checkSync(unbounded(source), flags, { checker: "automaton", timeout: null });
  if (result.status === "safe") return null;
  return result.status === "unknown"
    ? `cannot be checked: ${result.error.kind}`
    : result.complexity.summary;
}

const quantifier = /\\.|\[(?:\\.|[^\]\\])*\]|\{(\d+),\d*\}/gsu;

const unbounded = (source: string): string =>
  source.replace(quantifier, (whole, least?: string) => {
    if (least === undefined) return whole;
    return least === "0" ? "*" : "+";
  });
