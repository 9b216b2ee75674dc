import { parse } from "yaml";

/** How to reach a cluster and as whom. */
export interface KubeconfigArgs {
  /** Name of the context, its cluster and its user. */
  readonly name: string;
  readonly endpoint: string;
  /** PEM bundle in base64. */
  readonly ca: string;
  /** As in a kubeconfig: `token`, or `client-certificate-data` and `client-key-data`, or `exec`. */
  readonly user: object;
}

interface Kubeconfig {
  readonly clusters?: readonly { name: string; cluster: Record<string, unknown> }[];
  readonly users?: readonly { name: string; user: Record<string, unknown> }[];
  readonly contexts?: readonly { name: string; context: { cluster: string; user: string } }[];
  readonly "current-context"?: string;
}

/**
 * A kubeconfig with one context, as JSON (which is YAML, and has one way to write a thing: equal content gives
 * equal text, so nothing downstream sees a change that is none).
 */
export function kubeconfigFor({ name, endpoint, ca, user }: KubeconfigArgs): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server: endpoint, "certificate-authority-data": ca } }],
    users: [{ name, user }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  });
}

/** Address and certificate authority of the cluster that a kubeconfig's current context names. */
export function accessOf(kubeconfig: string): { endpoint: string; ca: string } {
  const { endpoint, ca } = readContext(kubeconfig);
  return { endpoint, ca };
}

/**
 * What one context of a kubeconfig says, its current one unless named. Certificates and keys that it names as files
 * are read with `readFile` (base64), so that the result stands alone.
 * @throws Error that says what is missing, without repeating anything of the content.
 */
export function readContext(
  kubeconfig: string,
  context?: string,
  readFile?: (path: string) => string,
): KubeconfigArgs {
  const config = parseKubeconfig(kubeconfig);
  const name = context ?? config?.["current-context"] ?? "";
  const found = config?.contexts?.find((candidate) => candidate.name === name)?.context;
  if (found === undefined) {
    const names = config?.contexts?.map((candidate) => candidate.name).join(", ") ?? "";
    throw new Error(`The kubeconfig has no context "${name}"; it has: ${names === "" ? "none" : names}.`);
  }
  const cluster = config?.clusters?.find((candidate) => candidate.name === found.cluster)?.cluster;
  const user = config?.users?.find((candidate) => candidate.name === found.user)?.user;
  if (typeof cluster?.server !== "string" || user === undefined) {
    throw new Error(
      `Context "${name}" of the kubeconfig names a cluster or a user that it does not describe.`,
    );
  }
  const { "certificate-authority-data": ca } = withFiles(cluster, ["certificate-authority"], readFile);
  if (typeof ca !== "string")
    throw new Error(`Context "${name}" of the kubeconfig has no certificate authority.`);
  return {
    name,
    endpoint: cluster.server,
    ca,
    user: withFiles(user, ["client-certificate", "client-key"], readFile),
  };
}

function parseKubeconfig(text: string): Kubeconfig | undefined {
  try {
    return (parse(text) as Kubeconfig | null) ?? undefined;
  } catch {
    // The parser's own message quotes the line, and there may be a token on it.
    throw new Error("The kubeconfig is not valid YAML.");
  }
}

function withFiles(
  entry: Record<string, unknown>,
  keys: readonly string[],
  readFile: ((path: string) => string) | undefined,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(entry).map(([key, value]) => {
      if (!keys.includes(key) || typeof value !== "string") return [key, value];
      if (readFile === undefined)
        throw new Error(`The kubeconfig names a file for ${key}; it has to hold the content.`);
      return [`${key}-data`, readFile(value)];
    }),
  );
}
