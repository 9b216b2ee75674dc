import { issueMaterial, makeRoot, type Authority } from "../cli/trust/authority.ts";
import { meshOf } from "../cli/trust/issue.ts";
import type { Environment } from "../fleet/fleet.ts";
import type { TrustMaterial } from "../fleet/trust/material.ts";

const NOW = new Date();
const roots = new Map<string, Authority>();
const materials = new Map<string, TrustMaterial>();

/** The material of a cluster, made by the real tool: one root for each environment, the same at every call. */
export function trustOf(environment: Environment, cluster: string): TrustMaterial {
  const mesh = meshOf(environment);
  const key = [environment.fleet, environment.name, mesh.kind, mesh.trustDomain].join("/");
  const root = roots.get(key) ?? makeRoot(environment.fleet, mesh, NOW);
  roots.set(key, root);
  const made =
    materials.get(`${key}/${cluster}`) ??
    issueMaterial({ fleet: environment.fleet, cluster, mesh, root, otherRoots: [], now: NOW });
  materials.set(`${key}/${cluster}`, made);
  return made;
}

/** The config of a stack that has the material of every cluster of its environment. */
export function trustConfig(environment: Environment): Record<string, string> {
  if (environment.mesh === undefined) return {};
  const byCluster = environment.clusters.map(({ name }) => [
    name,
    JSON.stringify(trustOf(environment, name)),
  ]);
  return { "archipelago:trust": JSON.stringify(Object.fromEntries(byCluster)) };
}
