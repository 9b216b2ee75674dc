import { ApiServer } from "../client/api-server.ts";
import {
  clusterOfProvider,
  providerKubeconfig,
  readDeployment,
  RELEASE,
  type PendingOperation,
  type ResourceState,
} from "../engine/deployment.ts";
import type { Project } from "../engine/project.ts";

/** Time that a cluster has for all of it. */
const DEADLINE_MS = 20_000;

/** Helm's record of one revision of a release: a Secret on its cluster (helm, pkg/storage/driver/secrets.go). */
export interface HelmRecord {
  /** Name of the Secret. */
  readonly secret: string;
  readonly revision: number;
  /** `deployed`, `superseded`, `failed`, `pending-install`, `pending-upgrade`… */
  readonly status: string;
}

/**
 * Lets Helm begin anew what it was cut off at. All else in a cluster is applied, which may be done twice; Helm keeps
 * records of its own, and they say that the name of a release is taken, or that somebody is at work on it. Without them
 * it takes over the objects that bear the name of the release.
 */
export async function clearHelmRecords(
  project: Project,
  stack: string,
  operations: readonly PendingOperation[],
): Promise<void> {
  const releases = operations.filter(({ resource }) => resource.type === RELEASE);
  if (releases.length === 0) return;
  const deployment = await readDeployment(project, stack);
  for (const { type, resource } of releases) {
    const kubeconfig = providerKubeconfig(deployment, clusterOfProvider(resource.provider));
    const server = await ApiServer.connect(kubeconfig, AbortSignal.timeout(DEADLINE_MS));
    try {
      await clearRelease(server, resource, type);
    } finally {
      server.close();
    }
  }
}

async function clearRelease(
  server: ApiServer,
  { inputs }: ResourceState,
  operation: PendingOperation["type"],
): Promise<void> {
  const { name, namespace } = inputs as { name: string; namespace: string };
  const secrets = `/api/v1/namespaces/${namespace}/secrets`;
  const selector = encodeURIComponent(`owner=helm,name=${name}`);
  const found = await server.labelsOf(`${secrets}?labelSelector=${selector}`);
  const records = found.map(({ name: secret, labels: { version, status = "" } = {} }): HelmRecord => {
    return { secret, revision: Number(version), status };
  });
  for (const { secret } of leftBehind(operation, records)) await server.delete(`${secrets}/${secret}`);
}

/** Which records an operation has left that was cut off. */
export function leftBehind(
  operation: PendingOperation["type"],
  records: readonly HelmRecord[],
): readonly HelmRecord[] {
  const last = [...records].sort((one, other) => other.revision - one.revision)[0];
  switch (operation) {
    // An installation writes the first record and no other. Where there are more, somebody else has been at work.
    case "creating":
      return records.length === 1 ? records : [];
    // Without the last one, what was deployed before it is the last.
    case "updating":
      return last?.status.startsWith("pending-") === true && records.length > 1 ? [last] : [];
    default:
      return [];
  }
}
