import { loadFleet } from "../../fleet/declaration/load.ts";
import type { Fleet } from "../../fleet/fleet.ts";
import { makeProject, removeProject } from "../declaration/project.ts";

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  template: { spec: { containers: [{ name: web, image: "web:1" }] } }
`;

/** Two regions, a mesh, a hub; one workload divided, one replicated but not in the United States. */
export const TWO_REGIONS = `name: acme
residency: { eu-only: { data: [EEA] } }
environments:
  local:
    hub: eu
    mesh: { kind: istio, meshId: acme, trustDomain: local.acme }
    gitops: { kind: argocd, repo: ./examples, namespaces: [web] }
    regions:
      eu-west-1: { country: IE, clusters: { eu: { provisioner: { kind: kwok }, network: net-eu } } }
      us-east-1: { country: US, clusters: { us: { provisioner: { kind: kwok }, network: net-us } } }
workloads:
  web:
    environments: [local]
    manifests: web.yaml
    division: { replicas: 10, weights: { eu: 2, us: 1 } }
  records: { environments: [local], manifests: web.yaml, residency: eu-only }
`;

/** Environments of so many regions with so many clusters each, all linked with one another. */
export function manyClusters(environments: readonly string[], regions: number, clusters: number): string {
  const indices = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
  return [
    "name: globex",
    "environments:",
    ...environments.flatMap((environment) => [
      `  ${environment}:`,
      "    hub: r1-c1",
      `    mesh: { kind: istio, meshId: ${environment}, trustDomain: ${environment}.globex }`,
      "    gitops: { kind: argocd, repo: ./examples, namespaces: [web] }",
      "    regions:",
      ...indices(regions).map((region) => {
        const each = indices(clusters).map(
          (cluster) => `r${region}-c${cluster}: { provisioner: { kind: kwok } }`,
        );
        return `      r${region}: { country: IE, clusters: { ${each.join(", ")} } }`;
      }),
    ]),
    "workloads:",
    `  web: { environments: [${environments.join(", ")}], manifests: web.yaml }`,
  ].join("\n");
}

/** A project folder with this declaration and what it deploys. To be removed with `removeProject`. */
export function projectWith(declaration: string): string {
  return makeProject({ "fleet.yaml": declaration, "web.yaml": WEB });
}

/** For a suite: makes fleets from declarations, in project folders that are removed when its tests have run. */
export function fleetsOfThisSuite(): (declaration: string) => Fleet {
  const roots: string[] = [];
  after(() => {
    roots.forEach(removeProject);
  });
  return (declaration) => {
    const root = projectWith(declaration);
    roots.push(root);
    return loadFleet(root);
  };
}
