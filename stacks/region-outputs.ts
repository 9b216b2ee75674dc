import type * as pulumi from "../components/sdk/pulumi.ts";
import type { ClusterLinks } from "../components/links/cluster-links.ts";
import { issuePassport } from "../components/passport/issue.ts";
import type { RegionalWorkload } from "../components/workloads/plan.ts";
import { holdingsRecord, type Held } from "../fleet/backends/handover.ts";
import { fixedFactsOf, isProtected } from "../fleet/clouds/fixed.ts";
import { featuresOf } from "../fleet/clouds/gcp/multi-cluster/features.ts";
import type { Environment } from "../fleet/fleet.ts";
import { describeLink } from "../fleet/links.ts";
import { isMadeOnHub } from "./cluster-api.ts";
import type { Member } from "./member.ts";
import type { ClusterNames } from "./names.ts";
import { rolloutOutputs, type RegionRollouts } from "./rollouts.ts";
import type { ClusterTrust } from "./settings.ts";

/** What has become of a region. */
export interface RegionResult {
  readonly environment: Environment;
  readonly members: readonly Member[];
  readonly trust: ReadonlyMap<string, ClusterTrust>;
  readonly links: readonly ClusterLinks[];
  readonly workloads: readonly RegionalWorkload[];
  readonly held: readonly Held[];
  /** By cluster. */
  readonly names: ReadonlyMap<string, ClusterNames>;
  readonly rollouts: RegionRollouts;
  /** Identity of the hub, if it is there. */
  readonly hub: pulumi.Input<string> | undefined;
  /** What waits for somebody else, besides links: in words. */
  readonly pending: readonly string[];
}

/** What a region stack writes down, for its peers and for whoever looks. */
export function regionOutputs({
  environment,
  members,
  trust,
  links,
  workloads,
  held,
  names,
  rollouts,
  hub,
  pending,
}: RegionResult): pulumi.Inputs {
  return {
    clusters: Object.fromEntries(
      members.map((member) => [member.declared.name, summary(member, environment, hub)]),
    ),
    links: {
      linked: links.flatMap(({ linked }) => linked.map(describeLink)),
      pending: [
        ...links.flatMap((each) => [...each.pending.map(describeLink), ...each.unreachable]),
        ...pending,
      ],
    },
    workloads: Object.fromEntries(workloads.map(({ workload, explanation }) => [workload.name, explanation])),
    holdings: holdingsRecord(held),
    ...rolloutOutputs(rollouts),
    passports: Object.fromEntries(
      members.map((member) => [
        member.declared.name,
        passportOf(member, environment, trust, names.get(member.declared.name)),
      ]),
    ),
    kubeconfigs: Object.fromEntries(
      members.map(({ declared, cluster }) => [declared.name, cluster.kubeconfig]),
    ),
  };
}

function passportOf(
  { declared, cluster, landingPads, platform, gateway }: Member,
  environment: Environment,
  trust: ReadonlyMap<string, ClusterTrust>,
  own: ClusterNames | undefined,
): ReturnType<typeof issuePassport> {
  return issuePassport({
    cluster: declared,
    environment,
    facts: cluster,
    landingPads,
    platform,
    trust: trust.get(declared.name)?.facts,
    gateway,
    features: featuresOf(declared.name, environment),
    names: own?.names,
  });
}

function summary(
  { declared, cluster }: Member,
  environment: Environment,
  hub: RegionResult["hub"],
): pulumi.Inputs {
  const { provisioner, simulated, country } = declared;
  const fixed = fixedFactsOf(declared, environment);
  return {
    endpoint: cluster.endpoint,
    version: cluster.version,
    provisioner: provisioner.kind,
    simulated,
    country,
    ...(fixed === undefined ? {} : { fixed }),
    ...(isProtected(declared) ? { protected: true } : {}),
    ...(hub !== undefined && isMadeOnHub(declared) ? { madeOn: hub } : {}),
  };
}
