import { isDeepStrictEqual } from "node:util";
import type { Cluster, Environment } from "../../fleet/fleet.ts";
import { listed } from "../../fleet/problems.ts";
import { certificatesIn, spkiHash } from "../../fleet/trust/certificates.ts";
import { trustFacts, type TrustMaterial } from "../../fleet/trust/material.ts";
import { UsageError } from "../errors.ts";
import { issueMaterial, makeRoot, type Mesh } from "./authority.ts";
import type { Roots, TrustStore } from "./store.ts";

/** The mesh of an environment, as far as trust goes. */
export function meshOf({ name, mesh }: Environment): Mesh {
  if (mesh === undefined) throw new UsageError(`Environment "${name}" declares no mesh: it needs no trust.`);
  return { kind: mesh.kind, trustDomain: mesh.trustDomain };
}

/** Makes the root of an environment, once. */
export function initialise(store: TrustStore, environment: Environment, now: Date): void {
  const root = makeRoot(environment.fleet, meshOf(environment), now);
  if (store.createRoot(root)) return;
  throw new UsageError(
    `Environment "${environment.name}" has a root, in ${store.folder}. To exchange it step by step: --rotate`,
  );
}

/**
 * One step of an exchange of roots. After each of them every cluster gets a new issuer (`issue --all --renew`) and is
 * brought up, before the next is taken: so at every moment all clusters accept what the others show.
 *
 * @returns what has been done.
 */
export function rotateRoot(store: TrustStore, environment: Environment, now: Date): string {
  const roots = rootsOf(store, environment);
  const { root, next, previous } = roots;
  const behind = environment.clusters.filter(({ name }) => !followsRoots(store.material(name), roots));
  if (behind.length > 0)
    throw new UsageError(
      `These clusters have not been through the last step: ${listed(behind.map(({ name }) => name))}. ` +
        `First: npx fleet trust issue --all --renew -e ${environment.name}, then npx fleet up -e ${environment.name}`,
    );
  if (previous !== undefined) {
    store.replaceRoots({ root });
    return "Step 3 of 3: the previous root is accepted no more.";
  }
  if (next !== undefined) {
    store.replaceRoots({ root: next, previous: root.certificate });
    return "Step 2 of 3: the new root signs from now on; the key of the previous one is deleted, its certificate still accepted.";
  }
  const made = makeRoot(environment.fleet, meshOf(environment), now);
  store.replaceRoots({ root, next: made });
  return "Step 1 of 3: there is a new root; it is accepted from now on, and signs nothing yet.";
}

export interface IssueOptions {
  readonly now: Date;
  readonly days?: number | undefined;
  /** Clusters that have an issuer get a new one. */
  readonly renew: boolean;
}

/** Gives each of the clusters an issuer. @returns the names of those that got one. */
export function issueTo(
  store: TrustStore,
  environment: Environment,
  clusters: readonly Cluster[],
  { now, days, renew }: IssueOptions,
): string[] {
  const { root, next, previous } = rootsOf(store, environment);
  if (root.key === "")
    throw new UsageError(
      `The key of the root is not in ${store.folder}/root. If it is kept elsewhere, name that folder: --folder`,
    );
  const otherRoots = [next?.certificate, previous].filter((pem) => pem !== undefined);
  const wanted = clusters.filter(({ name }) => renew || store.material(name) === undefined);
  for (const { name } of wanted) {
    const material = issueMaterial({
      fleet: environment.fleet,
      cluster: name,
      mesh: meshOf(environment),
      root,
      otherRoots,
      now,
      ...(days === undefined ? {} : { days }),
    });
    if (renew) store.replace(name, material);
    else store.create(name, material);
  }
  return wanted.map(({ name }) => name);
}

function rootsOf(store: TrustStore, { name }: Environment): Roots {
  const roots = store.roots();
  if (roots !== undefined) return roots;
  throw new UsageError(
    `Environment "${name}" has no root in ${store.folder}. To make one: npx fleet trust init ${name}`,
  );
}

/** Whether an issuer is of the root that signs now, and its cluster accepts exactly the roots that there are. */
function followsRoots(material: TrustMaterial | undefined, { root, next, previous = "" }: Roots): boolean {
  if (material === undefined) return false;
  const hashes = (...pems: readonly string[]) =>
    pems.flatMap((pem) => certificatesIn(pem) ?? []).map(spkiHash);
  const accepted = hashes(root.certificate, next?.certificate ?? "", previous);
  const facts = trustFacts(material);
  return isDeepStrictEqual(hashes(material.root), accepted) && facts.root === accepted[0];
}
