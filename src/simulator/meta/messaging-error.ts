// Refusals of Messenger and Instagram: Meta's envelope with a subcode, and HTTP 400 for nearly all.
import type { Magic, Reply } from "../player.ts";

export interface MessagingRefusal {
  code: number;
  subcode?: number;
  message: string;
  status?: number;
}

export const refuseMessaging = (
  { code, subcode, message, status = 400 }: MessagingRefusal,
  traceId: string,
): Reply => ({
  status,
  body: {
    error: {
      message: `(#${code}) ${message}`,
      type: "OAuthException",
      code,
      ...(subcode === undefined ? {} : { error_subcode: subcode }),
      fbtrace_id: traceId,
    },
  },
});

/** Meta has a subcode of its own for each platform. */
export const outsideWindow = (isInstagram: boolean): MessagingRefusal => ({
  code: 10,
  subcode: isInstagram ? 2534022 : 2018278,
  message: "This message is sent outside of allowed window.",
});

export const noSuchPerson: MessagingRefusal = {
  code: 100,
  subcode: 2018001,
  message: "No matching user found",
};

/** What Meta answers, whatever is sent, to people whose id ends in these digits. Nothing is sent. */
const magicPeople: Record<string, MessagingRefusal & { effect: string }> = {
  "900004": { code: 4, message: "Application request limit reached", effect: "a rate limit" },
  "900613": {
    code: 613,
    message: "Calls to this API have exceeded the rate limit",
    effect: "a rate limit",
  },
  "900551": {
    code: 551,
    message: "This person isn't available right now.",
    effect: "the person is not available",
  },
  "918108": {
    code: 10,
    subcode: 2018108,
    message: "This Person Cannot Receive Messages",
    effect: "the person cannot be reached",
  },
  "918278": {
    code: 10,
    subcode: 2018278,
    message: "This message is sent outside of allowed window.",
    effect: "the window is closed, whatever we believe",
  },
  "900368": {
    code: 368,
    message: "The action attempted has been deemed abusive or is otherwise disallowed",
    effect: "the account is blocked for its policy",
  },
  "901200": {
    code: 1200,
    status: 500,
    message: "Temporary send message failure. Please try again later.",
    effect: "a temporary failure: it may have been sent, and was not",
  },
  "900002": {
    code: 2,
    status: 500,
    message: "Service temporarily unavailable",
    effect: "unavailable, or blocked by the person: it may have been sent, and was not",
  },
};

/** Meta's known lie: it sends the message, and answers with an error. */
export const sentAllTheSame = {
  ending: "957046",
  refusal: { code: 1, subcode: 1357046, status: 500, message: "Received Invalid JSON reply." },
};

export const magicRefusalOf = (person: string): MessagingRefusal | null => {
  const ending = person.slice(-6);
  return (Object.hasOwn(magicPeople, ending) && magicPeople[ending]) || null;
};

export const messagingMagic: Magic[] = [
  ...Object.entries(magicPeople).map(([ending, { code, subcode, effect }]) => ({
    provider: "Messenger and Instagram",
    given: `a person's id ending in ${ending}`,
    effect: `error ${code}${subcode === undefined ? "" : `, subcode ${subcode}`}: ${effect}`,
  })),
  {
    provider: "Messenger and Instagram",
    given: `a person's id ending in ${sentAllTheSame.ending}`,
    effect: "error 1, subcode 1357046, although the message was sent",
  },
];
