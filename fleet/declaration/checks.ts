import { checkApplicationSets } from "./checks/application-sets.ts";
import { checkAddresses } from "./checks/addresses.ts";
import { checkBackEnds } from "./checks/backends.ts";
import { checkCharts } from "./checks/charts.ts";
import { checkBackup } from "./checks/backup.ts";
import { checkClusterApi } from "./checks/cluster-api.ts";
import { checkClusters } from "./checks/clusters.ts";
import { checkDns } from "./checks/dns.ts";
import { checkDrills } from "./checks/drills.ts";
import { checkEks } from "./checks/eks.ts";
import { checkExports } from "./checks/exports.ts";
import { checkGke } from "./checks/gke.ts";
import { checkGitops } from "./checks/gitops.ts";
import { checkManifests } from "./checks/manifests.ts";
import { checkMesh } from "./checks/mesh.ts";
import { checkMultiCluster } from "./checks/multi-cluster.ts";
import { checkNames } from "./checks/names.ts";
import { checkPlans } from "./checks/plans.ts";
import { checkProfiles, checkResidency } from "./checks/residency.ts";
import { checkRollout } from "./checks/rollout.ts";
import { checkTelemetry } from "./checks/telemetry.ts";
import { checkWorkloadBackups } from "./checks/workload-backups.ts";
import { checkWorkloadRollouts } from "./checks/workload-rollout.ts";
import { checkWorkloads } from "./checks/workloads.ts";
import type { PathProblem } from "./problem.ts";
import type { Declaration } from "./schema.ts";

/**
 * What needs more than one value to say: references, names that must differ, addresses that must not overlap,
 * the manifests that workloads name, and what becomes of it all. Every check runs, whatever the others find.
 *
 * @param root The project's folder; manifests are looked up there.
 * @param residency Whether things that are where no profile lets them be are problems; to an audit they are what it finds.
 */
export function checkDeclaration(
  declaration: Declaration,
  root: string,
  residency: "refused" | "reported" = "refused",
): PathProblem[] {
  const manifests = checkManifests(declaration, root);
  const problems = [
    ...checkNames(declaration),
    ...checkClusters(declaration),
    ...checkEks(declaration),
    ...checkGke(declaration),
    ...checkClusterApi(declaration),
    ...checkAddresses(declaration),
    ...checkWorkloads(declaration),
    ...checkBackEnds(declaration, (workload) => manifests.get(workload)?.kind),
    ...checkApplicationSets(declaration, root),
    ...checkGitops(declaration, root),
    ...checkCharts(declaration, root),
    ...checkBackup(declaration),
    ...checkWorkloadBackups(declaration),
    ...checkDrills(declaration),
    ...checkProfiles(declaration),
    ...(residency === "refused" ? checkResidency(declaration) : []),
    ...checkTelemetry(declaration),
    ...checkDns(declaration),
    ...checkRollout(declaration),
    ...checkWorkloadRollouts(declaration),
    ...checkMesh(declaration),
    ...checkMultiCluster(declaration, (workload) => manifests.get(workload)?.objects),
    ...checkExports(declaration, (workload) => manifests.get(workload)?.objects),
    ...[...manifests.values()].flatMap((checked) => checked.problems),
  ];
  const consequences = checkPlans(declaration, (workload) => manifests.get(workload)?.objects);
  return [
    ...problems,
    ...consequences.filter(({ path }) => !problems.some((problem) => isAtOrBelow(problem.path, path))),
  ];
}

/** A name that is not known leaves a selector without clusters: the name is the problem to report. */
function isAtOrBelow(path: readonly PropertyKey[], ancestor: readonly PropertyKey[]): boolean {
  return ancestor.every((key, index) => path[index] === key);
}
