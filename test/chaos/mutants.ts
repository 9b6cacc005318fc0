// Seven mistakes that a gateway like this one is known for, each as a change of our own source. A tool
// that finds none of them in a build that has one proves nothing by finding none in a build without.
// The product contains no trace of them: they exist only in a patched copy of `src/`.

/** One change of a source file. `find` stands there exactly once. */
export interface Patch {
  file: string;
  find: string;
  replace: string;
}

export interface Mutant {
  /** The mistake, in a few words. */
  title: string;
  /** What a customer would see of it. */
  harm: string;
  patches: Patch[];
}

const mutantIds = ["M1", "M2", "M3", "M4", "M5", "M6", "M7"] as const;
export type MutantId = (typeof mutantIds)[number];

export const mutants: Record<MutantId, Mutant> = {
  M1: {
    title: "resends what was in flight when the object died",
    harm: "people get a message twice",
    patches: [
      {
        file: "src/lead/outbox.ts",
        find: "`UPDATE messages SET state = 'unknown', failure = ?, due_at = ?, ${bump}",
        replace: "`UPDATE messages SET state = 'queued', failure = ?, due_at = ?, ${bump}",
      },
    ],
  },
  M2: {
    title: "calls the provider before the message is recorded",
    harm: "a message that no record knows, and a second one when the caller tries again",
    patches: [
      {
        file: "src/lead/lead.ts",
        find: "    const accepted = sql.transaction(() => {\n",
        replace: `      let early: Row | null = null;
      try {
        sql.transaction(() => {
          accept(order, known, correlationId);
          early = outbox.byId(order.ref.workspaceId, order.messageId);
          throw new Error("roll back");
        });
      } catch {}
      const ready = early as Row | null;
      const sender = ready && order.workflow?.accounts[ready.channel];
      const verdict =
        ready && ["queued", "sending"].includes(ready.state) && ready.request !== null && sender
          ? await deps.deliver({ messageId: ready.id, body: ready.request, account: sender })
          : null;
      if (verdict?.kind === "accepted") {
        sql.transaction(() => {
          accept(order, known, correlationId);
          sql.all("UPDATE messages SET state = 'sent', request = NULL, due_at = NULL, sent_at = ?, provider_message_id = ? WHERE id = ?", deps.clock(), verdict.providerMessageId, order.messageId);
          rearm();
        });
      }
    const accepted = sql.transaction(() => {
`,
      },
    ],
  },
  M3: {
    title: "repeats a call when the runtime calls its error retryable",
    harm: "people get a message twice",
    patches: [
      {
        file: "src/lib/transport.ts",
        find: "    const outcome = await Promise.race([fetcher(request).then(read), expired]);",
        replace: `    const again = request.clone();
    const asked = fetcher(request).then(read);
    const outcome = await Promise.race([
      asked.catch((error: unknown) => {
        if (!(error as { retryable?: boolean }).retryable) throw error;
        return fetcher(again).then(read);
      }),
      expired,
    ]);`,
      },
    ],
  },
  M4: {
    title: "does not claim the idempotency key",
    harm: "a caller that tries again sends again",
    patches: [
      {
        file: "src/lead/memory.ts",
        find: "      if (!row) return null;\n      return {\n        fingerprint",
        replace: '      if (!row || key !== "") return null;\n      return {\n        fingerprint',
      },
      {
        file: "src/lead/memory.ts",
        find: "`INSERT INTO claims (",
        replace: "`INSERT OR IGNORE INTO claims (",
      },
    ],
  },
  M5: {
    title: "writes the answer over what was reported while waiting for it",
    harm: "a delivered message is shown as unknown for good",
    patches: [
      {
        file: "src/lead/drain.ts",
        find: "    if (isAmbiguous && facts.has(row.id)) return",
        replace: "    if (isAmbiguous && facts.has(`not ${row.id}`)) return",
      },
      {
        file: "src/lead/outbox.ts",
        find: "WHERE id = ? AND state = 'sending' AND attempt = ? RETURNING ${columns.outcome}`",
        replace: "WHERE id = ? AND ? IS NOT NULL RETURNING ${columns.outcome}`",
      },
    ],
  },
  M6: {
    title: "thanks the provider for a report before it is recorded",
    harm: "a report is lost for good, because nobody sends it again",
    patches: [
      {
        file: "src/receivers/routes.ts",
        find: "      const taken = await takeAll(deps, share, now);",
        replace: `      setTimeout(() => void takeAll(deps, share, now), 30);
      const taken = { reasons: [] as string[], failed: false };`,
      },
    ],
  },
  M7: {
    title: "does not set the next alarm when an alarm has run",
    harm: "a message stays queued until somebody asks for it",
    patches: [
      {
        file: "src/lead/lead.ts",
        find: "      } finally {\n        rearm();\n      }",
        replace: "      } finally {\n        // Nobody looks again.\n      }",
      },
    ],
  },
};
