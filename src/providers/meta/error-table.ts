// What Meta's codes mean for us, on all of its channels. A row names a code, or a code and its subcode,
// which counts before the code alone. Sources: Meta's error tables of the WhatsApp Cloud API and of the
// Messenger Platform.
import type { ErrorCode } from "../../model/errors.ts";
import type { Meaning } from "../judge.ts";

export type MetaTitle = "WhatsApp" | "Messenger" | "Instagram";

interface Refusal {
  codes: readonly (number | `${number}/${number}`)[];
  code: ErrorCode;
  message(title: MetaTitle): string;
}

const refusals: readonly Refusal[] = [
  {
    // 470 is the older name of 131047.
    codes: [131047, 470],
    code: "window_closed",
    message: () =>
      "This person has not written to this WhatsApp number in the last 24 hours. Send an approved template instead.",
  },
  {
    // 2534022 is Instagram's.
    codes: ["10/2018278", "10/2018065", "10/2534022"],
    code: "window_closed",
    message: (title) =>
      `This person has not written on ${title} in the last 24 hours. A person may answer within seven days with the tag HUMAN_AGENT; otherwise use another channel.`,
  },
  {
    codes: [131026],
    code: "recipient_unreachable",
    message: () =>
      "WhatsApp could not deliver to this number: it may not use WhatsApp. Check the number or use another channel.",
  },
  {
    // Meta: the person cannot be reached now, blocked the page, or is known to another page only.
    codes: [551, "10/2018108", "100/2018001", "200/1545041"],
    code: "recipient_unreachable",
    message: (title) =>
      `${title} cannot deliver to this person: they are not available, or do not know this account. Use another channel.`,
  },
  {
    codes: [131049],
    code: "recipient_refused",
    message: () =>
      "WhatsApp held this message back: the person has received enough marketing for now. Wait at least 24 hours, or use another channel.",
  },
  {
    codes: [131050],
    code: "recipient_refused",
    message: () =>
      "This person does not want marketing messages from this business. Send them no marketing templates.",
  },
  {
    codes: [130403],
    code: "recipient_refused",
    message: () =>
      "This person is blocked in WhatsApp by the business. Unblock them or use another channel.",
  },
  {
    codes: [130472],
    code: "recipient_refused",
    message: () =>
      "WhatsApp delivers no marketing messages to this person because of an experiment of its own. Use another channel.",
  },
  {
    codes: [131021],
    code: "recipient_refused",
    message: () => "The recipient is the sending number itself. Choose another recipient.",
  },
  {
    codes: [131030],
    code: "account_refused",
    message: () =>
      "This is a test number, which may write to numbers on its own list only. Add the recipient to that list at Meta, or use a real number.",
  },
  {
    codes: [132001],
    code: "template_refused",
    message: () =>
      "WhatsApp knows no approved template of this name and language. Sync the templates and choose again.",
  },
  {
    codes: [132000, 132005, 132012, 132018],
    code: "template_refused",
    message: () =>
      "WhatsApp refused the template's parameters. Compare them with the template, and sync the templates if it was changed.",
  },
  {
    codes: [132007, 132015, 132016, 132068],
    code: "template_refused",
    message: () =>
      "WhatsApp does not let this template be sent: it is paused, disabled or against its policy. Choose another template.",
  },
  {
    codes: ["100/2018008", "100/2018047", "100/2018074", "100/2018109", "100/2018294"],
    code: "content_refused",
    message: (title) =>
      `${title} could not take the file: it was not there to fetch, is too large, or is of a kind that it does not carry. Check its URL.`,
  },
  {
    codes: [100, 131008, 131009, 131051, 131052, 131053],
    code: "content_refused",
    message: (title) =>
      `${title} refused the content of this message. Its own words are in provider.`,
  },
  {
    codes: [131048, 131064],
    code: "account_refused",
    message: () =>
      "WhatsApp has restricted this number because of its quality or the reports of recipients. Pause sending and look at the number's quality at Meta.",
  },
  {
    codes: [131042],
    code: "account_refused",
    message: () =>
      "Meta cannot bill this WhatsApp account. Put its payment method in order at Meta.",
  },
  {
    codes: [130497, 131031, 131037, 131045, 131063, 133010, 133016],
    code: "account_refused",
    message: () =>
      "WhatsApp does not let this number send: the number or its account is not registered, restricted or not approved. Its own words are in provider.",
  },
  {
    // 100/33: the object in the path is not there for this token, and that is our own account.
    codes: [33, 368, "2/2018344", "10/1893063", "100/33"],
    code: "account_refused",
    message: (title) =>
      title === "WhatsApp"
        ? "WhatsApp does not let this number send: the number or its account is not registered, restricted or not approved. Its own words are in provider."
        : `${title} does not let this account send: it is restricted, blocked, or not the one that the access token is for. Its own words are in provider.`,
  },
];

const rows = new Map(
  refusals.flatMap(({ codes, code, message }) =>
    codes.map((metaCode) => [String(metaCode), { code, message }] as const),
  ),
);
const others = new Map<string, Meaning>();
for (const code of [0, 3, 10, 190, 131005]) others.set(String(code), { kind: "reauth" });
for (const code of [4, 9, 32, 613, 80007, 130429, 131057, 132069]) {
  others.set(String(code), { kind: "retry" });
}
// Meta: one message to the same person every 6 seconds, after a burst of up to 45.
others.set("131056", { kind: "retry", atLeastMs: 6_000 });
// "Unknown", "unavailable" and "temporary" do not say that nothing was sent, whatever status comes with
// them. Messenger answers 1 with subcode 1357046 after it has sent everything, and 2 also when the person
// blocked the page: nothing tells both apart, so neither is sent again.
for (const code of [1, 2, 1200, 131000, 131016, 133004]) {
  others.set(String(code), { kind: "unknown", reason: "server_error" });
}

/** What an error of Meta's means; null leaves it to the HTTP status. */
export function meaningOf(
  title: MetaTitle,
  code: number | undefined,
  subcode?: number,
): Meaning | null {
  if (code === undefined) return null;
  for (const key of [`${code}/${subcode}`, String(code)]) {
    const row = rows.get(key);
    if (row) return { kind: "reject", code: row.code, message: row.message(title) };
    const other = others.get(key);
    if (other) return other;
  }
  // Meta: 200 to 299 are missing permissions.
  return code >= 200 && code < 300 ? { kind: "reauth" } : null;
}
