// `npm run dev`: the gateway on this machine with the demo workspace, until Ctrl-C.
import { parseArgs, styleText } from "node:util";
import { curl, examples } from "./examples.ts";
import { startGateway } from "./gateway.ts";
import { demo, seed } from "./seed.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "8787" },
    // Two gateways must not share their state.
    state: { type: "string", default: ".wrangler/state" },
  },
});

function welcome(url: string): string {
  const shown = [examples.text, examples.template, examples.email, examples.call];
  return [
    "",
    `Leadwire is running on ${url}`,
    `The lead's phone, mailbox and calls: ${url}/simulator#${demo.key}`,
    `Every endpoint, to read: ${url}/docs`,
    ...shown.flatMap((example) => [
      "",
      styleText("bold", `# ${example.title}`),
      curl(url, example),
    ]),
    "",
    `Ctrl-C stops it; what you sent stays in ${values.state} until you delete that folder.`,
    "",
  ].join("\n");
}

try {
  console.log("Starting the gateway ...");
  const gateway = await startGateway(
    { port: Number(values.port), stateDir: values.state },
    (text) => process.stderr.write(text),
  );
  await seed(gateway.url, gateway.adminToken);
  console.log(welcome(gateway.url));
  await gateway.ended;
  throw new Error("The gateway has ended.");
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
