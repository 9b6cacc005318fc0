/** What is to be deployed, and where to. */
export interface Plan {
  /** The environment of wrangler.toml; "" is the live gateway. */
  env: string;
  /** The Worker's name there. */
  worker: string;
  /** The secrets that it cannot be without. */
  secrets: readonly string[];
  database: string;
  /** A file with its secrets, for the first deployment. */
  secretsFile: string | null;
  /** Deploys what was not committed, too. */
  dirty: boolean;
  /** `npm run check` has just passed here. */
  checked: boolean;
}

/** Why a deployment stops, and what to do about it. */
export class StepFailed extends Error {
  override readonly name = "StepFailed";
  readonly advice: string;
  /** What the program that failed had to say. */
  readonly output: string;

  constructor(message: string, advice: string, output = "") {
    super(message);
    this.advice = advice;
    this.output = output;
  }
}

/** The flag that names the plan's environment: for the live gateway, too, else wrangler warns. */
export const envFlag = ({ env }: Plan): string => `--env=${env}`;

/** A wrangler command as a person would type it for the plan's environment. */
export const typed = (command: string, { env }: Plan): string =>
  `npx wrangler ${command} --env=${env === "" ? '""' : env}`;
