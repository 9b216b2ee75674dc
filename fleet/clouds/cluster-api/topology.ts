import type { ClusterApiDeclaration } from "./declared.ts";
import type { Owner } from "./shape.ts";
import { byName } from "../../fleet.ts";

/** `spec.topology` of a Cluster: the class says what it consists of, this how much of it. */
export function topologyOf(
  {
    class: name,
    classNamespace,
    controlPlane,
    workers,
    variables,
  }: NonNullable<ClusterApiDeclaration["topology"]>,
  { version }: Owner,
): Record<string, unknown> {
  const machineDeployments = byName(workers).map(([worker, { class: workerClass, ...rest }]) => ({
    name: worker,
    class: workerClass,
    replicas: rest.replicas,
    ...(rest.failureDomain === undefined ? {} : { failureDomain: rest.failureDomain }),
  }));
  return {
    classRef: { name, ...(classNamespace === undefined ? {} : { namespace: classNamespace }) },
    version,
    ...(controlPlane.replicas === undefined ? {} : { controlPlane }),
    ...(machineDeployments.length === 0 ? {} : { workers: { machineDeployments } }),
    ...optional(
      "variables",
      byName(variables).map(([key, value]) => ({ name: key, value })),
    ),
  };
}

/** Cluster API has no empty lists. */
function optional(key: string, list: readonly unknown[]): Record<string, unknown> {
  return list.length === 0 ? {} : { [key]: list };
}
