// Which addresses of strangers may be fetched: pages of the open web, by name. What a name resolves to
// cannot be asked from here; that it is no address inside is the runtime's part (Cloudflare's network
// has none, and workerd reaches public addresses only, unless it is told otherwise).

/** Names that mean something inside a network only. RFC 6761, 6762, 8375, ICANN's `.internal`, and customs. */
const insideNames = new Set([
  "arpa",
  "corp",
  "home",
  "internal",
  "intranet",
  "invalid",
  "lan",
  "local",
  "localdomain",
  "localhost",
  "onion",
  "private",
]);

/**
 * The URL when it may be fetched, else null: https on its usual port, a host by a name of at least two
 * labels, no user or password, nothing that parsers read in different ways.
 */
export function publicUrl(text: string): URL | null {
  const url = /^https:\/\/[^\s\\]+$/i.test(text) ? URL.parse(text) : null;
  if (url === null || url.username + url.password !== "" || url.port !== "") return null;
  return isPublicName(url.hostname) ? url : null;
}

/** Of a parsed URL's host name: lower case, in ASCII, an IPv4 address in whatever form as four decimals. */
function isPublicName(host: string): boolean {
  const labels = host.replace(/\.$/, "").split(".");
  const last = labels.at(-1) ?? "";
  // A top-level domain has no digits unless it is an encoded one; `[` begins an IPv6 address.
  const isName = /^(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/.test(last);
  return (
    labels.length > 1 && labels.every((label) => label !== "") && isName && !insideNames.has(last)
  );
}
