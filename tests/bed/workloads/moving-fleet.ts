import { cpSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import type { BackEndName } from "../../../fleet/backends/back-end.ts";
import type { Bed } from "../bed.ts";
import { commitFolder } from "../repository.ts";

export const HUB = "dub";
export const MEMBERS = ["dub", "iad"] as const;
/** The cluster with Karmada's API. */
export const CONTROL_PLANE = "kar";

interface Shop {
  readonly backend: BackEndName;
  readonly tag: string;
  readonly replicas: number;
}

/** Two members, every federation and GitOps, and so many of the same workload, by name. */
export function movingFleet(
  shops: Readonly<Record<string, Shop>>,
  rights: "kinds" | "cluster-admin" = "kinds",
): string {
  const cluster = { provisioner: { kind: "kwok", nodes: 1 } };
  const gitops = { kind: "argocd", repo: ".", ...(rights === "kinds" ? {} : { rights }) };
  return stringify({
    name: "acme",
    environments: {
      local: {
        hub: HUB,
        gitops,
        federation: { kubefed: { rights }, karmada: { controlPlane: CONTROL_PLANE, rights } },
        regions: {
          "eu-west-1": {
            country: "IE",
            clusters: { dub: cluster, [CONTROL_PLANE]: { provisioner: { kind: "kwok" } } },
          },
          "us-east-1": { country: "US", clusters: { iad: cluster } },
        },
      },
    },
    workloads: Object.fromEntries(Object.entries(shops).map(([name, each]) => [name, workloadOf(each)])),
  });
}

function workloadOf({ backend, tag, replicas }: Shop): object {
  return {
    environments: ["local"],
    manifests: "apps/shop",
    division: { replicas, by: "weight", weights: { dub: 2, iad: 1 } },
    minAvailable: replicas,
    overrides: [
      { clusters: "all", image: { tag } },
      { clusters: { country: "US" }, image: { tag: `${tag}-us` }, env: { CURRENCY: "USD" } },
    ],
    backend,
  };
}

/** The manifests of a shop, in a repository, since Argo CD deploys from one. */
export function writeShop(bed: Bed): void {
  bed.write("apps/shop/kustomization.yaml", stringify({ resources: ["storefront.yaml"] }));
  cpSync(
    path.join(bed.root, "examples/storefront/storefront.yaml"),
    path.join(bed.root, "apps/shop/storefront.yaml"),
  );
  commitFolder(bed, "apps", "Deploy the shop");
}
