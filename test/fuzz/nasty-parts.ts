// What breaks routers, queries and headers, as it goes over the wire.
import { nastyIds } from "./nasty-values.ts";

/** Parts of a path as they go over the wire. */
export const nastySegments: readonly string[] = [
  ...["%00", "a%00b", "%2e%2e", "..", ".", "%2e%2e%2f%2e%2e%2fhealthz", "..%2f..%2f", "%2f", "%5c"],
  ...["%", "%zz", "%c0%af", "%ff", "%ed%a0%80", "%f0%9f%98%80", "%C3%A9", "\xe9"],
  ...["\xff\xfe", "%25"],
  ...["%2500", "%0d%0aset-cookie:%20a=b", "%20", "+", "*", "~", "'", "%22", "%3Cscript%3E", ";a=b"],
  ...["a;b", ":id", ":workspace", "__proto__", "constructor", "null", "undefined", "-1"],
  ...["0", "{id}"],
  ...["%3f", "%23", "@", "a@b.c", "%E2%80%AE", "x".repeat(300), "x".repeat(16_384)],
  ...["%41".repeat(2000)],
  ...nastyIds.map(encodeURIComponent),
];

/** Values of a query as they go over the wire. */
export const nastyQueryValues: readonly string[] = [
  ...["", "0", "-1", "1.5", "1e3", "1e999", "NaN", "Infinity", "9007199254740993", "0x10"],
  ...["01", "%20"],
  ...["%00", "%", "%zz", "%ff", "%ed%a0%80", "%F0%9F%98%80", "+", "a+b", "%2B", "true"],
  ...["null", "[]"],
  ...["%25".repeat(51), "_".repeat(51), "%27%20OR%201%3D1%20--", "%22", "%5C", "a,b,,c"],
  ...[",", ",,,,"],
  ...["whatsapp", "sms", "WHATSAPP", "__proto__", "constructor", "asc"],
  ...["2026-01-01T00:00:00Z", "now"],
  ...["1795230000000.3c90c3cc-0d44-4b50-8888-8dd25736052a", "1.1", "."],
  ...["999999999999999.-", "x".repeat(201)],
  ...["x".repeat(15_000), "%CC%81".repeat(500), "%0d%0a", "%3Cscript%3E", "1'", "200"],
  ...["201", "1000000001"],
];

/** Values of headers: only what a header can carry. */
export const nastyHeaderValues: readonly string[] = [
  ...["", " ", "x", "\t", "a, b", ",", ",,", '"', '"a', '"a\\"b"', '""', "\xff\xfe", "é"],
  ...["a\tb", "..", "."],
  ...["x".repeat(255), "x".repeat(256), "x".repeat(257), "x".repeat(513)],
  ...["x".repeat(8000), "=", ";", "*/*"],
  ...["'; --", "__proto__", "null", "Bearer", "Bearer ", "Bearer  x", "Basic YTpi"],
  ...["Bearer \xe9", "0", "-1"],
];

export const methods: readonly string[] = [
  ...["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"],
  ...["MKCOL", "LINK"],
  ...["PURGE", "QUERY", "FOO", "A-B", "X".repeat(40)],
];
