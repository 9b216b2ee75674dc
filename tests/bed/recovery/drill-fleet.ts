import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { DrillRecord } from "../../../fleet/drills/record.ts";
import type { Bed } from "../bed.ts";
import { until } from "../until.ts";
import { DUBLIN, VIRGINIA, type BackedUp } from "./velero-fleet.ts";

const SHIPPED = fileURLToPath(new URL("../../../fleet.yaml", import.meta.url));

/** The shipped fleet, with settings of its environment and workloads besides. */
export function shippedFleet(environment: string, workloads = ""): string {
  const shipped = readFileSync(SHIPPED, "utf8");
  const indented = environment.trim().replaceAll(/^/gm, "    ");
  return `${shipped.replace(/^ {4}hub: .*$/m, (hub) => `${hub}\n${indented}`).trimEnd()}\n${workloads}`;
}

/** Backups of the objects, with a canary a minute, in the store of each region. */
export function backupSection({ locations }: BackedUp): string {
  return `backup: { every: 6h, keep: 30d, volumes: none, canary: 1m, locations: ${locations} }`;
}

/** Waits until a canary is in each of these namespaces. */
export async function awaitCanaries(bed: Bed, cluster: string, namespaces: readonly string[]): Promise<void> {
  await until(
    async () => {
      const args = ["get", "jobs", "-A", "-o", "jsonpath={.items[*].metadata.namespace}"];
      return (await bed.kubectl(cluster, ...args)).split(" ");
    },
    (seen) => namespaces.every((namespace) => seen.includes(namespace)),
    150,
  );
}

interface BackUp {
  readonly cluster: string;
  readonly name: string;
  readonly knownBy: string;
  /** What is different from the Schedule's template. */
  readonly spec?: object;
}

interface VeleroObject {
  readonly metadata: { readonly name: string };
  readonly status?: { readonly phase?: string };
}

/**
 * Takes a backup by the cluster's Schedule, and waits until another cluster knows it: its Velero looks into the bucket
 * once a minute, and when it starts.
 */
export async function backUp(
  bed: Bed,
  backedUp: BackedUp,
  { cluster, name, knownBy, spec = {} }: BackUp,
): Promise<void> {
  const velero = ["-n", "velero", "get"];
  const schedule = JSON.parse(await bed.kubectl(cluster, ...velero, "schedule", cluster, "-o", "json")) as {
    spec: { template: { metadata?: { labels: object } } };
  };
  const { metadata: mark, ...template } = schedule.spec.template;
  const labels = { ...mark?.labels, "velero.io/schedule-name": cluster };
  const backup = {
    apiVersion: "velero.io/v1",
    kind: "Backup",
    metadata: { name, namespace: "velero", labels },
    spec: { ...template, ...spec },
  };
  const file = `${name}.json`;
  bed.write(file, JSON.stringify(backup));
  await bed.kubectl(cluster, "apply", "-f", path.join(bed.root, file));
  await awaitCompleted(bed, cluster, name);
  await backedUp.serve(bed, knownBy);
  await awaitCompleted(bed, knownBy, name);
}

async function awaitCompleted(bed: Bed, cluster: string, name: string): Promise<void> {
  await until(
    async () => {
      const list = await bed.kubectl(cluster, "-n", "velero", "get", "backups", "-o", "json");
      const { items } = JSON.parse(list) as { items: VeleroObject[] };
      return items.find(({ metadata }) => metadata.name === name)?.status?.phase ?? "not there";
    },
    (phase) => phase === "Completed",
    60,
  );
}

/** The record that a drill has printed. */
export function recordIn(stdout: string): DrillRecord {
  return (JSON.parse(stdout.slice(stdout.indexOf("{"))) as { record: DrillRecord }).record;
}

/** All objects of a cluster, by kind and name, but what comes and goes by itself. */
export async function everythingOn(bed: Bed, cluster: string): Promise<string[]> {
  const kinds = (await bed.kubectl(cluster, "api-resources", "--verbs=list", "-o", "name"))
    .split(/\s+/)
    .filter(Boolean);
  const passing = [
    "events",
    "events.events.k8s.io",
    "leases.coordination.k8s.io",
    "jobs.batch",
    "backups.velero.io",
  ];
  const asked = kinds.filter((kind) => !passing.includes(kind)).join(",");
  const list = await bed.kubectl(cluster, "get", asked, "-A", "-o", "name", "--ignore-not-found");
  const namespaced = 'jsonpath={range .items[*]}{.kind}/{.metadata.namespace}/{.metadata.name}{"\\n"}{end}';
  const all = await bed.kubectl(cluster, "get", asked, "-A", "-o", namespaced, "--ignore-not-found");
  return [...new Set([...list.split("\n"), ...all.split("\n")].filter(Boolean))].sort();
}

export { DUBLIN, VIRGINIA };
