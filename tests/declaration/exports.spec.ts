import { GOOD, refuses } from "./malformed.ts";

const MESH = "mesh: { kind: linkerd, trustDomain: local.acme, mode: federated }";

/** What `web` exports, out of which manifests, in an environment with a mesh. */
const exporting = (exports: string, manifests = "web.yaml", mesh = `${MESH}\n    regions:\n      eu-west`) =>
  GOOD.replace("manifests: web.yaml", `manifests: ${manifests}\n    exports: ${exports}`).replace(
    "regions:\n      eu-west",
    mesh,
  );

describe("the exports of a declaration", () => {
  refuses([
    {
      name: "name no Service of the manifests",
      edit: exporting("[wep]", "services.yaml"),
      problems: [
        'fleet.yaml:25:15: workloads.web.exports[0]: there is no Service "wep" in the manifests (did you mean "web"?)',
      ],
    },
    {
      name: "name a Service twice",
      edit: exporting("[web, web]", "services.yaml"),
      problems: ['fleet.yaml:25:20: workloads.web.exports[1]: "web" is named twice'],
    },
    {
      name: "name a Service that no gateway could pass on",
      edit: exporting("[dns]", "services.yaml"),
      problems: [
        'fleet.yaml:25:15: workloads.web.exports[0]: Service "dns" has no TCP port (only TCP passes the gateway of a mesh)',
      ],
    },
    {
      name: "name a Service that the mesh cannot have in its mode",
      edit: exporting("[db]", "services.yaml"),
      problems: [
        'fleet.yaml:25:15: workloads.web.exports[0]: Service "db" is headless, and cannot be federated (export another, or use mode: flat)',
      ],
    },
    {
      name: "would be offered where the workload may not be",
      edit: exporting("[web]\n    residency: eu-only", "services.yaml"),
      problems: [
        "fleet.yaml:25:5: workloads.web.exports: the mesh would offer them in us-east-1 (US), and eu-only does not allow that (leave exports out, or widen the profile)",
      ],
    },
    {
      name: "are in an environment without a mesh",
      edit: exporting("[web]", "services.yaml", "regions:\n      eu-west"),
      problems: [
        "fleet.yaml:24:5: workloads.web.exports: none of the workload's environments has a mesh that could offer its Services (add a mesh to one of them, or leave exports out)",
      ],
    },
  ]);
});
