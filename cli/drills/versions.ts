import { VELERO_NAMESPACE } from "../../fleet/platform/velero.ts";
import { RefusalError, type ApiServer } from "../client/api-server.ts";

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
