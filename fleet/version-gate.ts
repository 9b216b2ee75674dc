import { CATALOGUE, type SystemRelease } from "./compatibility.ts";
import { installModeOf, type Cluster, type Environment } from "./fleet.ts";
import { linksOf } from "./links.ts";
import { platformOf } from "./platform/platform.ts";
import type { SystemName } from "./platform/system.ts";
import {
  chosenRelease,
  declaredKubernetes,
  describeRange,
  minorOf,
  parseVersion,
  supports,
} from "./versions.ts";

/** What a passport says of the cluster that it is for, as far as versions go. */
export interface Installed {
  /** Kubernetes version; `unknown` for a cluster whose version nobody has declared. */
  readonly version: string;
  readonly systems?: Partial<Record<SystemName, string>> | undefined;
}

export interface VersionProblem {
  readonly cluster: string;
  readonly system: SystemName;
  /** What does not go together. */
  readonly message: string;
  /** The next legal step. */
  readonly hint: string;
}

export interface GateArgs {
  readonly environment: Environment;
  /** The clusters that are about to be changed. */
  readonly clusters: readonly Cluster[];
  /** What is installed, by cluster, as far as passports tell: own last ones, and those of the peers. */
  readonly installed?: ReadonlyMap<string, Installed>;
}

/**
 * The systems that a cluster gets as software, each with the release that it is to run. Where only resource types are
 * installed nothing runs, and there is nothing for a version to go wrong with.
 */
export function releasesOf(
  cluster: Cluster,
  environment: Environment,
  installed?: Installed,
): Map<SystemName, SystemRelease | undefined> {
  if (installModeOf(cluster, environment) === "api") return new Map();
  const kubernetes = kubernetesOf(cluster, installed);
  return new Map(
    platformOf(cluster, environment).map(({ system }) => [
      system,
      chosenRelease(system, environment, kubernetes),
    ]),
  );
}

/**
 * Everything about versions that must not be brought about: a system on a Kubernetes that it does not support, minors
 * that are skipped on the way up or gone back, and control planes too far apart for the link between them.
 *
 * A Kubernetes version that neither the declaration nor a passport tells is not checked; {@link unknownKubernetes}
 * lists these clusters.
 */
export function versionProblems({
  environment,
  clusters,
  installed = new Map(),
}: GateArgs): VersionProblem[] {
  const chosen = new Map(
    clusters.map((cluster) => [cluster.name, releasesOf(cluster, environment, installed.get(cluster.name))]),
  );
  const peersOf = Map.groupBy(linksOf(environment), ({ kind, from }) => `${kind} ${from}`);
  return clusters.flatMap((cluster) => {
    const own = installed.get(cluster.name);
    return [...(chosen.get(cluster.name) ?? [])].flatMap(([system, release]): VersionProblem[] => {
      const at = { cluster: cluster.name, system };
      if (release === undefined) return [{ ...at, ...unknownVersion(system, environment) }];
      // What is changed in the same run counts as it is going to be, all else as it is.
      const peers = (peersOf.get(`${system} ${cluster.name}`) ?? []).map(({ to }) => ({
        name: to,
        version: chosen.has(to) ? chosen.get(to)?.get(system)?.version : installed.get(to)?.systems?.[system],
      }));
      return [
        ...unsupported(system, release, kubernetesOf(cluster, own)),
        ...badStep(system, release, own?.systems?.[system]),
        ...peers.flatMap((peer) => skewed(system, release, peer)),
      ].map((problem) => ({ ...at, ...problem }));
    });
  });
}

/** Clusters on which software is installed and of whose Kubernetes version nothing is known. */
export function unknownKubernetes(environment: Environment): Cluster[] {
  return environment.clusters.filter(
    (cluster) => declaredKubernetes(cluster) === undefined && releasesOf(cluster, environment).size > 0,
  );
}

/** `cluster: istio 1.31.1 …: go to 1.30.5 first` */
export function formatVersionProblem({ cluster, message, hint }: VersionProblem): string {
  return `${cluster}: ${message}: ${hint}`;
}

type Finding = Pick<VersionProblem, "message" | "hint">;

/** A declared upgrade of the cluster counts before it has happened: systems come after the cluster. */
function kubernetesOf(cluster: Cluster, installed: Installed | undefined): number | undefined {
  return declaredKubernetes(cluster) ?? parseVersion(installed?.version ?? "")?.minor;
}

function unknownVersion(system: SystemName, { charts }: Environment): Finding {
  const { releases, chartsFollow } = CATALOGUE[system];
  const known = releases.map(({ version }) => version).join(", ");
  const others = chartsFollow ? "; other patches of these minors can be named too" : "";
  return {
    message: `${system} ${charts.versions[system] ?? ""} is not in the catalogue`,
    hint: `known: ${known}${others}`,
  };
}

function unsupported(system: SystemName, release: SystemRelease, kubernetes: number | undefined): Finding[] {
  if (kubernetes === undefined || supports(release.kubernetes, kubernetes)) return [];
  const message =
    `${system} ${release.version} supports Kubernetes ${describeRange(release.kubernetes)}, ` +
    `and the cluster has 1.${kubernetes}`;
  const fitting = CATALOGUE[system].releases.find((other) => supports(other.kubernetes, kubernetes));
  if (fitting !== undefined) return [{ message, hint: `${set(system, fitting.version)} supports it` }];
  const { oldest, newest } = release.kubernetes;
  const hint =
    kubernetes < oldest
      ? `upgrade the cluster to 1.${kubernetes + 1} first`
      : `no version in the catalogue supports it; stay on 1.${newest ?? oldest}`;
  return [{ message, hint }];
}

/** From what is installed to what is chosen, by the way that upstream goes. */
function badStep(system: SystemName, { version }: SystemRelease, installed: string | undefined): Finding[] {
  const [from, to] = [parseVersion(installed ?? ""), parseVersion(version)];
  if (installed === undefined || from === undefined || to === undefined) return [];
  const { up = Infinity, down } = CATALOGUE[system].upgrade;
  const message = `${system} ${version} cannot follow ${installed}, which is installed`;
  if (from.major !== to.major) {
    return [{ message, hint: "another major version: remove the system, and install it anew" }];
  }
  const minors = to.minor - from.minor;
  if (minors > up) {
    return [
      {
        message: `${message} (${count(up)} at a time)`,
        hint: `go to ${step(system, from.major, from.minor + up)} first`,
      },
    ];
  }
  if (-minors > down) {
    const allowed = down === 0 ? "minors are not taken back" : `${count(down)} back at a time`;
    const hint =
      down === 0
        ? `keep ${set(system, installed)}`
        : `go to ${step(system, from.major, from.minor - down)} first`;
    return [{ message: `${message} (${allowed})`, hint }];
  }
  return [];
}

/** Two control planes with a link between them. One of which no version is known is not compared. */
function skewed(
  system: SystemName,
  { version }: SystemRelease,
  peer: { readonly name: string; readonly version: string | undefined },
): Finding[] {
  const { skew } = CATALOGUE[system];
  const [own, other] = [parseVersion(version), parseVersion(peer.version ?? "")];
  if (skew === undefined || own === undefined || other === undefined) return [];
  if (own.major === other.major && Math.abs(own.minor - other.minor) <= skew.minors) return [];
  const ahead = own.minor > other.minor;
  const next = step(system, other.major, other.minor + (ahead ? 1 : -1) * skew.minors);
  return [
    {
      message:
        `${system} ${version} is linked with ${peer.name}, which has ${peer.version} ` +
        `(at most ${count(skew.minors)} apart)`,
      hint: `${ahead ? `bring ${peer.name} up, or` : ""} go to ${next} first`.trim(),
    },
  ];
}

/** The version of a minor that the catalogue holds, or the minor itself. */
function step(system: SystemName, major: number, minor: number): string {
  const name = `${major}.${minor}`;
  const release = CATALOGUE[system].releases.find(({ version }) => minorOf(version) === name);
  return release === undefined ? `${name} (not in this catalogue)` : set(system, release.version);
}

/** In the words of the declaration. */
function set(system: SystemName, version: string): string {
  return `charts.versions.${system}: ${version}`;
}

function count(minors: number): string {
  return minors === 1 ? "one minor" : `${minors} minors`;
}
