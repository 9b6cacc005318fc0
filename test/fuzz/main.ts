// `npm run fuzz`: does any request make the gateway stumble, or say what it should not? README.md says how
// to read it.
import { Command, InvalidArgumentError } from "commander";
import { fuzz } from "./fuzz.ts";
import { showVerdict } from "./report.ts";

const whole = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
};

const options = new Command("fuzz")
  .description("Sends the gateway every nasty input on the list, and then requests by chance.")
  .option("--requests <n>", "requests by chance", whole, 20_000)
  .option("--seed <n>", "decides everything that is decided by chance", whole, 1)
  .option("--only <n>", "send nothing but the request of this number, and show it", whole)
  .option("--concurrency <n>", "requests at the same time", whole, 16)
  .option("--keep", "leave databases and log behind", false)
  .parse()
  .opts();

const verdict = await fuzz(options as Parameters<typeof fuzz>[0]);
process.exit(showVerdict(verdict) ? 0 : 1);
