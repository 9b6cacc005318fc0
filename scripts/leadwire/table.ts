/** Rows as aligned columns under their names; `none` when there are no rows. */
export function table(rows: readonly Record<string, unknown>[], names: readonly string[]): string {
  if (rows.length === 0) return "none";
  const cells = [names, ...rows.map((row) => names.map((name) => cell(row[name])))];
  const widths = names.map((_, column) =>
    Math.max(...cells.map((line) => line[column]?.length ?? 0)),
  );
  return cells
    .map((line) =>
      line
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return "-";
  if (Array.isArray(value)) return value.map(cell).join(",");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
