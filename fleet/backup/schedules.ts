import type { Volumes } from "../declaration/recovery-schema.ts";
import type { Cluster, Environment, Workload } from "../fleet.ts";
import { place } from "../placement.ts";
import { clusterFullName } from "../names.ts";
import { cadenceOf, type Cadence } from "./cadence.ts";
import { backupContents, type BackupContents } from "./contents.ts";

/** What is backed up on a cluster by one schedule. */
export interface PlannedBackups {
  /** Name of Velero's Schedule; its backups are called `<name>-<time>`. */
  readonly schedule: string;
  /** The workload that the schedule is for; `undefined`: the cluster's own, which is for all the others. */
  readonly workload: string | undefined;
  readonly contents: BackupContents;
  /** Labels that an object in the namespaces has to carry; `undefined`: any. */
  readonly labels: Readonly<Record<string, string>> | undefined;
  /** Kinds in namespaces that are left out, as resources. */
  readonly exclude: readonly string[];
  /** Kinds outside namespaces that are backed up as well, as resources. */
  readonly clusterScoped: readonly string[];
  readonly volumes: Volumes;
  /** Durations, as declared. */
  readonly every: string;
  readonly keep: string;
}

/**
 * The schedules of a cluster: its own, by its name, and `<cluster>.<workload>` for each workload that is backed up in
 * its own way. No cluster has a name with a dot, so that no two backups in one bucket, or in the list of one who reads
 * several, can have the same name.
 *
 * A namespace that only belongs to workloads with a schedule of their own is not in the cluster's: twice the same would
 * be kept, and one of them not as declared. A namespace that is shared with others stays in both.
 */
export function plannedBackups(cluster: Cluster, environment: Environment): PlannedBackups[] {
  const { backup } = environment;
  if (backup === undefined) return [];
  const carried = carriedBy(cluster, environment);
  const common = { volumes: backup.volumes, every: backup.every, keep: backup.keep };
  const rest = withoutOwn(backupContents(cluster, environment), carried, environment);
  const whole = {
    schedule: cluster.name,
    workload: undefined,
    labels: undefined,
    exclude: [],
    clusterScoped: [],
  };
  const own = carried.flatMap(({ name, namespace, backup: declared }): PlannedBackups[] => {
    if (declared === undefined) return [];
    const { labels, exclude, clusterScoped, volumes, every, keep } = declared;
    return [
      {
        schedule: `${cluster.name}.${name}`,
        workload: name,
        contents: { includedNamespaces: [namespace] },
        labels,
        exclude,
        clusterScoped,
        volumes: volumes ?? common.volumes,
        every: every ?? common.every,
        keep: keep ?? common.keep,
      },
    ];
  });
  return [...(rest === undefined ? [] : [{ ...whole, contents: rest, ...common }]), ...own];
}

/** The schedule whose backups hold a workload: its own, or that of the cluster. */
export function scheduleOf(workload: string, planned: readonly PlannedBackups[]): PlannedBackups | undefined {
  return (
    planned.find((each) => each.workload === workload) ?? planned.find((each) => each.workload === undefined)
  );
}

/** When a schedule is due, or why it never could be. */
export function whenOf(
  { schedule, every }: Pick<PlannedBackups, "schedule" | "every">,
  { fleet, name }: Pick<Environment, "fleet" | "name">,
): Cadence {
  return cadenceOf(every, clusterFullName(fleet, name, schedule));
}

function carriedBy({ name }: Cluster, { workloads, clusters, residency }: Environment): Workload[] {
  return workloads.filter((workload) =>
    place(workload, clusters, [], residency).placed.some((placed) => placed.name === name),
  );
}

function withoutOwn(
  contents: BackupContents | undefined,
  carried: readonly Workload[],
  { gitops }: Environment,
): BackupContents | undefined {
  if (contents === undefined) return undefined;
  const shared = new Set([
    ...(gitops?.namespaces ?? []),
    ...carried.filter(({ backup }) => backup === undefined).map(({ namespace }) => namespace),
  ]);
  const alone = new Set(
    carried.filter(({ namespace }) => !shared.has(namespace)).map(({ namespace }) => namespace),
  );
  if (alone.size === 0) return contents;
  if (contents.excludedNamespaces !== undefined)
    return { ...contents, excludedNamespaces: [...contents.excludedNamespaces, ...alone].sort() };
  const includedNamespaces = contents.includedNamespaces.filter((namespace) => !alone.has(namespace));
  return includedNamespaces.length === 0 ? undefined : { includedNamespaces };
}
