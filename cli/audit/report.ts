import { profiledBackups } from "../../fleet/backup/contents.ts";
import { backupsOf, readingRights } from "../../fleet/backup/locations.ts";
import type { Cluster, Environment, Fleet } from "../../fleet/fleet.ts";
import { argocdNamespaces } from "../../fleet/gitops/namespaces.ts";
import { groupsOf, isWithin } from "../../fleet/jurisdictions.ts";
import { linksOf, type Link } from "../../fleet/links.ts";
import { globToPattern } from "../../fleet/residency/exceptions.ts";
import type { ResidencyFinding, Whereabouts } from "../../fleet/residency/finding.ts";
import { isError, planResidency, type Surroundings } from "../../fleet/residency/plan.ts";
import type { Exception } from "../../fleet/residency/profile.ts";
import { exceptionsOf } from "../../fleet/residency/stack-profile.ts";
import { placeOfBackend, placeOfBucketKey, placeOfKey } from "../../fleet/residency/state-place.ts";
import { stackNames } from "../../fleet/residency/urns.ts";
import { sinkFor } from "../../fleet/telemetry/sinks.ts";
import { planWorkload } from "../../fleet/workloads.ts";
import { POLICY_PACKS } from "../engine/packs.ts";
import type { StackAudit, Violation } from "./analyze.ts";

/* What an audit says, as data: where things are declared to be, what is recorded, and what of it no profile allows. */

export interface AuditReport {
  readonly fleet: string;
  /** Day of the audit. */
  readonly date: string;
  readonly packs: readonly string[];
  /** What this report claims, and no more. */
  readonly claim: "declared locality, enforced and shown";
  readonly environments: readonly EnvironmentAudit[];
  /** Stacks that are recorded and not declared any more. */
  readonly undeclared: readonly string[];
  readonly totals: Totals;
}

export interface Totals {
  readonly violations: number;
  /** What the declaration itself has where no profile lets it be. */
  readonly refused: number;
  readonly exceptions: number;
  readonly endedExceptions: number;
  readonly crossings: number;
  /** Stacks of which nothing can be said. */
  readonly unread: number;
}

export interface EnvironmentAudit {
  readonly name: string;
  /** Of everything in it. */
  readonly profile: string | undefined;
  readonly stacks: readonly (Pick<StackAudit, "stack" | "state" | "reason"> & {
    readonly resources: number;
  })[];
  readonly state: PlaceReport;
  /** Of the keys that seal the secrets in the state; one that is made of a passphrase is kept nowhere. */
  readonly stateKeys: readonly PlaceReport[];
  readonly clusters: readonly ClusterAudit[];
  readonly crossings: readonly Crossing[];
  readonly findings: readonly ResidencyFinding[];
  readonly violations: readonly Violation[];
  readonly exceptions: readonly ExceptionReport[];
}

export interface PlaceReport {
  readonly place: string;
  readonly countries: readonly string[];
}

export interface ClusterAudit {
  readonly name: string;
  readonly region: string;
  readonly country: string;
  readonly hub: boolean;
  readonly gone: boolean;
  readonly workloads: readonly WorkloadAudit[];
  readonly backups: BackupAudit | undefined;
  readonly telemetry: { readonly sink: string; readonly country: string } | undefined;
}

export interface WorkloadAudit {
  readonly name: string;
  readonly profile: string | undefined;
  /** By the declaration. */
  readonly declared: boolean;
  /** By the state of the cluster's stack. */
  readonly recorded: boolean;
}

export interface BackupAudit extends PlaceReport {
  readonly key: PlaceReport | undefined;
  /** Other clusters that read them. */
  readonly readers: readonly { readonly cluster: string; readonly country: string }[];
}

/** A right to read or write that somebody in one country holds over a cluster in another. */
export interface Crossing {
  readonly kind: Link["kind"] | "backup" | "telemetry";
  readonly holder: string;
  readonly holderCountry: string;
  readonly target: string;
  readonly targetCountry: string;
  readonly what: string;
  /** Groups that both countries belong to. */
  readonly groups: readonly string[];
}

export interface ExceptionReport extends Exception {
  readonly active: boolean;
  /** Number of recorded resources that it matches. */
  readonly covers: number;
}

export interface Audited {
  readonly fleet: Fleet;
  /** Those to report on. */
  readonly environments: readonly Environment[];
  readonly stacks: readonly StackAudit[];
  /** Stacks that are recorded and not declared any more. */
  readonly undeclared: readonly string[];
  readonly surroundings: Surroundings & { readonly today: string };
}

export function auditReport({ fleet, environments, stacks, undeclared, surroundings }: Audited): AuditReport {
  const audits = environments.map((environment) => auditEnvironment(environment, stacks, surroundings));
  const sum = (count: (audit: EnvironmentAudit) => number) =>
    audits.reduce((total, audit) => total + count(audit), 0);
  return {
    fleet: fleet.name,
    date: surroundings.today,
    packs: POLICY_PACKS,
    claim: "declared locality, enforced and shown",
    environments: audits,
    undeclared,
    totals: {
      violations: sum(({ violations }) => violations.filter(({ mandatory }) => mandatory).length),
      refused: sum(({ findings }) => findings.filter(isError).length),
      exceptions: sum(({ exceptions }) => exceptions.filter(({ active }) => active).length),
      endedExceptions: sum(({ exceptions }) => exceptions.filter(({ active }) => !active).length),
      crossings: sum(({ crossings }) => crossings.length),
      unread: sum((audit) => audit.stacks.filter(({ state }) => state === "unread").length),
    },
  };
}

function auditEnvironment(
  environment: Environment,
  all: readonly StackAudit[],
  surroundings: Audited["surroundings"],
): EnvironmentAudit {
  const { name, residency, clusters, tombstoned } = environment;
  const own = stackNames(environment);
  const stacks = all.filter(({ stack }) => own.includes(stack));
  const urns = stacks.flatMap((stack) => stack.urns);
  const { state } = surroundings;
  const readings = readingsOf(environment);
  const keys =
    state === undefined ? [] : own.map((stack) => placeOfKey(state.secretsProviders.get(stack), state));
  return {
    name,
    profile: residency?.name,
    stacks: stacks.map(({ stack, state, reason, urns }) => {
      return { stack, state, ...(reason === undefined ? {} : { reason }), resources: urns.length };
    }),
    state: placeReport(state === undefined ? undefined : placeOfBackend(state)),
    stateKeys: distinct(keys.filter((key) => key !== undefined).map(placeReport)),
    clusters: [...clusters, ...tombstoned].map((cluster) =>
      auditCluster(cluster, environment, urns, readings),
    ),
    crossings: crossingsOf(environment, readings),
    findings: planResidency(environment, surroundings),
    violations: stacks.flatMap(({ violations }) => violations),
    exceptions: exceptionsOf(environment).map((exception) => ({
      ...exception,
      active: surroundings.today <= exception.expires,
      covers: urns.filter((urn) => globToPattern(exception.match).test(urn)).length,
    })),
  };
}

/** One cluster may read the backups of another. */
interface Reading {
  readonly reader: Cluster;
  readonly source: string;
  readonly country: string | undefined;
}

function readingsOf(environment: Environment): Reading[] {
  const profiled = profiledBackups(environment);
  return environment.clusters.flatMap((reader) =>
    readingRights(reader, environment, profiled)
      .filter(({ allowed }) => allowed)
      .map(({ source }) => ({ reader, source: source.cluster, country: source.country })),
  );
}

function auditCluster(
  cluster: Cluster,
  environment: Environment,
  urns: readonly string[],
  readings: readonly Reading[],
): ClusterAudit {
  const { name, region, country } = cluster;
  const { observability, hub, tombstoned } = environment;
  const choice = observability && sinkFor(cluster, observability);
  return {
    name,
    region,
    country,
    hub: name === hub,
    gone: tombstoned.includes(cluster),
    workloads: workloadsOn(cluster, environment, urns),
    backups: backupsOn(cluster, environment, readings),
    telemetry: choice && { sink: choice.name, country: choice.sink.country },
  };
}

/** What is to be there, and what is recorded to be there: a workload that has moved is recorded until the next `up`. */
function workloadsOn({ name }: Cluster, environment: Environment, urns: readonly string[]): WorkloadAudit[] {
  const recorded = new Set(
    urns.flatMap((urn) => {
      const [, on, workload] = /::archipelago:workloads:DirectWorkload::([^/]+)\/(.+)$/.exec(urn) ?? [];
      return on === name && workload !== undefined ? [workload] : [];
    }),
  );
  const declared = new Map(
    environment.workloads.map((workload) => [
      workload.name,
      planWorkload(workload, environment).clusters.some(
        ({ cluster, placed }) => placed && cluster.name === name,
      ),
    ]),
  );
  return [...new Set([...declared.keys(), ...recorded])].sort().flatMap((workload) => {
    const there = { declared: declared.get(workload) ?? false, recorded: recorded.has(workload) };
    if (!there.declared && !there.recorded) return [];
    const own = environment.workloads.find((each) => each.name === workload)?.residency;
    return [{ name: workload, profile: (own ?? environment.residency)?.name, ...there }];
  });
}

function backupsOn(
  cluster: Cluster,
  environment: Environment,
  readings: readonly Reading[],
): BackupAudit | undefined {
  const backups = backupsOf(cluster, environment);
  if (backups === undefined) return undefined;
  const { bucket, prefix, region, country, kmsKeyId } = backups;
  const where: Whereabouts = {
    place: `bucket ${bucket}/${prefix} in region ${region}`,
    countries: country === undefined ? undefined : [country],
    why: "",
  };
  const readers = readings.filter(({ source }) => source === cluster.name).map(({ reader }) => reader);
  return {
    ...placeReport(where),
    key: kmsKeyId === undefined ? undefined : placeReport(placeOfBucketKey(kmsKeyId, where)),
    readers: readers.map(({ name, country: from }) => ({ cluster: name, country: from })),
  };
}

/** Everybody who holds something of a cluster in another country: peers of the mesh, Argo CD, readers of backups, sinks. */
function crossingsOf(environment: Environment, readings: readonly Reading[]): Crossing[] {
  const { clusters, observability } = environment;
  const countryOf = new Map(clusters.map(({ name, country }) => [name, country]));
  const links = linksOf(environment).map(({ kind, from, to }) => {
    const what = rightOf(kind, environment);
    return crossing(kind, [from, countryOf.get(from) ?? ""], [to, countryOf.get(to) ?? ""], what);
  });
  const reading = readings.map(({ reader, source, country }) => {
    const holder: End = [reader.name, reader.country];
    const target: End = [`backups of ${source}`, countryOf.get(source) ?? country ?? ""];
    return crossing("backup", holder, target, "reads and can restore them");
  });
  const telemetry = clusters.flatMap((cluster) => {
    const choice = observability && sinkFor(cluster, observability);
    if (choice === undefined) return [];
    const holder: End = [`sink ${choice.name}`, choice.sink.country];
    return [
      crossing("telemetry", holder, [cluster.name, cluster.country], "stores its logs, metrics and traces"),
    ];
  });
  return [...links, ...reading, ...telemetry].filter((each) => each.holderCountry !== each.targetCountry);
}

type End = readonly [name: string, country: string];

function crossing(
  kind: Crossing["kind"],
  [holder, holderCountry]: End,
  [target, targetCountry]: End,
  what: string,
): Crossing {
  const groups = groupsOf(holderCountry).filter((group) => isWithin(targetCountry, [group]));
  return { kind, holder, holderCountry, target, targetCountry, what, groups };
}

function rightOf(kind: Link["kind"], environment: Environment): string {
  const { mesh, gitops, federation } = environment;
  switch (kind) {
    case "istio":
      return mesh?.kind === "istio" && mesh.rights === "reader"
        ? "mesh: reads endpoints, and every Secret and ConfigMap"
        : "mesh: reads the endpoints of services";
    case "linkerd":
      return "mesh: reads exported services and their endpoints";
    case "argocd":
      return gitops?.rights === "cluster-admin"
        ? "Argo CD: reads and writes everything"
        : `Argo CD: reads and writes in [${argocdNamespaces(environment).join(", ")}]`;
    case "kubefed":
      return `KubeFed: reads and writes ${extentOf(federation?.kubefed?.rights)}`;
    case "karmada":
      return `Karmada: reads and writes ${extentOf(federation?.karmada?.rights)}`;
  }
}

function extentOf(rights: "kinds" | "cluster-admin" | undefined): string {
  return rights === "cluster-admin" ? "everything" : "the kinds that it carries";
}

function placeReport(where: Whereabouts | undefined): PlaceReport {
  return { place: where?.place ?? "not looked at", countries: where?.countries ?? [] };
}

function distinct(places: readonly PlaceReport[]): PlaceReport[] {
  return [...new Map(places.map((place) => [place.place, place])).values()];
}

/** Whether anything is where no profile lets it be, by the packs or by the declaration. */
export function isViolated({ violations, refused, endedExceptions }: Totals): boolean {
  return violations + refused + endedExceptions > 0;
}
