// Whether free-form text may go to a lead now: once per WhatsApp number of the workspace, at the address
// to which that number would write.
import type { LeadPort } from "../../lead/port.ts";
import { isoTime } from "../../lib/clock.ts";
import type { LeadProfile, LeadRef } from "../../model/lead.ts";
import { windowMs } from "../../model/window.ts";
import type { AccountRecord } from "../../store/accounts.ts";

/** The body of GET /leads/{id}/window. */
export async function windowsOf(
  port: Pick<LeadPort, "windows">,
  ref: LeadRef,
  { phone, whatsappUserId }: Pick<LeadProfile, "phone" | "whatsappUserId">,
  accounts: AccountRecord[],
) {
  const address = phone ?? whatsappUserId;
  const known = await port.windows(ref);
  return {
    success: true,
    windows: accounts
      .filter(({ channel }) => channel === "whatsapp")
      .map(({ id, name, settings }) => {
        const window = known.find((one) => one.accountId === id && one.address === address);
        return {
          account_id: id,
          account_name: name,
          phone_number_id: settings["phone_number_id"] ?? null,
          address,
          open: window?.open ?? false,
          last_inbound_at: window ? isoTime(window.lastInboundAt) : null,
          expires_at: window ? isoTime(window.lastInboundAt + windowMs) : null,
        };
      }),
  };
}
