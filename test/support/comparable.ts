// Answers to the byte, but for what differs between any two of them, so that what is another's can be held
// against what is nobody's.

export interface Raw {
  status: number;
  headers: Headers;
  text: string;
}

export async function rawOf(response: Response): Promise<Raw> {
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Status and error code in one text: `200`, or `404 lead_not_found`. */
export function outcomeOf({ status, text }: Raw): string {
  const { code } = JSON.parse(text) as { code?: string };
  return code === undefined ? String(status) : `${status} ${code}`;
}

/** Without the request's id, the times, what is left of the limit, and `id`, which was asked for. */
export function comparable({ status, headers, text }: Raw, id: string) {
  const {
    "x-request-id": requestId = "",
    date: _,
    ratelimit: __,
    ...rest
  } = Object.fromEntries(headers);
  const body = text
    .replaceAll(requestId || "<request>", "<request>")
    .replaceAll(id || "<id>", "<id>")
    .replaceAll(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"<time>"');
  return { status, headers: rest, body };
}
