// Letters, digits, marks and RFC 5322's atom characters stand as they are; anything else needs quotes,
// or a comma or a bracket in a name would make a second address of it.
const plainName = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~ -]+$/u;

/** An address with a display name, as it stands in `From`. */
export function mailbox(address: string, name: string | undefined): string {
  const shown = name?.replace(/[\p{Cc}\s]+/gu, " ").trim();
  if (!shown) return address;
  const written = plainName.test(shown) ? shown : `"${shown.replace(/["\\]/g, "\\$&")}"`;
  return `${written} <${address}>`;
}
