// Letters, digits, marks and RFC 5322's atom characters stand as they are; anything else needs quotes,
// or a comma or a bracket in a name would make a second address of it.
const plainName = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~ -]+$/u;

/** A name on one line, and the same as a quoted string; both empty when there is none. */
export function phrase(name: string | undefined): { plain: string; quoted: string } {
  const plain = name?.replace(/[\p{Cc}\s]+/gu, " ").trim() ?? "";
  return { plain, quoted: plain && `"${plain.replace(/["\\]/g, "\\$&")}"` };
}

/** An address with a display name, as it stands in `From`. */
export function mailbox(address: string, name: string | undefined): string {
  const { plain, quoted } = phrase(name);
  if (!plain) return address;
  return `${plainName.test(plain) ? plain : quoted} <${address}>`;
}
