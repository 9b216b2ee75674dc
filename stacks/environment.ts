import type * as pulumi from "../components/sdk/pulumi.ts";
import { createGlobalDns } from "../components/dns/global-dns.ts";
import { GitOps } from "../components/gitops/gitops.ts";
import { peerTarget } from "../components/links/target.ts";
import { readStackRecord } from "../components/passport/installed.ts";
import { holdingsOf, holdingsRecord, lettingGo } from "../fleet/backends/handover.ts";
import type { Environment } from "../fleet/fleet.ts";
import { describeLeaving, leavingNamespaces, withNamespaces } from "../fleet/gitops/leaving.ts";
import { describeLink } from "../fleet/links.ts";
import { environmentStackName } from "../fleet/names.ts";
import { connectControlPlanes, registerMembers } from "./control-planes.ts";
import { createEntries } from "./entries.ts";
import { createHeldWorkloads } from "./federated.ts";
import { createHubNames } from "./names.ts";
import { readPeers } from "./peers.ts";

export interface EnvironmentStackArgs {
  readonly environment: Environment;
  /** Folder of the project; paths in the declaration start there. */
  readonly root: string;
}

/**
 * An environment: what exists once in it. It reaches the hub, and the cluster with Karmada's API where there is one,
 * through the landing pads that these keep for it; of the other clusters it reads the passports.
 */
export async function environmentStack({ environment, root }: EnvironmentStackArgs): Promise<pulumi.Inputs> {
  const [passports, { holdings, federated }] = await Promise.all([
    readPeers(environment, environment.regions),
    readStackRecord(environmentStackName(environment.name)),
  ]);
  const targets = new Map([...passports].map(([name, passport]) => [name, peerTarget(passport)]));
  const controlPlanes = connectControlPlanes(environment, targets);
  const { hub } = controlPlanes;
  const leaving = leavingNamespaces(environment, federated);
  const within = withNamespaces(environment, leaving);
  const links = registerMembers(within, controlPlanes, targets);
  const gitops =
    hub !== undefined && environment.gitops !== undefined
      ? new GitOps(environment.name, { environment: within, hub, root })
      : undefined;
  const held = holdingsOf("environment", environment.workloads, holdings);
  const workloads = await createHeldWorkloads(held, { environment, root, controlPlanes, links, gitops });
  const entries = await createEntries(environment, root, hub, passports.get(environment.hub)?.features);
  const names = createHubNames(environment, hub);
  const dns = await createGlobalDns(environment);
  const pending = links.flatMap((each) => each.pending.map(describeLink));
  return {
    hub: environment.hub,
    links: {
      linked: links.flatMap((each) => each.linked.map(describeLink)),
      pending: [
        ...pending,
        ...entries,
        ...workloads.pending,
        ...names,
        ...lettingGo(held),
        ...describeLeaving(leaving),
      ],
    },
    ...(Object.keys(workloads.federated).length === 0 ? {} : { federated: workloads.federated }),
    workloads: environment.workloads.map(({ name }) => name),
    holdings: holdingsRecord(held),
    ...(dns?.nameServers === undefined ? {} : { nameServers: dns.nameServers }),
  };
}
