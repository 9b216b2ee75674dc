import type { Cluster, Environment } from "./fleet.ts";
import type { StackRole } from "./stacks.ts";

/**
 * - `istio`: the mesh of `from` reads the endpoints of `to` (a remote secret);
 * - `linkerd`: the mesh of `from` mirrors the exported services of `to` (a Link and its credentials);
 * - `argocd`: Argo CD on the hub `from` deploys to `to`, which may be the hub itself (a cluster secret);
 * - `kubefed`: KubeFed on the hub `from` pushes to `to`, which may be the hub itself (a KubeFedCluster and its secret);
 * - `karmada`: Karmada, whose API is on the cluster `from`, pushes to `to` (a Cluster and its secret).
 */
export const LINK_KINDS = ["istio", "linkerd", "argocd", "kubefed", "karmada"] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

/** The stack that writes the source's side: that of the source's region, or, for members of the hub, the environment's. */
const OWNERS: Readonly<Record<LinkKind, StackRole["kind"]>> = {
  istio: "region",
  linkerd: "region",
  argocd: "environment",
  kubefed: "environment",
  karmada: "environment",
};

/** Which kind of stack writes the source's side of a link. */
export function ownerOf(kind: LinkKind): StackRole["kind"] {
  return OWNERS[kind];
}

/** Landing pads of the platform: one for each kind of link, and that through which the environment stack reaches the hub. */
export const PLATFORM_PADS = ["istio", "linkerd", "argocd", "hub"] as const;
export type PlatformPad = (typeof PLATFORM_PADS)[number];

/** Landing pads of federations: one in each member, and that through which the environment stack reaches Karmada's API. */
export const FEDERATION_PADS = ["kubefed", "karmada", "karmada-control"] as const;

export const PAD_KINDS = [...PLATFORM_PADS, ...FEDERATION_PADS] as const;
export type CommonPad = (typeof PAD_KINDS)[number];

/** Whether it is one through which the environment stack reaches a control plane, and no cluster another. */
export function isOfEnvironment(kind: PadKind): boolean {
  return kind === "hub" || kind === "karmada-control";
}

const PROVISIONING = "cluster-api-";

/**
 * On the hub, one for each namespace of `clusterApi.namespaces`: through it a region stack makes clusters there, and it
 * leads nowhere else.
 */
export type ProvisioningPad = `${typeof PROVISIONING}${string}`;

export type PadKind = CommonPad | ProvisioningPad;

export function provisioningPad(namespace: string): ProvisioningPad {
  return `${PROVISIONING}${namespace}`;
}

/** The namespace that a landing pad leads to, if it is one through which clusters are made. */
export function provisionedNamespace(kind: PadKind): string | undefined {
  return kind.startsWith(PROVISIONING) ? kind.slice(PROVISIONING.length) : undefined;
}

export function isPadKind(text: string): text is PadKind {
  return PAD_KINDS.some((kind) => kind === text) || provisionedNamespace(text as PadKind) !== undefined;
}

/** What `from` needs in order to reach `to`. Written by the stack that owns `from`, never by the one that owns `to`. */
export interface Link {
  readonly kind: LinkKind;
  /** Cluster that reaches out. */
  readonly from: string;
  /** Cluster that is reached, through the landing pad that it keeps for this kind. */
  readonly to: string;
}

/** All links between the clusters of an environment, by kind, then source, then target. */
export function linksOf(environment: Environment): Link[] {
  const { mesh, gitops, federation, hub } = environment;
  const members = membersOf(environment);
  const meshed = mesh === undefined ? [] : members.flatMap(({ name }) => peersOf(name, members, mesh.kind));
  const { kubefed, karmada } = federation ?? {};
  return [
    ...meshed,
    // The hub as well: its rights there are as narrow as everywhere else, not those that Argo CD has at home.
    ...(gitops === undefined ? [] : starOf("argocd", hub, members)),
    ...(kubefed === undefined ? [] : starOf("kubefed", hub, members)),
    ...(karmada === undefined ? [] : starOf("karmada", karmada.controlPlane, members)),
  ];
}

/** The clusters that carry workloads: all but the one that has Karmada's API. */
export function membersOf({ clusters }: Pick<Environment, "clusters">): readonly Cluster[] {
  return clusters.some(({ controlPlane }) => controlPlane)
    ? clusters.filter(({ controlPlane }) => !controlPlane)
    : clusters;
}

/** The links that start at a cluster and are written by a stack of that kind. */
export function linksFrom(cluster: string, environment: Environment, owner: StackRole["kind"]): Link[] {
  return linksOf(environment).filter(({ from, kind }) => from === cluster && OWNERS[kind] === owner);
}

/** The landing pads that a cluster keeps: one per kind of link that ends at it, and those for the environment stack. */
export function landingPadsOf(cluster: Cluster, environment: Environment): PadKind[] {
  const isHub = cluster.name === environment.hub;
  const targetOf = linksOf(environment).filter(({ to }) => to === cluster.name);
  const pads = PAD_KINDS.filter((kind) => {
    if (kind === "hub") return isHub;
    if (kind === "karmada-control") return cluster.controlPlane;
    return targetOf.some((link) => link.kind === kind);
  });
  const namespaces = isHub ? (environment.clusterApi?.namespaces ?? []) : [];
  return [...pads, ...namespaces.map(provisioningPad)];
}

/** The Secret in which the source keeps its side: what the mesh or the GitOps engine looks for. */
export function linkSecret({ kind, to }: Link): { readonly namespace: string; readonly name: string } {
  switch (kind) {
    case "istio":
      return { namespace: "istio-system", name: `istio-remote-secret-${to}` };
    case "linkerd":
      return { namespace: "linkerd-multicluster", name: `cluster-credentials-${to}` };
    case "argocd":
      return { namespace: "argocd", name: `cluster-${to}` };
    case "kubefed":
      return { namespace: "kube-federation-system", name: to };
    case "karmada":
      return { namespace: "karmada-cluster", name: to };
  }
}

/** On the Secrets of federations, which know them by name only: whose they are. */
export const FEDERATION_LABEL = "archipelago/federation";

export function describeLink({ kind, from, to }: Link): string {
  return `${from} → ${to} (${kind})`;
}

function peersOf(from: string, clusters: readonly Cluster[], kind: LinkKind): Link[] {
  return clusters.filter(({ name }) => name !== from).map(({ name: to }) => ({ kind, from, to }));
}

function starOf(kind: LinkKind, from: string, members: readonly Cluster[]): Link[] {
  return members.map(({ name: to }) => ({ kind, from, to }));
}
