import { backupsOf, type ClusterBackups } from "../../backup/locations.ts";
import type { Environment } from "../../fleet.ts";
import type { PathProblem } from "../problem.ts";

interface Folder extends ClusterBackups {
  readonly environment: string;
  readonly path: readonly string[];
}

/**
 * Each cluster has a folder of its own. In a shared one each would take the other's backups for its own and delete
 * what has expired there; a folder inside another's makes Velero call that one invalid (velero, pkg/persistence/
 * object_store_layout.go knows which folders may be in one).
 */
export function checkBackupFolders(environments: readonly Environment[]): PathProblem[] {
  const taken: Folder[] = [];
  return environments.flatMap(foldersOf).flatMap((folder): PathProblem[] => {
    const first = taken.find((other) => isSameBucket(folder, other) && overlap(folder.prefix, other.prefix));
    taken.push(folder);
    if (first === undefined) return [];
    const relation = folder.prefix === first.prefix ? "is" : "overlaps";
    const owner = `cluster ${first.cluster} of environment ${first.environment}`;
    return [
      {
        path: folder.path,
        message: `folder ${folder.prefix} of bucket ${folder.bucket}, for cluster ${folder.cluster}, ${relation} that of ${owner}`,
        hint: "set prefix, or another bucket",
        other: { path: first.path },
      },
    ];
  });
}

function foldersOf(environment: Environment): Folder[] {
  const { name, clusters, tombstoned } = environment;
  return [...clusters, ...tombstoned].flatMap((cluster) => {
    const own = backupsOf(cluster, environment);
    if (own === undefined) return [];
    const backup = ["environments", name, "backup"];
    const declared = Object.hasOwn(environment.backup?.locations ?? {}, cluster.region);
    return [
      { ...own, environment: name, path: declared ? [...backup, "locations", cluster.region] : backup },
    ];
  });
}

function isSameBucket(a: ClusterBackups, b: ClusterBackups): boolean {
  return a.bucket === b.bucket && a.url === b.url;
}

function overlap(a: string, b: string): boolean {
  return `${a}/`.startsWith(`${b}/`) || `${b}/`.startsWith(`${a}/`);
}
