import { CATALOGUE, type KubernetesRange, type SystemRelease } from "./compatibility.ts";
import type { Cluster, Environment } from "./fleet.ts";
import { LOCAL_KUBERNETES } from "./kubernetes-versions.ts";
import type { SystemName } from "./platform/system.ts";

/** A version taken apart: `v1.30.5-gke.1` is 1, 30, 5. What follows the patch does not count. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** `undefined` for a text that is no version, such as the `unknown` of a passport. */
export function parseVersion(text: string): Version | undefined {
  const [, major, minor, patch] = /^v?([0-9]+)\.([0-9]+)(?:\.([0-9]+))?/.exec(text) ?? [];
  if (major === undefined || minor === undefined) return undefined;
  return { major: Number(major), minor: Number(minor), patch: Number(patch ?? 0) };
}

/** `1.30` */
export function minorOf(version: string): string {
  const { major, minor } = parseVersion(version) ?? { major: 0, minor: 0 };
  return `${major}.${minor}`;
}

/** Kubernetes minor of a cluster as far as the declaration says; `undefined` for an existing one that does not. */
export function declaredKubernetes({ version, provisioner }: Cluster): number | undefined {
  const text = version ?? (provisioner.kind === "kwok" ? LOCAL_KUBERNETES : undefined);
  return text === undefined ? undefined : parseVersion(text)?.minor;
}

export function supports({ oldest, newest = Infinity }: KubernetesRange, kubernetes: number): boolean {
  return kubernetes >= oldest && kubernetes <= newest;
}

/** `1.32 to 1.36`, `1.24 and later` */
export function describeRange({ oldest, newest }: KubernetesRange): string {
  return newest === undefined ? `1.${oldest} and later` : `1.${oldest} to 1.${newest}`;
}

/**
 * The release of a system that a cluster is to run: the one that `charts.versions` names, or the newest that fits its
 * Kubernetes. Where no release fits, or the Kubernetes is not known, it is the newest of all: what is wrong with that
 * is for the version gate to say.
 *
 * @returns `undefined` if the declaration names a version of which the catalogue does not know enough.
 */
export function chosenRelease(
  system: SystemName,
  { charts }: Pick<Environment, "charts">,
  kubernetes: number | undefined,
): SystemRelease | undefined {
  const { releases } = CATALOGUE[system];
  const named = charts.versions[system];
  if (named !== undefined) return namedRelease(system, named);
  const fitting = releases.find(
    (release) => kubernetes !== undefined && supports(release.kubernetes, kubernetes),
  );
  return fitting ?? releases[0];
}

function namedRelease(system: SystemName, name: string): SystemRelease | undefined {
  const { releases, chartsFollow } = CATALOGUE[system];
  const version = name.replace(/^v/, "");
  const known = releases.find((release) => release.version === version);
  if (known !== undefined || !chartsFollow) return known;
  const sibling = releases.find((release) => minorOf(release.version) === minorOf(version));
  if (sibling === undefined || !/^[0-9]+\.[0-9]+\.[0-9]+$/.test(version)) return undefined;
  const { kubernetes, date, source } = sibling;
  const charts = Object.fromEntries(Object.keys(sibling.charts).map((chart) => [chart, version]));
  return { version, charts, kubernetes, date, source };
}
