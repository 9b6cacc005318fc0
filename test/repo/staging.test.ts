// An environment inherits no binding: what the gateway is bound to stands in wrangler.toml twice, and must be the same.
import { expect, it } from "vitest";
import { unstable_readConfig as readConfig } from "wrangler";

const configOf = (env: string) =>
  readConfig({ config: "wrangler.toml", env }, { hideWarnings: true });
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
      ...(config.routes ?? []).map((route) => (typeof route === "string" ? route : route.pattern)),
    ].filter((name) => typeof name === "string");
  expect(names(live)).toContain("leadwire");
  expect(names(staging).filter((name) => names(live).includes(name))).toEqual([]);
  expect(staging.durable_objects.bindings.filter((one) => one.script_name)).toEqual([]);
});
