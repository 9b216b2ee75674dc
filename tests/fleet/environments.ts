import type { Cluster, Environment } from "../../fleet/fleet.ts";
import { landingPadsOf } from "../../fleet/links.ts";
import { PASSPORT_CONTRACT, type Passport } from "../../fleet/passport.ts";

/** An environment of these clusters in the regions that they name; the first cluster is its hub. */
export function environment(clusters: readonly Cluster[], facts: Partial<Environment> = {}): Environment {
  return {
    name: "local",
    fleet: "acme",
    hub: clusters[0]?.name ?? "",
    residency: undefined,
    clusterApi: undefined,
    mesh: {
      kind: "istio",
      meshId: "acme-local",
      trustDomain: "local.acme",
      profile: "sidecar",
      rights: "endpoints",
    },
    gitops: {
      kind: "argocd",
      repo: "./examples",
      namespaces: ["storefront"],
      rights: "namespaces",
      applications: {},
    },
    backup: undefined,
    recovery: undefined,
    dns: undefined,
    observability: undefined,
    multiCluster: undefined,
    federation: undefined,
    install: undefined,
    charts: { versions: {}, values: {} },
    rollout: undefined,
    regions: [...new Set(clusters.map(({ region }) => region))].map((name) => ({
      name,
      country: clusters.find(({ region }) => region === name)?.country ?? "",
      clusters: clusters.filter(({ region }) => region === name),
      tombstoned: [],
    })),
    clusters,
    tombstoned: [],
    workloads: [],
    ...facts,
  };
}

/** The token in the passport of a cluster, for one kind of link. No message may hold it. */
export function tokenOf(cluster: string, kind: string): string {
  return `canary-${cluster}-${kind}`;
}

/** The passport that the stack of a cluster writes for it. */
export function passportOf(
  cluster: Cluster,
  environment: Environment,
  facts: Partial<Passport> = {},
): Passport {
  const { name, region, country, groups, network, podCidr, serviceCidr, simulated } = cluster;
  const { mesh } = environment;
  const pads = landingPadsOf(cluster, environment).map((kind) => {
    const serviceAccount = `landing-pad-${kind}`;
    return [
      kind,
      { namespace: "archipelago-system", serviceAccount, slot: "a", token: tokenOf(name, kind) },
    ] as const;
  });
  return {
    contract: PASSPORT_CONTRACT,
    fleet: environment.fleet,
    environment: environment.name,
    region,
    cluster: name,
    identifier: `identifier-of-${name}`,
    endpoint: `https://${name}.example:6443`,
    ca: btoa(`ca of ${name}`),
    version: "v1.35.4",
    network,
    ...(podCidr === undefined ? {} : { podCidr }),
    ...(serviceCidr === undefined ? {} : { serviceCidr }),
    jurisdiction: { country, groups: [...groups] },
    simulated,
    ...(mesh && {
      mesh: {
        kind: mesh.kind,
        ...(mesh.kind === "istio" ? { id: mesh.meshId } : {}),
        trustDomain: mesh.trustDomain,
      },
    }),
    landingPads: Object.fromEntries(pads),
    ...facts,
  };
}
