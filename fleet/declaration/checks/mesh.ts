import { declaredClusters } from "./declared.ts";
import type { PathProblem } from "../problem.ts";
import type { Declaration } from "../schema.ts";

/**
 * An ambient istiod leaves a peer out until it has read all that it asks for, Secrets included (istio,
 * pkg/kube/multicluster/clusterstore.go, AllReady); with sidecars it goes by what it has.
 */
export function checkMesh({ environments }: Declaration): PathProblem[] {
  return Object.entries(environments).flatMap(([name, environment]): PathProblem[] => {
    const { mesh } = environment;
    if (mesh?.kind !== "istio" || mesh.profile !== "ambient" || mesh.rights === "reader") return [];
    const active = declaredClusters(name, environment).filter(
      ({ declaration }) => declaration.state === "active",
    );
    if (active.length < 2) return [];
    return [
      {
        path: ["environments", name, "mesh", "profile"],
        message: "between clusters, ambient needs the right to read the Secrets of its peers",
        hint: "add rights: reader, after reading docs/istio.md on what it gives away; or use profile: sidecar",
      },
    ];
  });
}
