// `npm run leadwire -- <noun> <verb> ...`: sets up a gateway over its admin API.
import { main } from "./leadwire/program.ts";
import { terminal } from "./leadwire/terminal.ts";

process.exitCode = await main(process.argv.slice(2), terminal);
