import { type Command, Option } from "commander";
import { z } from "zod";
import { channels, providerNames } from "../../src/model/channel.ts";
import { readCredentials, readSettings } from "./pairs.ts";
import { type AddVerbs, collect, ofWorkspace, uuid } from "./session.ts";
import { table } from "./table.ts";

const accountSchema = z.looseObject({ id: z.string(), hook_path: z.string() });
const checkSchema = z.object({
  check: z.looseObject({
    ok: z.boolean(),
    facts: z.record(z.string(), z.unknown()),
    problem: z.string().exactOptional(),
  }),
  /** What the provider reported by itself. */
  health: z
    .looseObject({ quality: z.string().nullable(), restrictions: z.array(z.unknown()) })
    .nullish(),
});

/** What an account is made of; the provider says which settings and credentials it needs. */
const withContents = (command: Command): Command =>
  command
    .option("--setting <name=value>", "a setting; name:=json for a number (repeatable)", collect)
    .option(
      "--credential <name[=@file]>",
      "a secret, from a file, LEADWIRE_CREDENTIAL_<NAME> or a prompt (repeatable)",
      collect,
    )
    .option("--base-url <url>", "a proxy or test server in the provider's place");

const settingsOf = (options: {
  setting?: string[];
  baseUrl?: string;
}): Record<string, unknown> => ({
  ...readSettings(options.setting),
  ...(options.baseUrl === undefined ? {} : { base_url: options.baseUrl }),
});

const isEmpty = (value: object): boolean => Object.keys(value).length === 0;

export const addAccounts: AddVerbs = (program, session) => {
  const account = program.command("account").description("credentials and senders at providers");

  withContents(ofWorkspace(account.command("add")))
    .description("add an account; its secrets are sealed and never shown again")
    .requiredOption("--name <name>", "what people call it")
    .addOption(
      new Option("--provider <name>", "who carries it")
        .choices(providerNames)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option("--channel <name>", "what it carries").choices(channels).makeOptionMandatory(),
    )
    .option("--default", "it carries its channel where a send names neither workflow nor account")
    .action(
      async ({ workspace, name, provider, channel, default: isDefault, ...options }, command) => {
        const { admin, terminal, show } = session(command);
        const settings = settingsOf(options);
        const credentials = await readCredentials(options.credential, terminal);
        const body = { name, provider, channel, is_default: isDefault, settings, credentials };
        show(
          await admin.post(`/workspaces/${workspace}/accounts`, body),
          z.object({ account: accountSchema }),
          ({ account: made }) =>
            `Created account ${made.id}\nThe provider's callbacks go to ${admin.origin}${made.hook_path}`,
        );
      },
    );

  ofWorkspace(account.command("list"))
    .description("list the accounts, without their secrets")
    .action(async ({ workspace }, command) => {
      const { admin, show } = session(command);
      const names = ["id", "name", "provider", "channel", "active", "is_default", "settings"];
      show(
        await admin.get(`/workspaces/${workspace}/accounts`),
        z.object({ accounts: z.array(accountSchema) }),
        ({ accounts }) => table(accounts, names),
      );
    });

  ofWorkspace(account.command("check"))
    .description("ask the provider whether the account works; sends no message")
    .argument("<account>", "the account's id", uuid)
    .action(async (id, { workspace }, command) => {
      const { admin, show, fail } = session(command);
      const answer = await admin.post(`/workspaces/${workspace}/accounts/${id}/check`, {});
      if (!checkSchema.parse(answer).check.ok) fail();
      show(answer, checkSchema, ({ check: { ok, facts, problem }, health }) => {
        const reported = health?.quality ? [`  reported quality: ${health.quality}`] : [];
        for (const restriction of health?.restrictions ?? []) {
          reported.push(`  restriction: ${JSON.stringify(restriction)}`);
        }
        const lines = Object.entries(facts).map(([name, fact]) => `  ${name}: ${fact}`);
        return [
          ok ? "The account works." : (problem ?? "The account does not work."),
          ...lines,
          ...reported,
        ].join("\n");
      });
    });

  withContents(ofWorkspace(account.command("update")))
    .description("change an account; settings are merged, credentials replaced as a whole")
    .argument("<account>", "the account's id", uuid)
    .option("--name <name>", "what people call it")
    .addOption(new Option("--active <yes|no>", "whether it may send").choices(["yes", "no"]))
    .addOption(
      new Option("--default <yes|no>", "whether it carries its channel by default").choices([
        "yes",
        "no",
      ]),
    )
    .action(async (id, { workspace, name, active, default: isDefault, ...options }, command) => {
      const { admin, terminal, show } = session(command);
      const settings = settingsOf(options);
      const credentials = await readCredentials(options.credential, terminal);
      const body = {
        name,
        active: active === undefined ? undefined : active === "yes",
        is_default: isDefault === undefined ? undefined : isDefault === "yes",
        ...(isEmpty(settings) ? {} : { settings }),
        ...(isEmpty(credentials) ? {} : { credentials }),
      };
      show(
        await admin.patch(`/workspaces/${workspace}/accounts/${id}`, body),
        z.object({ account: accountSchema }),
        ({ account: changed }) => `Changed account ${changed.id}`,
      );
    });
};
