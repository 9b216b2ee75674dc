import { readContext } from "../../fleet/kubeconfig.ts";
import { FEDERATION_LABEL, linkSecret, type Link, type LinkKind } from "../../fleet/links.ts";
import type { Passport } from "../../fleet/passport.ts";
import type { ApiServer } from "../client/api-server.ts";

/** A Secret in which a cluster keeps its side of a link. */
export interface LinkSecret {
  readonly metadata: { readonly namespace: string; readonly name: string };
  /** In base64. */
  readonly data?: Readonly<Record<string, string>>;
}

/**
 * - `linked`: the source holds what the target's passport says now;
 * - `stale`: it holds another address, certificate authority or token;
 * - `pending`: it holds nothing yet;
 * - `unknown`: the source does not answer.
 */
export type LinkState = "linked" | "stale" | "pending" | "unknown";

/** How a source reaches a target. Holds a secret. */
export interface Access {
  readonly endpoint: string;
  readonly ca: string;
  readonly token: string;
}

/** What the systems find these Secrets by: without it one of the right name links nothing. */
const SELECTORS: Readonly<Record<LinkKind, string>> = {
  istio: "labelSelector=istio/multiCluster=true",
  linkerd: "fieldSelector=type=mirror.linkerd.io/remote-kubeconfig",
  argocd: "labelSelector=argocd.argoproj.io/secret-type=cluster",
  kubefed: `labelSelector=${FEDERATION_LABEL}=kubefed`,
  karmada: `labelSelector=${FEDERATION_LABEL}=karmada`,
};

/** The Secrets of links of the given kinds that start at this cluster. */
export async function readLinkSecrets(server: ApiServer, kinds: readonly LinkKind[]): Promise<LinkSecret[]> {
  const lists = await Promise.all(
    kinds.map((kind) => {
      const { namespace } = linkSecret({ kind, from: "", to: "" });
      const [parameter = "", ...selector] = SELECTORS[kind].split("=");
      const query = `${parameter}=${encodeURIComponent(selector.join("="))}`;
      return server.get<{ items: LinkSecret[] }>(`/api/v1/namespaces/${namespace}/secrets?${query}`);
    }),
  );
  return lists.flatMap(({ items }) => items);
}

/** State of a link whose source has answered. */
export function linkState(
  link: Link,
  secrets: readonly LinkSecret[],
  target: Passport | undefined,
): LinkState {
  const secret = secretOf(link, secrets);
  if (secret === undefined) return "pending";
  const wanted = target && accessThrough(target, link.kind);
  const held = accessIn(secret, link);
  const fresh =
    held?.endpoint === wanted?.endpoint && held?.ca === wanted?.ca && held?.token === wanted?.token;
  return fresh && wanted !== undefined ? "linked" : "stale";
}

/** The Secret of a link among those of its source. */
export function secretOf(link: Link, secrets: readonly LinkSecret[]): LinkSecret | undefined {
  const { namespace, name } = linkSecret(link);
  return secrets.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name);
}

function accessThrough({ endpoint, ca, landingPads }: Passport, kind: LinkKind): Access | undefined {
  const token = landingPads[kind]?.token;
  return token === undefined ? undefined : { endpoint, ca, token };
}

/** What a link's Secret holds; undefined if it cannot be read as what it should be. */
export function accessIn({ data = {} }: LinkSecret, { kind, to }: Link): Access | undefined {
  try {
    switch (kind) {
      case "istio":
        return fromKubeconfig(decoded(data[to]));
      case "linkerd":
        return fromKubeconfig(decoded(data.kubeconfig));
      case "argocd":
        return fromClusterSecret(data);
      case "kubefed":
      case "karmada":
        return { endpoint: decoded(data.endpoint), ca: data.caBundle ?? "", token: decoded(data.token) };
    }
  } catch {
    return undefined;
  }
}

function fromKubeconfig(kubeconfig: string): Access {
  const { endpoint, ca, user } = readContext(kubeconfig);
  return { endpoint, ca, token: (user as { token: string }).token };
}

function fromClusterSecret({ server, config }: Readonly<Record<string, string>>): Access {
  const { bearerToken, tlsClientConfig } = JSON.parse(decoded(config)) as {
    bearerToken: string;
    tlsClientConfig: { caData: string };
  };
  return { endpoint: decoded(server), ca: tlsClientConfig.caData, token: bearerToken };
}

function decoded(base64 = ""): string {
  return Buffer.from(base64, "base64").toString();
}
