import type { KubeconfigArgs } from "../../fleet/kubeconfig.ts";

/**
 * One kubeconfig with a context for each cluster, as JSON, which is YAML too. Its user, its cluster and its context
 * have the same name, so that nothing is shared between contexts.
 *
 * @param current The context that is used when none is named; unset: none, and kubectl asks for one.
 */
export function mergeKubeconfigs(contexts: readonly KubeconfigArgs[], current: string | undefined): string {
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: contexts.map(({ name, endpoint, ca }) => {
      return { name, cluster: { server: endpoint, "certificate-authority-data": ca } };
    }),
    users: contexts.map(({ name, user }) => ({ name, user })),
    contexts: contexts.map(({ name }) => ({ name, context: { cluster: name, user: name } })),
    ...(current === undefined ? {} : { "current-context": current }),
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}
