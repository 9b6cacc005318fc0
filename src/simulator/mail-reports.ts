import type { PlayedProvider } from "./faults.ts";
import type { MailReports } from "./mail-course.ts";
import { mailgunReports } from "./mailgun-events.ts";
import { postmarkReports } from "./postmark-events.ts";
import { relayReports } from "./relay-events.ts";
import { sendgridReports } from "./sendgrid-events.ts";
import type { Entry } from "./state.ts";

const byProvider: Partial<Record<PlayedProvider, MailReports>> = {
  sendgrid: sendgridReports,
  postmark: postmarkReports,
  mailgun: mailgunReports,
};

/** Who reports about a mail: whoever took it. The relay's mails name nobody. */
export const reportsOf = ({ facts }: Entry): MailReports =>
  byProvider[facts["provider"] as PlayedProvider] ?? relayReports;
