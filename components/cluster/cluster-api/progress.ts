import type { Condition, Observation, Observed } from "./observe.ts";

/**
 * What a cluster still lacks to be as declared: every line says which object, and what of it. Empty: it is ready, runs
 * the version, and no machine is on its way.
 */
export function missingIn(observation: Observation, version: string): string[] {
  const { cluster, controlPlanes, machineDeployments } = observation;
  if (cluster === undefined) return ["there is no such Cluster on the hub"];
  return [
    ...conditionsMissing(cluster),
    ...controlPlanes.flatMap((each) => replicasMissing(each, version, each.spec?.version)),
    ...machineDeployments.flatMap((each) =>
      replicasMissing(each, version, each.spec?.template?.spec?.version),
    ),
  ];
}

/**
 * Of the Cluster: `Available`, and with a topology that all of it has been handed on, for this generation. What a
 * controller has not seen yet does not count.
 */
function conditionsMissing(cluster: Observed): string[] {
  const { metadata, spec } = cluster;
  const wanted = ["Available", ...(spec?.topology === undefined ? [] : ["TopologyReconciled"])];
  return wanted.flatMap((type) => {
    const condition = cluster.status?.conditions?.find((each) => each.type === type);
    if (condition === undefined) return [`Cluster ${metadata.name}: no condition ${type} yet`];
    if (condition.status !== "True") return [describe(cluster, condition)];
    const { observedGeneration = 0 } = condition;
    if (type === "TopologyReconciled" && observedGeneration < (metadata.generation ?? 0))
      return [`Cluster ${metadata.name}: its topology has not been looked at yet`];
    return [];
  });
}

function replicasMissing(object: Observed, version: string, declared: string | undefined): string[] {
  const { kind = "", metadata, spec, status = {} } = object;
  const say = (text: string) => [`${kind} ${metadata.name}: ${text}`];
  if (declared !== version) return say(`version ${declared ?? "none"}, wanted ${version}`);
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0)) return say("has not been looked at yet");
  const wanted = spec?.replicas ?? 1;
  const { replicas = 0, upToDateReplicas = 0, readyReplicas = 0 } = status;
  if (replicas === wanted && upToDateReplicas === wanted && readyReplicas === wanted) return [];
  return say(`${replicas} of ${wanted} machines, ${upToDateReplicas} up to date, ${readyReplicas} ready`);
}

/** Why it does not go on: the conditions that say no, or that nobody knows. */
export function reasonsIn({ cluster, controlPlanes, machineDeployments, machines }: Observation): string[] {
  const objects = [cluster, ...controlPlanes, ...machineDeployments, ...machines];
  return objects.flatMap((object) => (object === undefined ? [] : complaintsOf(object)));
}

/** Why it is not gone: what holds each object that is left. */
export function hangingIn(observation: Observation): string[] {
  const { cluster, controlPlanes, machineDeployments, machines } = observation;
  const left = [cluster, ...controlPlanes, ...machineDeployments, ...machines].filter(
    (object) => object !== undefined,
  );
  return left.flatMap((object) => {
    const { kind = "Cluster", metadata, status } = object;
    const deleting = status?.conditions?.find(({ type }) => type === "Deleting");
    const since =
      metadata.deletionTimestamp === undefined
        ? "not asked to go yet"
        : `asked to go at ${metadata.deletionTimestamp}`;
    const finalizers = metadata.finalizers ?? [];
    return [
      `${kind} ${metadata.name}: ${since}${finalizers.length === 0 ? "" : `, held by ${finalizers.join(", ")}`}`,
      ...(deleting?.message === undefined || deleting.message === ""
        ? []
        : [`  ${deleting.reason ?? "Deleting"}: ${oneLine(deleting.message)}`]),
    ];
  });
}

/** Conditions that are good when they are true, and those that say that something is under way. */
const WORTH_SAYING =
  /^(Available|Ready|InfrastructureReady|BootstrapConfigReady|ControlPlane\w+|Worker\w+|Machine\w+|Node\w+|EtcdClusterHealthy|TopologyReconciled|RemoteConnectionProbe|CertificatesAvailable|OwnerRemediated)$/;

function complaintsOf(object: Observed): string[] {
  return (object.status?.conditions ?? [])
    .filter(({ type, status }) => WORTH_SAYING.test(type) && status !== "True")
    .map((condition) => describe(object, condition));
}

function describe({ kind = "Cluster", metadata }: Observed, condition: Condition): string {
  const { type, status, reason = "", message = "" } = condition;
  const why = message === "" ? "" : `: ${oneLine(message)}`;
  return `${kind} ${metadata.name}: ${type} is ${status} (${reason})${why}`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, "; ").trim();
}
