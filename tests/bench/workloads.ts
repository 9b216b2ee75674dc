import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseAllDocuments, stringify } from "yaml";
import { BACK_ENDS, type BackEndName } from "../../fleet/backends/back-end.ts";
import { divide } from "../../fleet/division.ts";
import { Bed } from "../bed/bed.ts";
import { ArgoCd } from "../bed/control-planes/argocd.ts";
import { Karmada } from "../bed/control-planes/karmada.ts";
import { kubefedctl, startKubeFed } from "../bed/control-planes/kubefed.ts";
import { until } from "../bed/until.ts";
import { binding, registerFar, type Binding } from "../bed/workloads/karmada-bindings.ts";
import { CONTROL_PLANE, HUB, MEMBERS, movingFleet, writeShop } from "../bed/workloads/moving-fleet.ts";
import { secondsOf, type Row } from "./timing.ts";

/** Members that Karmada's scheduler divides over; none of them answers. */
const FAR = [10, 100] as const;

/**
 * A workload from its declaration to ready replicas in two clusters, for each back end, beside what one does by hand
 * with the same control plane; and a division beside that of Karmada's scheduler.
 */
export async function benchWorkloads(): Promise<Row[]> {
  const bed = await Bed.create(movingFleet({}, "cluster-admin"));
  const stops: (() => Promise<void>)[] = [];
  try {
    writeShop(bed);
    const karmada = await Karmada.bringUp(bed, CONTROL_PLANE, `acme-local-${CONTROL_PLANE}`);
    stops.push(() => karmada.stop());
    const argocd = await ArgoCd.start(bed, HUB, { kustomize: true });
    stops.push(() => argocd.stop());
    const kubefed = await startKubeFed(bed, HUB);
    stops.push(() => kubefed.stop());
    const rows = await carried(bed);
    await karmada.killPart("controller-manager");
    return [...rows, ...(await divided(bed))];
  } finally {
    await bed.destroy();
    for (const stop of stops) await stop();
  }
}

async function carried(bed: Bed): Promise<Row[]> {
  const rows: Row[] = [];
  const shops: Record<string, { backend: BackEndName; tag: string; replicas: number }> = {};
  for (const backend of BACK_ENDS) {
    shops[backend] = { backend, tag: "1.0", replicas: 6 };
    bed.declare(movingFleet(shops, "cluster-admin"));
    const ours = await secondsOf(async () => {
      await bed.succeed("up");
      await ready(bed, backend);
    });
    const namespace = `hand-${backend}`;
    await everywhere(bed, namespace);
    const hand = await secondsOf(async () => {
      await BY_HAND[backend](bed, namespace);
      await ready(bed, namespace);
    });
    rows.push({
      what: `a workload to ready in ${MEMBERS.length} clusters, ${backend}: fleet up / by hand with kubectl`,
      figure: `${(ours / hand).toFixed(1)} (${ours.toFixed(1)} s / ${hand.toFixed(1)} s)`,
    });
  }
  return rows;
}

async function ready(bed: Bed, namespace: string): Promise<void> {
  const status = ["get", "deployments", "-n", namespace, "-o", "jsonpath={..availableReplicas}"];
  for (const cluster of MEMBERS)
    await until(
      () => bed.kubectl(cluster, ...status),
      (available) => Number(available) > 0,
      120,
    );
}

/** Namespaces by hand, too, and before the clock runs: the program has them from its first run. */
async function everywhere(bed: Bed, namespace: string): Promise<void> {
  for (const cluster of [...MEMBERS, CONTROL_PLANE])
    await bed.kubectl(cluster, "create", "namespace", namespace);
}

/** What one would write without this program, with members that are joined already. */
const BY_HAND: Readonly<Record<BackEndName, (bed: Bed, namespace: string) => Promise<void>>> = {
  direct: async (bed, namespace) => {
    for (const cluster of MEMBERS) await apply(bed, cluster, ...manifests(bed, namespace));
  },
  applicationset: (bed, namespace) => apply(bed, HUB, project(), applicationSet(namespace, bed.root)),
  kubefed: async (bed, namespace) => {
    await apply(bed, HUB, ...manifests(bed, namespace));
    const objects = [
      ["namespaces", namespace],
      ["deployments.apps", "storefront"],
      ["services", "storefront"],
    ];
    for (const object of objects) {
      const args = ["federate", ...object, "-n", namespace, "--host-cluster-context", HUB];
      const { code, stdout, stderr } = await kubefedctl(bed, ...args);
      if (code !== 0) throw new Error(`kubefedctl ${args.join(" ")}: ${stdout}${stderr}`);
    }
  },
  karmada: (bed, namespace) =>
    apply(bed, CONTROL_PLANE, ...manifests(bed, namespace), propagationPolicy(namespace)),
};

async function apply(bed: Bed, cluster: string, ...objects: object[]): Promise<void> {
  bed.write("by-hand.yaml", objects.map((object) => stringify(object)).join("---\n"));
  await bed.kubectl(cluster, "apply", "-f", path.join(bed.root, "by-hand.yaml"));
}

function manifests(bed: Bed, namespace: string): object[] {
  const text = readFileSync(path.join(bed.root, "apps/shop/storefront.yaml"), "utf8");
  return parseAllDocuments(text).map((document) => {
    const object = document.toJS() as { metadata: object };
    return { ...object, metadata: { ...object.metadata, namespace } };
  });
}

function project(): object {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AppProject",
    metadata: { name: "hand", namespace: "argocd" },
    spec: {
      sourceRepos: ["*"],
      destinations: [{ name: "*", namespace: "*" }],
      namespaceResourceWhitelist: [{ group: "*", kind: "*" }],
    },
  };
}

function applicationSet(namespace: string, repository: string): object {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "ApplicationSet",
    metadata: { name: namespace, namespace: "argocd" },
    spec: {
      goTemplate: true,
      generators: [{ list: { elements: MEMBERS.map((name) => ({ name })) } }],
      template: {
        metadata: { name: `${namespace}-{{ .name }}` },
        spec: {
          project: "hand",
          source: { repoURL: pathToFileURL(repository).href, targetRevision: "HEAD", path: "apps/shop" },
          destination: { name: "{{ .name }}", namespace },
          syncPolicy: { automated: {} },
        },
      },
    },
  };
}

function propagationPolicy(namespace: string): object {
  return {
    apiVersion: "policy.karmada.io/v1alpha1",
    kind: "PropagationPolicy",
    metadata: { name: "shop", namespace },
    spec: {
      resourceSelectors: [
        { apiVersion: "apps/v1", kind: "Deployment" },
        { apiVersion: "v1", kind: "Service" },
      ],
      placement: { clusterAffinity: { clusterNames: MEMBERS } },
    },
  };
}

/** One division over many clusters: by the model, and by Karmada's scheduler from the binding to its decision. */
async function divided(bed: Bed): Promise<Row[]> {
  const rows: Row[] = [];
  let known = 0;
  for (const count of FAR) {
    const names = Array.from({ length: count }, (_, index) => `far-${index}`);
    await registerFar(bed, names.slice(known));
    known = count;
    const weights = Object.fromEntries(names.map((name, index) => [name, (index % 7) + 1]));
    const division = { replicas: count * 10, by: "weight" as const, weights, min: 1 };
    let shares = divide(division, names).shares;
    const ours = await secondsOf(() => {
      shares = divide(division, names).shares;
      return Promise.resolve();
    });
    const wanted = shares.map(({ name, replicas }) => ({ cluster: name, replicas }));
    const name = `bench-${count}`;
    const theirs = await secondsOf(async () => {
      await apply(bed, CONTROL_PLANE, binding(name, division.replicas, wanted));
      await until(
        async () => {
          const text = await bed.kubectl(
            CONTROL_PLANE,
            ...["get", "resourcebinding", name, "-n", "default", "-o", "json"],
          );
          return (JSON.parse(text) as Binding).spec.clusters?.length ?? 0;
        },
        (decided) => decided === count,
      );
    });
    rows.push({
      what: `a division over ${count} clusters: the model / Karmada's scheduler, with kubectl`,
      figure: `${(ours / theirs).toFixed(5)} (${(ours * 1000).toFixed(2)} ms / ${(theirs * 1000).toFixed(0)} ms)`,
    });
  }
  return rows;
}
