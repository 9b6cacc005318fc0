import type { HeaderParameter, SentHeader, SentMessage } from "./message.ts";

export type MediaKind = "image" | "video" | "audio" | "document" | "sticker";
interface File {
  id?: string;
}

/** The uploads that a message names, and as what it names them. */
export function uploadsIn(sent: SentMessage): { kind: MediaKind; id: string }[] {
  return filesIn(sent).flatMap(([kind, { id }]) => (id === undefined ? [] : [{ kind, id }]));
}

function filesIn(sent: SentMessage): [MediaKind, File][] {
  switch (sent.type) {
    case "image":
      return [[sent.type, sent.image]];
    case "video":
      return [[sent.type, sent.video]];
    case "audio":
      return [[sent.type, sent.audio]];
    case "document":
      return [[sent.type, sent.document]];
    case "sticker":
      return [[sent.type, sent.sticker]];
    case "interactive":
      return filesOf(sent.interactive.header);
    case "template": {
      const { components = [] } = sent.template;
      return components.flatMap((one) =>
        one.type === "header" ? one.parameters.flatMap(filesOf) : [],
      );
    }
    default:
      return [];
  }
}

function filesOf(header: HeaderParameter | SentHeader | undefined): [MediaKind, File][] {
  switch (header?.type) {
    case "image":
      return [[header.type, header.image]];
    case "video":
      return [[header.type, header.video]];
    case "document":
      return [[header.type, header.document]];
    default:
      return [];
  }
}
