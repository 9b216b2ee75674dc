import { backupsOf, readingRights } from "../backup/locations.ts";
import { cloudRegionOf } from "../clouds/region.ts";
import { hubEndpoints } from "../dns/endpoints.ts";
import type { BackEndName } from "../backends/back-end.ts";
import type { Cluster, Environment } from "../fleet.ts";
import { counted, listed } from "../problems.ts";
import { withoutLost, type Outage } from "./outage.ts";

/** What stops, in words, of all that exists once in an environment. What it has brought about goes on running. */
export function controlPlaneLosses({ environment, lost }: Outage): string[] {
  const { hub, federation } = environment;
  const karmada = federation?.karmada?.controlPlane;
  const isLost = (name: string) => lost.some((cluster) => cluster.name === name);
  return [
    ...(isLost(hub) ? hubLosses(environment) : []),
    ...(karmada !== undefined && isLost(karmada)
      ? [`Karmada, on ${karmada}${carriedBy("karmada", environment)}`]
      : []),
  ];
}

function hubLosses(environment: Environment): string[] {
  const { name, hub, federation, gitops, clusters } = environment;
  const applications = Object.keys(gitops?.applications ?? {});
  const made = clusters.filter(({ provisioner }) => provisioner.kind === "cluster-api");
  const names = hubEndpoints(environment).map((endpoint) => endpoint.name);
  return [
    `the hub ${hub}: the stack of environment ${name} cannot be brought up until another cluster is named as hub`,
    ...(gitops === undefined
      ? []
      : [
          `Argo CD, with ${counted(applications.length, "application")}${carriedBy("applicationset", environment)}`,
        ]),
    ...(federation?.kubefed === undefined ? [] : [`KubeFed${carriedBy("kubefed", environment)}`]),
    ...(made.length === 0
      ? []
      : [`Cluster API: ${listed(made.map((each) => each.name))} can be neither changed nor deleted`]),
    ...(names.length === 0
      ? []
      : [`the records that its external-dns writes: ${listed(names)} stay as they are`]),
  ];
}

/** The workloads that a back end carries out, which go on running as they are. */
function carriedBy(backend: BackEndName, { workloads }: Environment): string {
  const names = workloads.filter((workload) => workload.backend === backend).map(({ name }) => name);
  return names.length === 0 ? "" : `: no change reaches ${listed(names)}`;
}

/** What becomes of the backups of one cluster. */
export interface BackupLoss {
  /** Whose backups they are. */
  readonly cluster: string;
  /** `<bucket>/<prefix>` */
  readonly location: string;
  /** The bucket is in the region that is down. */
  readonly isLost: boolean;
  /** Clusters that may restore them. */
  readonly readers: readonly string[];
  /** Why the others may not. */
  readonly barred: readonly string[];
}

/** The backups of lost clusters, and those of others whose bucket is lost with a region. */
export function backupLosses(outage: Outage): BackupLoss[] {
  const { environment, lost, kind } = outage;
  const survivors = withoutLost(outage).clusters;
  const regions = new Set(kind === "region" ? lost.map(cloudRegionOf) : []);
  return environment.clusters.flatMap((cluster: Cluster): BackupLoss[] => {
    const backups = backupsOf(cluster, environment);
    if (backups === undefined) return [];
    const isLost = regions.has(backups.region);
    if (!isLost && !lost.includes(cluster)) return [];
    const rights = survivors.flatMap((reader) =>
      readingRights(reader, environment)
        .filter(({ source }) => source.cluster === cluster.name)
        .map((right) => ({ reader: reader.name, ...right })),
    );
    return [
      {
        cluster: cluster.name,
        location: `${backups.bucket}/${backups.prefix}`,
        isLost,
        readers: isLost ? [] : rights.filter(({ allowed }) => allowed).map(({ reader }) => reader),
        barred: isLost ? [] : rights.filter(({ allowed }) => !allowed).map(({ explanation }) => explanation),
      },
    ];
  });
}

/** In words, what is lost of what vouches for workloads. The root is on no cluster. */
export function trustLosses({ environment: { mesh }, lost }: Outage): string[] {
  if (mesh === undefined) return [];
  return [
    `the issuers of ${listed(lost.map(({ name }) => name))}, which vouch for nothing elsewhere`,
    "not the root: it is kept offline, and no cluster has it",
  ];
}
