// In workerd, because only there can the app tell its routes.
import { expect, test } from "vitest";
import { createApp } from "../../src/app.ts";
import { simulatorRoutes } from "../../src/simulator/routes.ts";
import { simulated } from "../../src/wiring-incoming.ts";
import { corpus } from "./corpus.ts";
import { nowhere } from "./nowhere.ts";

const examples = corpus(nowhere);
const { routes } = createApp((app) => {
  app.route("/simulator", simulatorRoutes(simulated));
});
/** Middleware and catch-alls have no method of their own. */
const [open, named] = [
  routes.filter(({ method }) => method === "ALL"),
  routes.filter(({ method }) => method !== "ALL"),
];

/** Whether a request for `path` comes by a route that is registered as `pattern`. */
const matches = (pattern: string, path: string): boolean => {
  const source = pattern.replaceAll(/\/\*/g, "(/.*)?").replaceAll(/:\w+/g, "[^/]+");
  return new RegExp(`^${source}/?$`).test(path);
};

test.each(named.map(({ method, path }) => `${method} ${path}`))("has an example of %s", (route) => {
  expect(examples.filter((example) => example.route === route)).not.toEqual([]);
});

test.each(open.map(({ path }) => path))("has an example that passes through %s", (path) => {
  expect(examples.filter((example) => matches(path, example.path))).not.toEqual([]);
});

test("has no example of a route that is gone", () => {
  const known = new Set(routes.map(({ method, path }) => `${method} ${path}`));
  expect(examples.filter(({ route }) => !known.has(route))).toEqual([]);
});

test("has examples that are requests of the route they name", () => {
  const astray = examples.filter((example) => {
    const [method = "", path = ""] = example.route.split(" ");
    return !matches(path, example.path) || !["ALL", example.method].includes(method);
  });
  expect(astray).toEqual([]);
});
