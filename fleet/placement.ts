import type { ClusterSelector, Placement } from "./declaration/schema.ts";
import { cannotHold } from "./division.ts";
import { compare, type Cluster, type Workload } from "./fleet.ts";
import { isWithin } from "./jurisdictions.ts";
import { counted, listed, type ModelProblem } from "./problems.ts";
import { allowSetsOf } from "./residency/concerns.ts";
import type { NamedProfile } from "./residency/profile.ts";
import { describeSelector, selects } from "./selectors.ts";
import { spreadOver, type SpreadLimit } from "./spread.ts";

type Affinity = NonNullable<Placement["affinities"]>[number];

/** Why a cluster does not carry a workload; {@link describeExclusion} puts it in words. */
export type Exclusion =
  | {
      readonly kind: "jurisdiction";
      readonly allowed: readonly string[];
      /** Where data may be, or, for a group after the first, where the workload may move to. */
      readonly concern: "data" | "failover";
    }
  | { readonly kind: "cordoned" }
  /** It has Karmada's API, and carries nothing. */
  | { readonly kind: "control-plane" }
  /** Gone for good. */
  | { readonly kind: "tombstoned" }
  | { readonly kind: "selector"; readonly wanted: string }
  /** In a group that was not taken: because of a fault, or because another one came first. */
  | { readonly kind: "affinity"; readonly group: string; readonly fault: string }
  | { readonly kind: "affinity"; readonly group: string; readonly taken: string }
  | { readonly kind: "spread"; readonly limit: SpreadLimit };

/** One cluster of the environment, as one workload sees it. */
export interface Placing {
  readonly cluster: Cluster;
  /** Undefined: the cluster carries the workload. */
  readonly exclusion: Exclusion | undefined;
}

/** Which clusters carry a workload, and why the others do not. */
export interface PlacementDecision {
  /** Every cluster, by name. */
  readonly clusters: readonly Placing[];
  /** Those that carry the workload, by name. */
  readonly placed: readonly Cluster[];
  /** Name of the affinity group that was taken. */
  readonly affinity: string | undefined;
  readonly problems: readonly ModelProblem[];
}

/**
 * Decides which clusters carry a workload: none that has Karmada's API; then residency, then cordons, then the selector (or the first affinity group that
 * can hold the workload), then the spread constraints. The order of the clusters has no influence.
 *
 * @param tombstoned Clusters that are gone for good: they carry nothing, and may still be named.
 * @param residency The environment's profile; it holds besides the workload's own.
 */
export function place(
  workload: Workload,
  clusters: readonly Cluster[],
  tombstoned: readonly Cluster[] = [],
  residency?: NamedProfile,
): PlacementDecision {
  const profiles = [workload.residency, residency].filter((profile) => profile !== undefined);
  const barred = barrier(profiles, tombstoned);
  const sorted = sortedByName(tombstoned.length === 0 ? clusters : [...clusters, ...tombstoned]);
  const eligible = sorted.filter((cluster) => barred(cluster) === undefined);
  const { affinities, clusters: selector = "all" } = workload.placement;
  const { kept, affinity, problems, exclude } = affinities
    ? chooseAffinity(workload, eligible, affinities, profiles)
    : chooseSelected(workload, eligible, selector);
  const carriers = new Set(kept);
  const placings = sorted.map((cluster): Placing => {
    return { cluster, exclusion: carriers.has(cluster) ? undefined : (barred(cluster) ?? exclude(cluster)) };
  });
  const nowhere = kept.length === 0 && problems.length === 0;
  return {
    clusters: placings,
    placed: kept,
    affinity,
    problems: nowhere ? [matchesNone(workload, placings)] : problems,
  };
}

/** `jurisdiction DE not in [IE]`, `cordoned`, `not selected by region us-east-1`, `spread keeps at most 2 regions`. */
export function describeExclusion(exclusion: Exclusion, cluster: Cluster): string {
  switch (exclusion.kind) {
    case "jurisdiction":
      return `jurisdiction ${cluster.country} not in [${exclusion.allowed.join(", ")}]${exclusion.concern === "failover" ? " for failover" : ""}`;
    case "cordoned":
    case "tombstoned":
      return exclusion.kind;
    case "control-plane":
      return "it has Karmada's API, and carries no workloads";
    case "selector":
      return `not selected by ${exclusion.wanted}`;
    case "affinity":
      return "fault" in exclusion
        ? `affinity ${exclusion.group} cannot hold it: ${exclusion.fault}`
        : `affinity ${exclusion.taken} comes before ${exclusion.group}`;
    case "spread":
      return `spread keeps at most ${counted(exclusion.limit.max, exclusion.limit.by)}`;
  }
}

/** An environment's clusters are sorted already: looking is ten times as fast as sorting again for each workload. */
function sortedByName(clusters: readonly Cluster[]): readonly Cluster[] {
  const isSorted = clusters.every(
    ({ name }, index) => index === 0 || (clusters[index - 1]?.name ?? "") <= name,
  );
  return isSorted ? clusters : [...clusters].sort((a, b) => compare(a.name, b.name));
}

/** What keeps a workload from a cluster whatever its placement says. */
function barrier(
  profiles: readonly NamedProfile[],
  tombstoned: readonly Cluster[],
): (cluster: Cluster) => Exclusion | undefined {
  const gone: Exclusion = { kind: "tombstoned" };
  const foreign = foreignTo(profiles, "data");
  const cordoned: Exclusion = { kind: "cordoned" };
  const controlPlane: Exclusion = { kind: "control-plane" };
  return (cluster) => {
    if (tombstoned.includes(cluster)) return gone;
    if (cluster.controlPlane) return controlPlane;
    return foreign(cluster) ?? (cluster.cordoned ? cordoned : undefined);
  };
}

/** Whether a cluster is in a country that one of the profiles does not allow. */
function foreignTo(
  profiles: readonly NamedProfile[],
  concern: "data" | "failover",
): (cluster: Cluster) => Exclusion | undefined {
  // Made once: this is asked of each of 1,000 clusters.
  const rules = profiles.map((profile): Extract<Exclusion, { kind: "jurisdiction" }> => {
    return { kind: "jurisdiction", allowed: allowSetsOf(profile)[concern], concern };
  });
  return ({ country }) => rules.find(({ allowed }) => !isWithin(country, allowed));
}

/** What is left of the eligible clusters, and why each of the others is not. */
interface Choice extends Pick<PlacementDecision, "problems"> {
  readonly kept: readonly Cluster[];
  readonly affinity?: string;
  readonly exclude: (cluster: Cluster) => Exclusion;
}

function chooseSelected(
  { name, placement }: Workload,
  eligible: readonly Cluster[],
  selector: ClusterSelector,
): Choice {
  const selected = eligible.filter((cluster) => selects(selector, cluster));
  const { kept, dropped, problems } = spreadOver(name, selected, selected.length > 0 ? placement.spread : []);
  const unselected: Exclusion = { kind: "selector", wanted: inWords(selector) };
  return {
    kept,
    problems,
    exclude: (cluster) => {
      const limit = dropped.get(cluster);
      return limit ? { kind: "spread", limit } : unselected;
    },
  };
}

/**
 * The first group that can hold the workload: it has clusters, meets the minima of spread, and takes all replicas. The
 * first group is where it is at home; to one after it it moves, and only where it may.
 */
function chooseAffinity(
  workload: Workload,
  eligible: readonly Cluster[],
  groups: readonly Affinity[],
  profiles: readonly NamedProfile[],
): Choice {
  const faults = new Map<string, string>();
  const [home] = groups;
  const foreign = foreignTo(profiles, "failover");
  const barred = (cluster: Cluster) =>
    home !== undefined && selects(home.clusters, cluster) ? undefined : foreign(cluster);
  const movable = eligible.filter((cluster) => barred(cluster) === undefined);
  for (const { name, clusters } of groups) {
    const choice = chooseSelected(workload, movable, clusters);
    const fault = faultOf(workload, choice, clusters);
    if (fault === undefined) {
      const exclude = (cluster: Cluster) => {
        if (selects(clusters, cluster)) return barred(cluster) ?? choice.exclude(cluster);
        return outsideOf(cluster, groups, faults, name, barred);
      };
      return { ...choice, affinity: name, exclude };
    }
    faults.set(name, fault);
  }
  const message = `no affinity can hold it: ${[...faults].map(([name, fault]) => `${name}: ${fault}`).join("; ")}`;
  return {
    kept: [],
    problems: [{ path: ["placement", "affinities"], message, hint: "widen a group, or add one" }],
    exclude: (cluster) => outsideOf(cluster, groups, faults, "", barred),
  };
}

function faultOf(
  { division }: Workload,
  { kept, problems }: Choice,
  selector: ClusterSelector,
): string | undefined {
  if (kept.length === 0) return `no cluster is left of ${inWords(selector)}`;
  const names = kept.map(({ name }) => name);
  return [...problems, ...(division ? cannotHold(division, names) : [])][0]?.message;
}

/** Why a cluster outside the group that was taken, if one was, does not carry the workload. */
function outsideOf(
  cluster: Cluster,
  groups: readonly Affinity[],
  faults: ReadonlyMap<string, string>,
  taken: string,
  barred: (cluster: Cluster) => Exclusion | undefined,
): Exclusion {
  const group = groups.find(({ clusters }) => selects(clusters, cluster))?.name;
  if (group === undefined) {
    return { kind: "selector", wanted: `affinity ${groups.map(({ name }) => name).join(" or ")}` };
  }
  const foreign = barred(cluster);
  if (foreign !== undefined) return foreign;
  const fault = faults.get(group);
  return fault === undefined ? { kind: "affinity", group, taken } : { kind: "affinity", group, fault };
}

function matchesNone({ placement }: Workload, placings: readonly Placing[]): ModelProblem {
  const reasons = Map.groupBy(
    placings,
    ({ exclusion, cluster }) => exclusion && describeExclusion(exclusion, cluster),
  );
  const there = [...reasons].map(
    ([reason, all]) => `${listed(all.map(({ cluster }) => cluster.name))} (${reason ?? ""})`,
  );
  return {
    path: ["placement"],
    message: `wanted ${inWords(placement.clusters ?? "all")}, and no cluster is left of ${there.join("; ") || "none"}`,
    hint: "select other clusters, uncordon one, or declare one that placement and residency allow",
  };
}

/** As {@link describeSelector}; names only as many as one reads, for this may be said of each of 1,000 clusters. */
function inWords(selector: ClusterSelector): string {
  return Array.isArray(selector) ? listed(selector) : describeSelector(selector);
}
