// Some providers report about all accounts of one app to one address. What concerns another account of the
// hook's own workspace reaches it, if that account's own secret signed these very bytes: the hook's
// secret says nothing about what another account believes.
import type { Account, OpenAccount } from "../model/account.ts";
import type { Update } from "../model/update.ts";
import type { Incoming, Receiver } from "../providers/provider.ts";

export interface SiblingDeps {
  receiverOf(account: Account): Receiver;
  /** The other active accounts of the account's workspace at the same provider, the oldest first. */
  siblingsOf(account: Account): Promise<Account[]>;
  /** The account with its credentials; null when they cannot be opened. */
  open(account: Account): Promise<OpenAccount | null>;
}

export interface Share {
  account: Account;
  updates: Update[];
}

/** News of what several accounts stand on, such as a WhatsApp Business account, are each one's. */
const isEverybodys = ({ kind }: Update): boolean => kind === "template" || kind === "account";

/** Who takes which of the updates in; the account of the hook comes first, also when nothing is left for it. */
export async function shareOut(
  deps: SiblingDeps,
  { account, opened }: { account: Account; opened: OpenAccount },
  updates: Update[],
  incoming: Incoming,
): Promise<Share[]> {
  const receiver = deps.receiverOf(account);
  const isOwn = (update: Update): boolean =>
    update.kind === "unknown" || receiver.concerns(update, opened.settings);
  const shares: Share[] = [{ account, updates: updates.filter(isOwn) }];
  if (!receiver.siblings) return shares;
  let others = updates.filter((update) => !isOwn(update) || isEverybodys(update));
  if (others.length === 0) return shares;
  for (const sibling of await deps.siblingsOf(account)) {
    const theirs = others.filter((update) =>
      deps.receiverOf(sibling).concerns(update, sibling.settings),
    );
    if (theirs.length === 0 || !(await believes(deps, sibling, incoming))) continue;
    shares.push({ account: sibling, updates: theirs });
    others = others.filter((update) => isEverybodys(update) || !theirs.includes(update));
  }
  return shares;
}

async function believes(deps: SiblingDeps, account: Account, incoming: Incoming): Promise<boolean> {
  const opened = await deps.open(account);
  if (!opened) return false;
  return deps.receiverOf(account).verify(incoming, opened.credentials, opened.settings);
}
