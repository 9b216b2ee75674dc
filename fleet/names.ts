/* Names that are made from names of the declaration; how long they may be, see name-lengths.ts. */

/** Stack of a region: `<environment>-<region>`. */
export function regionStackName(environment: string, region: string): string {
  return `${environment}-${region}`;
}

/** Stack of an environment: its name. */
export function environmentStackName(environment: string): string {
  return environment;
}

/** What a cluster is called outside its environment (kubeconfig context, cloud console): `<fleet>-<environment>-<cluster>`. */
export function clusterFullName(fleet: string, environment: string, cluster: string): string {
  return `${fleet}-${environment}-${cluster}`;
}

/** Label on every object of a workload, with the workload's name. */
export const WORKLOAD_LABEL = "archipelago/workload";
