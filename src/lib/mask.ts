// What may be said of an address where others read it: in a log, in a provider's text. Enough to recognise
// a number that one knows, too little to reach anybody.
import { parsePhoneNumberFromString } from "libphonenumber-js";

declare const masked: unique symbol;
/** Only this file makes one, so a field of this type cannot hold an address by mistake. */
export type Masked = string & { readonly [masked]: true };

/**
 * A phone number as its country's calling code and its last two digits (`+1…23`), an e-mail address as its
 * domain (`@example.com`), anything else as its last two characters.
 */
export function mask(address: string): Masked {
  const at = address.lastIndexOf("@");
  if (at >= 0) return address.slice(at) as Masked;
  const code = address.startsWith("+") ? callingCode(address) : "";
  return `${code}…${address.length > 6 ? address.slice(-2) : ""}` as Masked;
}

function callingCode(number: string): string {
  const parsed = parsePhoneNumberFromString(number);
  return parsed ? `+${parsed.countryCallingCode}` : "+";
}
