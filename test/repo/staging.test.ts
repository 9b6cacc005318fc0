// An environment inherits no binding: what the gateway is bound to stands in wrangler.toml twice, and must be the same.
import { expect, it } from "vitest";
import { unstable_readConfig as readConfig } from "wrangler";
import { z } from "zod";

const named = z.looseObject({ binding: z.string() });
const configSchema = z.object({
  name: z.string(),
  d1_databases: z.array(
    named.extend({
      database_name: z.string(),
      database_id: z.string().exactOptional(),
      migrations_dir: z.string(),
    }),
  ),
  kv_namespaces: z.array(named.extend({ id: z.string().exactOptional() })),
  r2_buckets: z.array(named.extend({ bucket_name: z.string() })),
  durable_objects: z.object({
    bindings: z.array(z.looseObject({ script_name: z.string().exactOptional() })),
  }),
  routes: z
    .array(z.union([z.string(), z.object({ pattern: z.string() }).transform((r) => r.pattern)]))
    .default([]),
  migrations: z.array(z.unknown()),
  vars: z.record(z.string(), z.unknown()),
  secrets: z.unknown(),
  triggers: z.unknown(),
});

const configOf = (env: string) =>
  configSchema.parse(readConfig({ config: "wrangler.toml", env }, { hideWarnings: true }));
const live = configOf("");
const staging = configOf("staging");

const shapeOf = (config: typeof live) => ({
  databases: config.d1_databases.map(({ binding, migrations_dir: folder }) => [binding, folder]),
  namespaces: config.kv_namespaces.map(({ binding }) => binding),
  buckets: config.r2_buckets.map(({ binding }) => binding),
  objects: config.durable_objects.bindings,
  steps: config.migrations,
  vars: config.vars,
  secrets: config.secrets,
  crons: config.triggers,
});

it("staging is bound to what the live gateway is bound to", () => {
  expect(shapeOf(live).databases).toHaveLength(1);
  expect(shapeOf(live).objects.length).toBeGreaterThan(4);
  expect(shapeOf(staging)).toEqual(shapeOf(live));
});

it("staging shares no name, database, cache, bucket or address with it", () => {
  const names = (config: typeof live): string[] =>
    [
      config.name,
      ...config.d1_databases.flatMap((one) => [one.database_name, one.database_id]),
      ...config.kv_namespaces.map(({ id }) => id),
      ...config.r2_buckets.map(({ bucket_name: bucket }) => bucket),
      ...config.routes,
    ].filter((name) => typeof name === "string");
  expect(names(live)).toContain("leadwire");
  expect(names(staging).filter((name) => names(live).includes(name))).toEqual([]);
  expect(staging.durable_objects.bindings.filter((one) => one.script_name)).toEqual([]);
});
