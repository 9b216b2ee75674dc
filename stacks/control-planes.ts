import { Provider } from "../components/sdk/kubernetes.ts";
import { CHANGES_IN_PLACE, type ClusterConnection } from "../components/cluster/connection.ts";
import { ClusterLinks } from "../components/links/cluster-links.ts";
import { targetKubeconfig, type LinkTarget } from "../components/links/target.ts";
import type { Environment } from "../fleet/fleet.ts";
import { linksFrom, type CommonPad, type Link } from "../fleet/links.ts";

/** The clusters on which what exists once in an environment is kept; `undefined` as long as they are not there. */
export interface ControlPlanes {
  readonly hub: ClusterConnection | undefined;
  /** The cluster with Karmada's API. */
  readonly karmada: ClusterConnection | undefined;
}

/** The links of one control plane to its members. */
export type Members = Pick<ClusterLinks, "linked" | "pending"> & {
  readonly source: string;
  readonly component: ClusterLinks | undefined;
};

/** The clusters that control planes work with. All of them wait if their control plane itself is not there yet. */
export function registerMembers(
  environment: Environment,
  { hub, karmada }: ControlPlanes,
  targets: ReadonlyMap<string, LinkTarget>,
): Members[] {
  const sources = [
    { name: environment.hub, connection: hub },
    { name: environment.federation?.karmada?.controlPlane, connection: karmada },
  ];
  return sources.flatMap(({ name, connection }): Members[] => {
    if (name === undefined) return [];
    const links: readonly Link[] = linksFrom(name, environment, "environment");
    if (connection === undefined) return [{ source: name, linked: [], pending: links, component: undefined }];
    const component = new ClusterLinks(name, { environment, source: connection, links, targets });
    const { linked, pending } = component;
    return [{ source: name, linked, pending, component }];
  });
}

export function connectControlPlanes(
  { hub, federation }: Environment,
  targets: ReadonlyMap<string, LinkTarget>,
): ControlPlanes {
  const controlPlane = federation?.karmada?.controlPlane;
  return {
    hub: connect(hub, "hub", targets),
    karmada: controlPlane === undefined ? undefined : connect(controlPlane, "karmada-control", targets),
  };
}

/** A cluster, through the landing pad that it keeps for this stack; `undefined` as long as it has not shown one. */
function connect(
  name: string,
  pad: CommonPad,
  targets: ReadonlyMap<string, LinkTarget>,
): ClusterConnection | undefined {
  const target = targets.get(name);
  const token = target?.tokens.get(pad);
  if (target === undefined || token === undefined) return undefined;
  const provider = new Provider(name, {
    kubeconfig: targetKubeconfig(target, token),
    clusterIdentifier: target.identifier,
    ...CHANGES_IN_PLACE,
  });
  return { name, provider, deletedWith: undefined };
}
