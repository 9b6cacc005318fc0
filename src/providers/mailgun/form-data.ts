// RFC 7578: a form as parts between boundary lines. Names are our own; values may be anything.

/** The same fields and the same seed give the same text. No value can end its own part. */
export function formData(fields: readonly (readonly [string, string])[], seed: string): string {
  let boundary = `leadwire-${seed}`;
  while (fields.some(([, value]) => value.includes(boundary))) boundary += "-";
  const parts = fields.map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return `${parts.join("")}--${boundary}--\r\n`;
}

/** The content type of what `formData` wrote: its boundary is the first line. */
export function formType(body: string): string {
  const boundary = /^--([\w-]{1,300})\r\n/.exec(body)?.[1] ?? "";
  return `multipart/form-data; boundary=${boundary}`;
}
