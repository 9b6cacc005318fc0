// What becomes of a mail, as Postmark's webhooks tell it: one event a request, with a name and a password.
import { toBase64, utf8 } from "../lib/bytes.ts";
import { type JsonObject, parseJson } from "../lib/json.ts";
import type { Letter } from "./letter.ts";
import type { MailEvent, MailReports } from "./mail-course.ts";

export const postmarkReports: MailReports = {
  provider: "postmark",
  body: (mail, event, at) => {
    const told = eventBody(event, String((mail.facts["to"] as string[])[0]), at);
    if (!told) return null;
    const { Metadata = {}, MessageStream = "outbound" } = parseJson(mail.request) as {
      Metadata?: JsonObject;
      MessageStream?: string;
    };
    return { ServerID: 23, MessageStream, MessageID: mail.id, Tag: "", Metadata, ...told };
  },
};

/** Null for what Postmark does not report: it has no event for a mail on its way. */
function eventBody(event: MailEvent, person: string, at: number): JsonObject | null {
  const time = new Date(at).toISOString();
  const bounce = (Type: string, TypeCode: number, Details: string, Inactive = false) => ({
    RecordType: Type === "SpamComplaint" ? Type : "Bounce",
    ID: 901542550,
    Type,
    TypeCode,
    Name: Type,
    Description: "The server was unable to deliver your message.",
    Details,
    Email: person,
    BouncedAt: time,
    DumpAvailable: true,
    Inactive,
    CanActivate: Type !== "SpamComplaint",
  });
  const visit = {
    Recipient: person,
    ReceivedAt: time,
    UserAgent: "Simulator",
    Platform: "Desktop",
  };
  switch (event) {
    case "delivered": {
      const Details = "smtp;250 2.0.0 OK";
      return { RecordType: "Delivery", Recipient: person, DeliveredAt: time, Details };
    }
    case "delivery_delayed":
      return bounce("Transient", 2, "smtp;451 4.7.1 Greylisted, try again later");
    case "bounced":
      return bounce("HardBounce", 1, "smtp;550 5.1.1 There is no such mailbox.", true);
    case "failed":
      return bounce("SMTPApiError", 100_007, "The mail could not be read.");
    case "complained":
      return bounce("SpamComplaint", 512, "The person marked it as spam.", true);
    case "opened":
      return { RecordType: "Open", FirstOpen: true, ...visit };
    case "clicked":
      return {
        RecordType: "Click",
        ClickLocation: "HTML",
        OriginalLink: "https://example.com/",
        ...visit,
      };
    case "unsubscribed":
      return {
        RecordType: "SubscriptionChange",
        Recipient: person,
        ChangedAt: time,
        Origin: "Recipient",
        SuppressSending: true,
        SuppressionReason: "ManualSuppression",
      };
    default:
      return null;
  }
}

/** `secret` is the name and the password of the webhook's URL, a colon between them. */
export const postmarkRequest = async ({ url, body, secret }: Letter): Promise<Request> =>
  new Request(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "user-agent": "Postmark",
      authorization: `Basic ${toBase64(utf8(secret))}`,
    },
    body,
  });
