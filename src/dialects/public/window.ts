// Whether free-form text may go to a lead now: once per account on a channel with a window, at the address
// to which that account would write.
import type { LeadPort } from "../../lead/port.ts";
import { isoTime } from "../../lib/clock.ts";
import type { LeadProfile, LeadRef } from "../../model/lead.ts";
import { channelAddress, hasWindow } from "../../model/policy.ts";
import { windowMs } from "../../model/window.ts";
import type { AccountRecord } from "../../store/accounts.ts";

/** The body of GET /leads/{id}/window. */
export async function windowsOf(
  port: Pick<LeadPort, "windows">,
  ref: LeadRef,
  profile: LeadProfile,
  accounts: AccountRecord[],
) {
  const known = await port.windows(ref);
  return {
    success: true,
    windows: accounts
      .filter(({ channel }) => hasWindow[channel])
      .map(({ id, name, channel, settings }) => {
        const address = channelAddress(profile, channel);
        const window = known.find((one) => one.accountId === id && one.address === address);
        return {
          account_id: id,
          account_name: name,
          channel,
          phone_number_id: settings["phone_number_id"] ?? null,
          address,
          open: window?.open ?? false,
          last_inbound_at: window ? isoTime(window.lastInboundAt) : null,
          expires_at: window ? isoTime(window.lastInboundAt + windowMs) : null,
        };
      }),
  };
}
