const plainAddress = /^[^\s@<>",;:\\()[\]]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}$/;
const namedAddress = /^(?:"(?:[^"\\\r\n]|\\[^\r\n])*" *|[^"<>@,;:\\\r\n]*)<([^<>]*)>$/;

/** The address in `email@example.com` or `Name <email@example.com>`; null when it is neither. */
export function addressIn(text: string): string | null {
  const address = namedAddress.exec(text)?.[1] ?? text;
  return plainAddress.test(address) ? address : null;
}
