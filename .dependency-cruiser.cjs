// The layers, top first. A file may import from rows below its own, and from its own folder.
// The files directly in src/ (worker, app, wiring, the objects) are one row: the only ones that know
// the runtime. The simulator plays the other side, so it shares nothing with us but lib.
const layers = [
  ["dialects", "receivers", "console", "admin"],
  ["bulk"],
  ["send"],
  ["lead"],
  ["store", "providers", "events"],
  ["model"],
  ["lib"],
];

const inside = (folders) => `^src/(${folders.join("|")})/`;
const top = "^src/[^/]+$";

const upwards = layers.map((folders, row) => ({
  name: `${folders.join("-")}-look-up`,
  severity: "error",
  from: { path: inside(folders) },
  to: { path: [top, inside(["simulator", ...layers.slice(0, row).flat()])] },
}));

const sideways = layers.flatMap((folders) =>
  folders.length === 1
    ? []
    : folders.map((folder) => ({
        name: `${folder}-reach-sideways`,
        severity: "error",
        from: { path: inside([folder]) },
        to: { path: inside(folders.filter((other) => other !== folder)) },
      })),
);

const apart = (folder) => ({
  name: `${folder}-do-not-share`,
  severity: "error",
  from: { path: `^src/${folder}/([^/]+)/` },
  to: { path: `^src/${folder}/[^/]+/`, pathNot: `^src/${folder}/$1/` },
});

module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "runtime-only-at-the-top",
      severity: "error",
      from: { path: "^src/[^/]+/" },
      to: { path: "^cloudflare:" },
    },
    {
      name: "simulator-plays-alone",
      severity: "error",
      from: { path: inside(["simulator"]) },
      to: { path: "^src/", pathNot: inside(["simulator", "lib"]) },
    },
    {
      name: "no-tests-or-scripts-in-the-product",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^(test|scripts|bench)/" },
    },
    apart("dialects"),
    apart("providers"),
    ...upwards,
    ...sideways,
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
  },
};
