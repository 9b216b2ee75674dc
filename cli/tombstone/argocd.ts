import { ARGOCD_NAMESPACE } from "../../fleet/gitops/project.ts";
import { linkSecret } from "../../fleet/links.ts";
import { ApiServer, RefusalError } from "../client/api-server.ts";

/** Time that the hub has for all of it. */
const DEADLINE_MS = 30_000;

/** Argo CD deletes what an application has deployed before the application itself, and waits for it as long as this stands there. */
const CASCADE = "resources-finalizer.argocd.argoproj.io";

interface Application {
  readonly metadata: { readonly name: string; readonly finalizers?: readonly string[] };
  readonly spec?: { readonly destination?: { readonly name?: string; readonly server?: string } };
}

/**
 * Keeps Argo CD on the hub from waiting for a cluster that will not answer: no more reconciling through its cluster
 * secret, and no application for it that could only be deleted with its help. May be done again.
 * @returns the applications for that cluster, by name.
 */
export async function releaseFromArgocd(
  hubKubeconfig: string,
  cluster: string,
  endpoint: string | undefined,
): Promise<string[]> {
  const hub = await ApiServer.connect(hubKubeconfig, AbortSignal.timeout(DEADLINE_MS));
  try {
    await pauseMember(hub, cluster);
    const applications = (await listApplications(hub)).filter(({ spec }) => {
      const { name, server } = spec?.destination ?? {};
      return name === cluster || (server !== undefined && server === endpoint);
    });
    for (const application of applications) await stripCascade(hub, application);
    return applications.map(({ metadata }) => metadata.name).sort();
  } finally {
    hub.close();
  }
}

/** argo-cd, docs/operator-manual/declarative-setup.md, "Skipping cluster reconciliation". */
async function pauseMember(hub: ApiServer, cluster: string): Promise<void> {
  const { namespace, name } = linkSecret({ kind: "argocd", from: "", to: cluster });
  const annotations = { "argocd.argoproj.io/skip-reconcile": "true" };
  try {
    await hub.patch(`/api/v1/namespaces/${namespace}/secrets/${name}`, { metadata: { annotations } });
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

async function listApplications(hub: ApiServer): Promise<readonly Application[]> {
  try {
    const path = `/apis/argoproj.io/v1alpha1/namespaces/${ARGOCD_NAMESPACE}/applications`;
    return (await hub.get<{ items: readonly Application[] }>(path)).items;
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function stripCascade(hub: ApiServer, { metadata }: Application): Promise<void> {
  const { name, finalizers = [] } = metadata;
  // With a suffix, /background or /foreground, it says how to delete.
  const kept = finalizers.filter((finalizer) => finalizer.split("/")[0] !== CASCADE);
  if (kept.length === finalizers.length) return;
  const path = `/apis/argoproj.io/v1alpha1/namespaces/${ARGOCD_NAMESPACE}/applications/${name}`;
  await hub.patch(path, { metadata: { finalizers: kept } });
}

/** Gone already, or never there. */
function isMissing(error: unknown): boolean {
  return error instanceof RefusalError && error.status === 404;
}
