// The pretend provider of everything that is measured: fixed answers after a fixed time. Its path begins with
// how many milliseconds that is: `/0/...`, `/50/...`. A process of its own, so that it takes no time of others'.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { acceptedBody, approvedTemplate } from "../../test/chaos/provider/wire.ts";

let n = 0;
/** The newest WhatsApp messages as they came, for whoever wants to report about them: `GET /sent`. */
const sent: { id: string; body: string }[] = [];
const keptMessages = 5_000;

/** Ids differ, as those of real providers do. */
function answerTo(path: string, body: string): object {
  const id = `${process.pid.toString(36)}${(n++).toString(36).padStart(12, "0")}`;
  if (path.endsWith("/messages")) {
    const wamid = `wamid.${id}`;
    if (sent.push({ id: wamid, body }) > keptMessages) sent.shift();
    return acceptedBody("whatsapp", wamid, "+12025550000");
  }
  if (path === "/sent") return sent;
  if (path.endsWith("/emails")) return acceptedBody("email", id, "");
  if (path.endsWith("/create-phone-call")) return acceptedBody("call", id, "");
  if (path.endsWith("/message_templates")) return { data: [approvedTemplate] };
  return {};
}

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? "", "http://provider");
  const afterMs = Number(/^\/(\d+)\//.exec(pathname)?.[1] ?? 0);
  let body = "";
  request.setEncoding("utf8").on("data", (text: string) => {
    body += text;
  });
  request.once("end", () => {
    const status = pathname.endsWith("/create-phone-call") ? 201 : 200;
    const answer = () => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(answerTo(pathname, body)));
    };
    if (afterMs > 0) setTimeout(answer, afterMs);
    else answer();
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
process.once("disconnect", () => process.exit());
