import { VELERO_NAMESPACE } from "../../fleet/platform/velero.ts";
import { ApiServer, RefusalError } from "../client/api-server.ts";

interface Deployment {
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
  };
}

/** What a restore was carried out with. */
export async function readVersions(server: ApiServer): Promise<Record<string, string>> {
  const path = `/apis/apps/v1/namespaces/${VELERO_NAMESPACE}/deployments/velero`;
  try {
    const { spec } = await server.get<Deployment>(path);
    const image = spec.template.spec.containers[0]?.image ?? "";
    const [, version] = /:([^/:@]+)(@|$)/.exec(image) ?? [];
    return version === undefined ? {} : { velero: version };
  } catch (error) {
    if (error instanceof RefusalError) return {};
    throw error;
  }
}

/** Time for a cluster that may be dead. */
const VERSION_MS = 3_000;

/** Version of Kubernetes that a kubeconfig leads to. */
export async function versionBehind(kubeconfig: string): Promise<string> {
  const server = await ApiServer.connect(kubeconfig, AbortSignal.timeout(VERSION_MS));
  try {
    return await versionOf(server);
  } finally {
    server.close();
  }
}

/** Version of Kubernetes, `v1.35.4`. */
export async function versionOf(server: ApiServer): Promise<string> {
  return (await server.get<{ gitVersion: string }>("/version")).gitVersion;
}
