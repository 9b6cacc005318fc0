// What message_data says on each channel, and where a fault of it stands on the wire.
import type { Channel } from "../../model/channel.ts";
import { type Content, contentSchema } from "../../model/content.ts";
import { type Loc, missing, problemsOf, refuse } from "./problems.ts";
import type { MessageData } from "./schema.ts";

const said = (text: string | null | undefined): text is string => !!text && text.trim() !== "";

const messageData: Loc = ["body", "message_data"];

/** Throws what is wrong with it, item by item. */
export function contentOf(channel: Channel, data: MessageData): Content {
  const content = contentFor[channel](data);
  if (content === null) return refuse([missing([...messageData, "content"], data)]);
  const parsed = contentSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  return refuse(
    problemsOf(parsed.error, content, []).map((problem) => ({
      ...problem,
      loc: [...messageData, ...wireLoc(problem.loc)],
    })),
  );
}

/** What the wire calls a part of a content. */
function wireLoc([part = "content", ...rest]: Loc): Loc {
  if (part === "media") return [rest[0] === "url" ? "image_url" : "content"];
  return [wireNames[String(part)] ?? "content", ...rest];
}

const wireNames: Record<string, string> = {
  subject: "subject",
  html: "html_content",
  senderName: "sender_name",
  mediaUrls: "media_urls",
};

function chatContent({ content, image_url }: MessageData): unknown {
  if (!said(image_url)) return said(content) ? { kind: "text", text: content } : null;
  const caption = said(content) ? { caption: content } : {};
  return { kind: "media", media: { type: "image", url: image_url, ...caption } };
}

const contentFor: Record<Channel, (data: MessageData) => unknown> = {
  email: ({ subject, content, html_content, sender_name }) =>
    said(content) || said(html_content)
      ? {
          kind: "email",
          ...(said(subject) ? { subject } : {}),
          ...(said(content) ? { text: content } : {}),
          ...(said(html_content) ? { html: html_content } : {}),
          ...(said(sender_name) ? { senderName: sender_name } : {}),
        }
      : null,
  sms: ({ content, media_urls }) =>
    said(content)
      ? { kind: "text", text: content, ...(media_urls?.length ? { mediaUrls: media_urls } : {}) }
      : null,
  call: ({ content }) => ({ kind: "call", ...(said(content) ? { beginMessage: content } : {}) }),
  whatsapp: chatContent,
  messenger: chatContent,
  instagram: chatContent,
  telegram: chatContent,
};
