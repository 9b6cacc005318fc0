// `npm run deploy`: checks, migrates, deploys and asks the new version how it is; stops at the first thing that is wrong.
import { main } from "./deploy/program.ts";
import { machine } from "./deploy/shell.ts";

process.exitCode = await main(process.argv.slice(2), machine());
