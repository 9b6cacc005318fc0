// Retell has no error codes; the HTTP status says it.
import type { Answer } from "../../lib/transport.ts";
import type { Verdict } from "../../model/failure.ts";
import { judge, type Meaning, type Wire } from "../judge.ts";
import { acceptedSchema, errorSchema, type RetellCredentials } from "./schema.ts";

const meanings: ReadonlyMap<number | undefined, Meaning> = new Map<number | undefined, Meaning>([
  [
    402,
    {
      kind: "reject",
      code: "account_refused",
      message:
        "Retell places no calls for this account until it is paid. Add a payment method at Retell.",
    },
  ],
  [
    403,
    {
      kind: "reject",
      code: "account_refused",
      message: "Retell does not allow this account to place calls. Its own words are in provider.",
    },
  ],
  [
    422,
    {
      kind: "reject",
      code: "account_refused",
      message:
        "Retell does not know the agent or the number of this account. Check agent_id and from_number, and that the key is of the same Retell workspace.",
    },
  ],
]);

export const wire: Wire = {
  name: "retell",
  title: "Retell",
  accepted(body) {
    const accepted = acceptedSchema.safeParse(body);
    if (!accepted.success) return null;
    const { call_id, call_status } = accepted.data;
    return {
      providerMessageId: call_id,
      ...(call_status === undefined ? {} : { callStatus: call_status }),
    };
  },
  error(body) {
    return { message: errorSchema.safeParse(body).data?.message };
  },
  meaning: ({ httpStatus }) => meanings.get(httpStatus) ?? null,
};

export const verdictOf = (answer: Answer, credentials: RetellCredentials): Verdict =>
  judge(wire, answer, credentials);
