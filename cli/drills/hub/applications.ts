import { ARGOCD_NAMESPACE } from "../../../fleet/gitops/project.ts";
import { ApiServer, RefusalError } from "../../client/api-server.ts";

interface Application {
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly sync?: { readonly status?: string };
    readonly health?: { readonly status?: string };
  };
}

const DEADLINE_MS = 10_000;

/**
 * Applications of Argo CD that are as they are to be, by name. Where no Argo CD runs, none says so of itself.
 * @throws UnreachableError if the hub does not answer.
 */
export async function healthyApplications(kubeconfig: string, signal: AbortSignal): Promise<string[]> {
  const server = await ApiServer.connect(kubeconfig, signal, DEADLINE_MS);
  try {
    const place = `/apis/argoproj.io/v1alpha1/namespaces/${ARGOCD_NAMESPACE}/applications`;
    const { items } = await server.get<{ items: readonly Application[] }>(place);
    return items
      .filter(({ status }) => status?.sync?.status === "Synced" && status.health?.status === "Healthy")
      .map(({ metadata }) => metadata.name)
      .sort();
  } catch (error) {
    // The kind is not known there yet.
    if (error instanceof RefusalError && error.status === 404) return [];
    throw error;
  } finally {
    server.close();
  }
}
