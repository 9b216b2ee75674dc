import type * as pulumi from "../components/sdk/pulumi.ts";
import { Provider } from "../components/sdk/kubernetes.ts";
import { CHANGES_IN_PLACE, type ClusterConnection } from "../components/cluster/connection.ts";
import { createGlobalDns } from "../components/dns/global-dns.ts";
import { GitOps } from "../components/gitops/gitops.ts";
import { ClusterLinks } from "../components/links/cluster-links.ts";
import { peerTarget, targetKubeconfig, type LinkTarget } from "../components/links/target.ts";
import type { Environment } from "../fleet/fleet.ts";
import { describeLink, linksFrom, type Link } from "../fleet/links.ts";
import { createEntries } from "./entries.ts";
import { readPeers } from "./peers.ts";

export interface EnvironmentStackArgs {
  readonly environment: Environment;
  /** Folder of the project; paths in the declaration start there. */
  readonly root: string;
}

/**
 * An environment: what exists once in it. It reaches the hub, and only the hub, through the landing pad that the
 * hub keeps for it; of the other clusters it reads the passports.
 */
export async function environmentStack({ environment, root }: EnvironmentStackArgs): Promise<pulumi.Inputs> {
  const passports = await readPeers(environment, environment.regions);
  const targets = new Map([...passports].map(([name, passport]) => [name, peerTarget(passport)]));
  const hub = connectHub(environment.hub, targets.get(environment.hub));
  const members = linksFrom(environment.hub, environment, "environment");
  const { linked, pending } = registerMembers(environment, hub, members, targets);
  if (hub !== undefined && environment.gitops !== undefined)
    new GitOps(environment.name, { environment, hub, root });
  const waiting = await createEntries(environment, root, hub, passports.get(environment.hub)?.features);
  const dns = await createGlobalDns(environment);
  return {
    hub: environment.hub,
    links: { linked: linked.map(describeLink), pending: [...pending.map(describeLink), ...waiting] },
    workloads: environment.workloads.map(({ name }) => name),
    ...(dns?.nameServers === undefined ? {} : { nameServers: dns.nameServers }),
  };
}

/** The clusters that the hub's control planes work with. All of them wait if the hub itself is not there yet. */
function registerMembers(
  environment: Environment,
  hub: ClusterConnection | undefined,
  links: readonly Link[],
  targets: ReadonlyMap<string, LinkTarget>,
): { linked: readonly Link[]; pending: readonly Link[] } {
  if (hub === undefined) return { linked: [], pending: links };
  return new ClusterLinks(environment.hub, { environment, source: hub, links, targets });
}

function connectHub(name: string, target: LinkTarget | undefined): ClusterConnection | undefined {
  const token = target?.tokens.get("hub");
  if (target === undefined || token === undefined) return undefined;
  const provider = new Provider(name, {
    kubeconfig: targetKubeconfig(target, token),
    clusterIdentifier: target.identifier,
    ...CHANGES_IN_PLACE,
  });
  return { name, provider, deletedWith: undefined };
}
