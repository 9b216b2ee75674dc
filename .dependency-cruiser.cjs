/** Imports go one way: index → stacks → components → fleet; cli → fleet, tools. See the README. */
const onlyTo = (from, allowed) => ({
  name: `${from}-imports-only-${allowed.join("-") || "itself"}`,
  severity: "error",
  from: { path: `^${from}/` },
  to: {
    path: "^(index\\.ts|stacks|components|policies|fleet|cli|tools|tests)",
    pathNot: [from, ...allowed].map((to) => `^${to}/`),
  },
});

module.exports = {
  forbidden: [
    onlyTo("fleet", []),
    // The provider of local clusters is a program of its own, and starts what the toolchain has found.
    onlyTo("components", ["fleet", "tools"]),
    {
      name: "tools-only-for-local-clusters",
      severity: "error",
      from: { path: "^components/", pathNot: "^components/cluster/kwok/" },
      to: { path: "^tools/" },
    },
    onlyTo("stacks", ["components", "fleet"]),
    onlyTo("policies", ["fleet"]),
    onlyTo("cli", ["fleet", "tools"]),
    onlyTo("tools", []),
    {
      name: "fleet-knows-no-pulumi",
      comment: "The model loads in milliseconds and is tested by the thousand.",
      severity: "error",
      from: { path: "^fleet/" },
      to: { path: "node_modules/(@pulumi|@kubernetes)/" },
    },
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "nothing-unresolved", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".js", ".cjs", ".mjs", ".json", ".d.ts"],
    },
  },
};
