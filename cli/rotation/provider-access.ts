import { readContext } from "../../fleet/kubeconfig.ts";
import type { Project } from "../engine/project.ts";
import { runPulumi } from "../engine/pulumi.ts";
import type { Access } from "../status/link-secrets.ts";

interface StackExport {
  readonly deployment: {
    readonly resources?: readonly {
      readonly urn: string;
      readonly type: string;
      readonly inputs?: { readonly kubeconfig?: unknown };
    }[];
  };
}

/**
 * How a stack reached a cluster when it was brought up last: the kubeconfig of its provider, from the state.
 * @throws Error that never holds what it read.
 */
export async function readProviderAccess(project: Project, stack: string, cluster: string): Promise<Access> {
  const text = await runPulumi(project, ["stack", "export", "--show-secrets", "--stack", stack]);
  const { deployment } = JSON.parse(text) as StackExport;
  const provider = deployment.resources?.find(
    ({ type, urn }) => type === "pulumi:providers:kubernetes" && urn.endsWith(`::${cluster}`),
  );
  if (provider === undefined) throw new Error(`stack ${stack} has not reached ${cluster} yet`);
  try {
    const { endpoint, ca, user } = readContext(revealed(provider.inputs?.kubeconfig));
    return { endpoint, ca, token: (user as { token: string }).token };
  } catch {
    throw new Error(`stack ${stack} reaches ${cluster} in a way that cannot be read`);
  }
}

/** In an export a secret is an object whose plaintext is JSON (sdk/go/common/apitype, SecretV1). */
function revealed(value: unknown): string {
  if (typeof value === "string") return value;
  return JSON.parse((value as { plaintext: string }).plaintext) as string;
}
