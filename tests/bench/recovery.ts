import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ApiServer } from "../../cli/client/api-server.ts";
import type { DrillRecord } from "../../fleet/drills/record.ts";
import { locateToolchain } from "../../tools/toolchain.ts";
import { Bed } from "../bed/bed.ts";
import { awaitCanaries, recordIn } from "../bed/recovery/drill-fleet.ts";
import { BackedUp, DUBLIN, VIRGINIA } from "../bed/recovery/velero-fleet.ts";
import { until } from "../bed/until.ts";
import { median, secondsOf, type Row } from "./timing.ts";

/** ConfigMaps in the namespace that is backed up, and how often each measurement is taken; many take minutes. */
const SIZES = [
  { objects: 100, rounds: 3 },
  { objects: 1_000, rounds: 3 },
  { objects: 5_000, rounds: 1 },
] as const;

/** Workload, its namespace and its Deployment. */
const SHOP = "storefront";
const GOAL = "≤ 1.3";

/**
 * What a drill in a sandbox, and a backup by hand, cost beside the bare CLI of Velero for the same backup and the same
 * restore, in turn.
 */
export async function benchRecovery(): Promise<Row[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "archipelago-buckets-"));
  const backedUp = await BackedUp.start(folder);
  const bed = await Bed.create(declaration(backedUp));
  try {
    await bed.succeed("up");
    for (const cluster of [DUBLIN, VIRGINIA]) {
      await backedUp.serve(bed, cluster);
      await available(bed, cluster);
    }
    await ready(bed, VIRGINIA, SHOP);
    await awaitCanaries(bed, VIRGINIA, [SHOP]);
    const velero = await bareVelero(bed);
    const rows: Row[] = [];
    let there = 0;
    for (const { objects, rounds } of SIZES) {
      await fill(bed, there, objects);
      there = objects;
      rows.push(...rowsOf(objects, await measure(bed, velero, objects, rounds)));
    }
    return rows;
  } finally {
    await bed.destroy();
    await backedUp.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Seconds, each of a round. */
interface Round {
  readonly bareBackup: number;
  /** The whole command, with the start of the program. */
  readonly backup: number;
  /** From the order to the end of the backup. */
  readonly backupItself: number;
  readonly bareRestore: number;
  /** … and until the workload is ready. */
  readonly bareReady: number;
  readonly drill: DrillRecord;
  /** The whole command. */
  readonly drilled: number;
}

async function measure(bed: Bed, velero: Velero, objects: number, rounds: number): Promise<Round[]> {
  const measured: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    const name = `bare-${objects}-${round}`;
    const { taken, ...backups } = await backUp(bed, velero, name);
    // Whoever comes second finds the API server warm, and busy with what the first has left: in turn, therefore.
    const drillFirst = round % 2 === 0;
    const before = drillFirst ? await drill(bed) : undefined;
    const bare = await restoreBarely(bed, velero, name, taken);
    measured.push({ ...backups, ...bare, ...(before ?? (await drill(bed))) });
  }
  return measured;
}

type Backups = Pick<Round, "bareBackup" | "backup" | "backupItself"> & { readonly taken: string };

async function backUp(bed: Bed, velero: Velero, bare: string): Promise<Backups> {
  const bareBackup = await secondsOf(() =>
    velero(VIRGINIA, "backup", "create", bare, "--from-schedule", VIRGINIA, "--wait"),
  );
  let printed = "";
  const backup = await secondsOf(async () => {
    printed = await bed.succeed("backup", VIRGINIA, "--json");
  });
  const [taken] = (JSON.parse(printed) as { backups: { backup: string; seconds: number }[] }).backups;
  if (taken === undefined) throw new Error("fleet backup has taken none");
  await known(bed, taken.backup);
  return { bareBackup, backup, backupItself: taken.seconds, taken: taken.backup };
}

async function drill(bed: Bed): Promise<Pick<Round, "drill" | "drilled">> {
  let printed = "";
  const drilled = await secondsOf(async () => {
    printed = await bed.succeed("drill", "virginia", "--yes", "--json");
  });
  return { drill: recordIn(printed), drilled };
}

/** The restore of a drill by hand, without what keeps it from the world. */
async function restoreBarely(
  bed: Bed,
  velero: Velero,
  name: string,
  backup: string,
): Promise<Pick<Round, "bareRestore" | "bareReady">> {
  const order = ["--from-backup", backup, "--include-namespaces", SHOP, "--include-cluster-resources=false"];
  const mapping = ["--namespace-mappings", `${SHOP}:${name}`];
  let bareRestore = 0;
  const bareReady = await secondsOf(async () => {
    bareRestore = await secondsOf(() =>
      velero(DUBLIN, "restore", "create", name, ...order, ...mapping, "--wait"),
    );
    await ready(bed, DUBLIN, name);
  });
  await bed.kubectl(DUBLIN, "delete", "namespace", name, "--wait");
  return { bareRestore, bareReady };
}

function rowsOf(objects: number, rounds: readonly Round[]): Row[] {
  const of = (seconds: (round: Round) => number) => median(rounds.map(seconds));
  const ratio = (
    what: string,
    a: (round: Round) => number,
    b: (round: Round) => number,
    goal?: string,
  ): Row => ({
    what,
    figure: `${of((round) => a(round) / b(round)).toFixed(2)} (${of(a).toFixed(1)} s / ${of(b).toFixed(1)} s)`,
    ...(goal === undefined ? {} : { goal }),
  });
  const bareReady = ({ bareReady }: Round) => bareReady;
  const phases = rounds[0]!.drill.phases.map(({ name }) => {
    const seconds = of(({ drill }) => phaseOf(drill, name));
    return `${name} ${seconds.toFixed(1)}`;
  });
  return [
    ratio(
      `${objects} ConfigMaps: RTO of a drill / bare restore until ready`,
      ({ drill }) => objectiveOf(drill, "rto"),
      bareReady,
      GOAL,
    ),
    ratio(
      "… its restore / bare velero restore create --wait",
      ({ drill }) => phaseOf(drill, "restore"),
      ({ bareRestore }) => bareRestore,
      GOAL,
    ),
    ratio(
      "… the whole command, which compares all and takes it away / bare restore until ready",
      ({ drilled }) => drilled,
      bareReady,
    ),
    { what: "… its phases, in seconds", figure: phases.join(", ") },
    {
      what: "… its RPO, with a canary a minute",
      figure: `${of(({ drill }) => objectiveOf(drill, "rpo")).toFixed(0)} s`,
    },
    ratio(
      "… fleet backup, from the order / bare velero backup create --wait",
      ({ backupItself }) => backupItself,
      ({ bareBackup }) => bareBackup,
      GOAL,
    ),
    ratio(
      "… the whole command / the same",
      ({ backup }) => backup,
      ({ bareBackup }) => bareBackup,
    ),
  ];
}

function phaseOf({ phases }: DrillRecord, name: string): number {
  return phases.find((phase) => phase.name === name)?.seconds ?? Number.NaN;
}

function objectiveOf({ objectives }: DrillRecord, name: "rto" | "rpo"): number {
  return objectives.find((objective) => objective.name === name)?.seconds ?? Number.NaN;
}

/** Velero's own CLI on a cluster; fails with what it printed. */
type Velero = (cluster: string, ...args: string[]) => Promise<void>;

async function bareVelero(bed: Bed): Promise<Velero> {
  const { toolchain } = await locateToolchain({ tools: ["velero-server"] });
  const program = toolchain?.paths["velero-server"];
  if (program === undefined) throw new Error("Velero is missing: npm run tools -- velero-server");
  return async (cluster, ...args) => {
    const where = ["--kubeconfig", await bed.kubeconfigOf(cluster), "--namespace", "velero"];
    const { code, stdout, stderr } = await bed.run(program, [...args, ...where]);
    // It ends well, too, where what it has waited for did not.
    if (code !== 0 || !stdout.includes("completed with status: Completed"))
      throw new Error(`velero ${args.join(" ")}:\n${stdout}${stderr}`);
  };
}

async function ready(bed: Bed, cluster: string, namespace: string): Promise<void> {
  await bed.kubectl(cluster, "-n", namespace, "rollout", "status", `deployment/${SHOP}`, "--timeout=120s");
}

/** Waits until the Velero of a cluster has found that its buckets are there. */
async function available(bed: Bed, cluster: string): Promise<void> {
  const asked = ["-n", "velero", "get", "backupstoragelocations", "-o", "jsonpath={.items[*].status.phase}"];
  await until(
    async () => (await bed.kubectl(cluster, ...asked)).split(" "),
    (phases) => phases.every((phase) => phase === "Available"),
  );
}

/** Waits until the target knows a backup. */
async function known(bed: Bed, backup: string): Promise<void> {
  const asked = ["-n", "velero", "get", "backup", backup, "--ignore-not-found", "-o", "name"];
  await until(
    () => bed.kubectl(DUBLIN, ...asked),
    (found) => found !== "",
  );
}

/** Several at a time: kubectl makes one after the other. */
async function fill(bed: Bed, from: number, to: number): Promise<void> {
  const kubeconfig = readFileSync(await bed.kubeconfigOf(VIRGINIA), "utf8");
  const server = await ApiServer.connect(kubeconfig, AbortSignal.timeout(5 * 60_000));
  let next = from;
  const worker = async () => {
    while (next < to) {
      const name = `entry-${next++}`;
      await server.post(`/api/v1/namespaces/${SHOP}/configmaps`, {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name, labels: { app: SHOP } },
        data: { name, text: "of some length, as settings are. ".repeat(10) },
      });
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  server.close();
}

function declaration({ locations }: BackedUp): string {
  return `
name: acme
environments:
  local:
    hub: eu-west-1
    backup: { every: 12h, keep: 1d, volumes: none, canary: 1m, locations: ${locations} }
    recovery:
      drills:
        virginia: { mode: sandbox, source: us-east-1, target: eu-west-1, budget: { rto: 30m, rpo: 12h }, replicas: 3 }
    regions:
      eu-west-1:
        country: IE
        clusters: { eu-west-1: { provisioner: { kind: kwok, nodes: 1 } } }
      us-east-1:
        country: US
        clusters: { us-east-1: { provisioner: { kind: kwok, nodes: 1 } } }
workloads:
  storefront:
    environments: [local]
    manifests: examples/storefront
    placement: { clusters: [us-east-1] }
    division: { replicas: 3 }
`;
}
