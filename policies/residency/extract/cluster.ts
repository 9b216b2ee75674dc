import { parse } from "yaml";
import { hostOf, whereIsCluster, whereIsProvider } from "../locate.ts";
import type { Subject } from "../subject.ts";
import { at, isMap, listOf, text, UNKNOWN, type Tree } from "../../tree.ts";
import { unproved, type Whereabouts } from "../whereabouts.ts";
import { isInside } from "./search.ts";

const UNDECLARED =
  "is of a cluster that is not declared under clusters, by clusterIdentifier or by host of its API server";

/** The cluster that an object is put into: what the provider's clusterIdentifier, kubeconfig or context say. */
export function clusterOf({ provider, profile }: Pick<Subject, "provider" | "profile">): Whereabouts {
  if (provider === undefined) return unproved("nothing says which cluster it is put into");
  const own = whereIsProvider(provider.urn.slice(provider.urn.lastIndexOf("::") + 2), profile);
  if (own !== undefined) return own;
  const names = namesOfCluster(provider.props);
  for (const name of names.known) {
    const where = whereIsCluster(name, profile);
    if (where !== undefined) return where;
  }
  if (names.unknown)
    return unproved(
      "the provider's cluster is not known before it is made, and it has no clusterIdentifier that is declared",
    );
  return { kind: "unlisted", what: `the object ${UNDECLARED}` };
}

function namesOfCluster(props: Tree): { readonly known: string[]; readonly unknown: boolean } {
  const identifier = at(props, "clusterIdentifier");
  const kubeconfig = at(props, "kubeconfig");
  const known = typeof identifier === "string" && identifier !== "" ? [identifier] : [];
  const context = text(at(props, "context"));
  known.push(...(typeof kubeconfig === "string" ? serversIn(kubeconfig, context) : []));
  const name = text(at(props, "cluster")) ?? context;
  if (name !== undefined) known.push(name);
  return { known, unknown: identifier === UNKNOWN || kubeconfig === UNKNOWN };
}

/** The API servers that a kubeconfig leads to: of its context, or else of all its clusters. */
export function serversIn(kubeconfig: string, context?: string): string[] {
  const parsed = parsedYaml(kubeconfig);
  const clusters = listOf(at(parsed, "clusters"));
  const current = context ?? text(at(parsed, "current-context"));
  const chosen = listOf(at(parsed, "contexts")).find((each) => at(each, "name") === current);
  const wanted = text(at(chosen, "context", "cluster"));
  const meant = wanted === undefined ? clusters : clusters.filter((each) => at(each, "name") === wanted);
  return meant.flatMap((each) => text(at(each, "cluster", "server")) ?? []);
}

function parsedYaml(yaml: string): Tree {
  try {
    return parse(yaml) as Tree;
  } catch {
    return null;
  }
}

/**
 * Another cluster that an object leads to, by address or by name. The address comes first, since a name can be given to
 * any address: only where the address says nothing (a private one) does the name count. This program's own names do.
 */
export function clusterNamed(names: readonly (Tree | undefined)[], subject: Subject): Whereabouts {
  const { profile } = subject;
  const given = names.filter((name) => name !== undefined && name !== "" && name !== null);
  for (const name of given) {
    if (typeof name !== "string") continue;
    if (isOwn(name)) return clusterOf(subject);
    const own = whereIsProvider(name, profile);
    if (own !== undefined) return own;
    const where = whereIsCluster(name, profile);
    if (where !== undefined && !(given[0] === UNKNOWN && name in profile.clusters)) return where;
    const host = /[.:]/.test(name) ? hostOf(name) : undefined;
    if (host !== undefined && !isInside(host)) return UNDECLARED_CLUSTER;
  }
  return given.includes(UNKNOWN) ? unproved() : UNDECLARED_CLUSTER;
}

const UNDECLARED_CLUSTER: Whereabouts = {
  kind: "unlisted",
  what: "it names a cluster that is not declared under clusters",
};

/** What Argo CD calls the cluster that it runs on. */
function isOwn(name: string): boolean {
  return name === "in-cluster" || hostOf(name) === "kubernetes.default.svc";
}

export function entriesOf(tree: Tree | undefined): readonly (readonly [string, Tree])[] {
  return isMap(tree) ? Object.entries(tree) : [];
}
