// The next version of the gateway, as far as its objects' tables go: one step more, which the version before
// knows nothing of.
import type { Patch } from "./mutants.ts";

const lastStep =
  '    "CREATE INDEX messages_history ON messages (workspace, lead, created_at / 1000, seq)",\n  ],\n';

export const nextVersion: Patch[] = [
  {
    file: "src/lead/tables.ts",
    find: lastStep,
    replace: `${lastStep}  [
    "ALTER TABLE messages ADD COLUMN sent_by TEXT",
    "CREATE INDEX messages_sent_by ON messages (sent_by)",
  ],
`,
  },
  {
    file: "src/lead/outbox.ts",
    find: "`UPDATE messages SET state = 'sending', attempt",
    replace: "`UPDATE messages SET state = 'sending', sent_by = 'next', attempt",
  },
];
