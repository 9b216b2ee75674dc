/** Imports go one way: index → stacks → components → fleet; cli → fleet, tools. See the README. */
const onlyTo = (from, allowed) => ({
  name: `${from}-imports-only-${allowed.join("-") || "itself"}`,
  severity: "error",
  from: { path: `^${from}/` },
  to: { path: "^(index\\.ts|stacks|components|policies|fleet|cli|tools|tests)", pathNot: [from, ...allowed].map((to) => `^${to}/`) },
});

module.exports = {
  forbidden: [
    onlyTo("fleet", []),
    onlyTo("components", ["fleet"]),
    onlyTo("stacks", ["components", "fleet", "tools"]),
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
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "require", "node", "default", "types"], extensions: [".ts", ".js", ".cjs", ".mjs", ".json", ".d.ts"] },
  },
};
