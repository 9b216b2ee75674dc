import type { Facts, Finding } from "../../facts.ts";
import { at, isMap, join, listOf, text, UNKNOWN, type Tree } from "../../../tree.ts";
import { locality, localitySettings } from "../locality.ts";
import { clusterNamed, entriesOf, serversIn } from "../cluster.ts";
import { decoded, labelsOf } from "./secrets.ts";
import { path, type KubernetesObject } from "./object.ts";

/** Links of a mesh to other clusters, and where its traffic goes when something fails. */
export function mesh(object: KubernetesObject): Partial<Facts> {
  const { kind, group, object: body } = object;
  if (kind === "Secret" && labelsOf(body)["istio/multiCluster"] !== undefined) return remoteSecret(object);
  if (kind === "Secret" && text(at(body, "type")) === "mirror.linkerd.io/remote-kubeconfig")
    return remoteSecret(object);
  if (group === "multicluster.linkerd.io" && kind === "Link") {
    const names = [at(body, "spec", "targetClusterName"), at(body, "spec", "gatewayAddress")];
    return {
      findings: [
        {
          path: path(object, "spec", "targetClusterName"),
          concern: "data",
          at: clusterNamed(names, object.subject),
        },
      ],
    };
  }
  if (group === "networking.istio.io" && kind === "DestinationRule")
    return { findings: localities(body, object) };
  if (group === "networking.istio.io" && kind === "ServiceEntry") return { findings: endpoints(object) };
  if (group === "networking.gke.io" && kind === "MultiClusterService") return { findings: links(object) };
  return {};
}

/** A kubeconfig for each cluster that the secret leads to, under the cluster's name. */
function remoteSecret(object: KubernetesObject): Partial<Facts> {
  const { findings, entries } = decoded(object);
  for (const [key, value] of entries) {
    const servers = typeof value === "string" ? serversIn(value) : [UNKNOWN];
    const names = key === "kubeconfig" ? servers : [...servers, key];
    // The address comes first: a name can be given to any address.
    findings.push({
      path: path(object, "data", key),
      concern: "data",
      at: clusterNamed(names, object.subject),
    });
  }
  return { findings };
}

/** `localityLbSetting` wherever it stands in the rule: region, `region/zone` or `region/zone/subzone`. */
function localities(tree: Tree, object: KubernetesObject, here = object.under): Finding[] {
  if (Array.isArray(tree))
    return (tree as readonly Tree[]).flatMap((each, index) => localities(each, object, `${here}[${index}]`));
  if (!isMap(tree)) return [];
  return entriesOf(tree).flatMap(([key, value]) =>
    key === "localityLbSetting"
      ? localitySettings(value, join(here, key))
      : localities(value, object, join(here, key)),
  );
}

function endpoints(object: KubernetesObject): Finding[] {
  return listOf(at(object.object, "spec", "endpoints")).flatMap((each, index) =>
    locality(at(each, "locality"), path(object, "spec", "endpoints", String(index), "locality")),
  );
}

/** `<location>/<cluster>` of each cluster that a multi-cluster service is on. */
function links(object: KubernetesObject): Finding[] {
  return listOf(at(object.object, "spec", "clusters")).flatMap((each, index) =>
    locality(at(each, "link"), path(object, "spec", "clusters", String(index), "link")),
  );
}
