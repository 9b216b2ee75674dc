import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { loadFleet } from "../../../fleet/declaration/load.ts";
import { environmentOf } from "../../../fleet/fleet.ts";
import { istioCharts } from "../../../fleet/platform/istio/charts.ts";
import { ISTIO_NAMESPACE } from "../../../fleet/platform/istio/names.ts";
import { locateToolchain } from "../../../tools/toolchain.ts";
import type { Bed } from "../bed.ts";
import { until } from "../until.ts";
import { freePorts, Program } from "./program.ts";

/** What of the chart's values reaches istiod and its proxies: istio-discovery, templates/deployment.yaml and files/injection-template.yaml. */
interface IstiodValues {
  readonly global: {
    readonly meshID: string;
    readonly multiCluster: { readonly clusterName: string };
    readonly network: string;
  };
  readonly env: Readonly<Record<string, string>>;
  readonly profile?: string;
}

/** What the chart adds for this profile: files/profile-ambient.yaml. */
const AMBIENT = { PILOT_ENABLE_AMBIENT: "true" };

/** A cluster as istiod knows it: its own, or one that a remote secret has brought. */
export interface KnownCluster {
  readonly id: string;
  readonly secretName?: string;
  readonly syncStatus: "synced" | "syncing" | "timeout" | "closed";
}

/** The real istiod of a cluster, as a process beside it. All its ports are on loopback. */
export class Istiod {
  readonly cluster: string;
  readonly values: IstiodValues;
  /** Where proxies and workloads ask, over TLS. */
  readonly address: string;
  readonly #program: Program;
  readonly #debug: string;

  private constructor(
    values: IstiodValues,
    program: Program,
    ports: { readonly secureGrpc: number; readonly monitoring: number },
  ) {
    this.cluster = values.global.multiCluster.clusterName;
    this.values = values;
    this.address = `127.0.0.1:${ports.secureGrpc}`;
    this.#program = program;
    this.#debug = `http://127.0.0.1:${ports.monitoring}`;
  }

  /** Starts it with the settings that the chart would give it, on what the program has put into the cluster. */
  static async start(bed: Bed, cluster: string): Promise<Istiod> {
    const { toolchain } = await locateToolchain({ tools: ["istiod"] });
    if (toolchain === undefined) throw new Error("istiod is missing: npm run tools -- istiod");
    const folder = path.join(bed.root, "istiod", cluster);
    const certificates = path.join(folder, "cacerts");
    await mountSecret(bed, cluster, "cacerts", certificates);
    const values = valuesOf(bed, cluster);
    const [http, https, grpc, secureGrpc, monitoring] = await freePorts(5);
    const on = (port?: number) => `127.0.0.1:${port}`;
    const args = [
      ...["discovery", "--namespace", ISTIO_NAMESPACE, "--kubeconfig", await bed.kubeconfigOf(cluster)],
      ...["--httpAddr", on(http), "--httpsAddr", on(https), "--monitoringAddr", on(monitoring)],
      ...["--grpcAddr", on(grpc), "--secureGRPCAddr", on(secureGrpc)],
      ...["--ctrlz_address", "127.0.0.1", "--ctrlz_port", "0"],
    ];
    const program = new Program(`istiod of ${cluster}`, toolchain.paths.istiod, args, {
      env: {
        HOME: folder,
        CLUSTER_ID: values.global.multiCluster.clusterName,
        POD_NAME: `istiod-${cluster}`,
        POD_NAMESPACE: ISTIO_NAMESPACE,
        PILOT_CERT_PROVIDER: "istiod",
        ROOT_CA_DIR: certificates,
        ...(values.profile === "ambient" ? AMBIENT : {}),
        ...values.env,
      },
      log: path.join(folder, "istiod.log"),
      cwd: folder,
    });
    const istiod = new Istiod(values, program, { secureGrpc: secureGrpc!, monitoring: monitoring! });
    await until(
      () => {
        program.assertAlive();
        return answers(`http://${on(http)}/ready`);
      },
      (ready) => ready,
    ).catch(async (error: unknown) => {
      await program.stop();
      throw error;
    });
    return istiod;
  }

  /** The clusters that it reads. */
  clusters(): Promise<KnownCluster[]> {
    return this.debug("clusterz");
  }

  /** What it says of itself at `/debug/<page>`. */
  async debug<T>(page: string): Promise<T> {
    const response = await fetch(`${this.#debug}/debug/${page}`);
    if (!response.ok) throw new Error(`/debug/${page}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  get log(): string {
    return this.#program.log;
  }

  /** @throws with the end of its log, if it has ended by itself. */
  assertAlive(): void {
    this.#program.assertAlive();
  }

  stop(): Promise<void> {
    return this.#program.stop();
  }
}

function valuesOf(bed: Bed, name: string): IstiodValues {
  const environment = environmentOf(loadFleet(bed.root), "local");
  const cluster = environment.clusters.find((candidate) => candidate.name === name);
  const { mesh } = environment;
  if (cluster === undefined || mesh?.kind !== "istio") throw new Error(`${name} has no Istio.`);
  const chart = istioCharts(cluster, environment, mesh).find(({ release }) => release === "istiod");
  return chart?.values as unknown as IstiodValues;
}

/** A Secret as files, which is how a pod gets it. */
async function mountSecret(bed: Bed, cluster: string, name: string, folder: string): Promise<void> {
  const secret = await bed.kubectl(cluster, "-n", ISTIO_NAMESPACE, "get", "secret", name, "-o", "json");
  mkdirSync(folder, { recursive: true });
  for (const [file, content] of Object.entries((JSON.parse(secret) as { data: Record<string, string> }).data))
    writeFileSync(path.join(folder, file), Buffer.from(content, "base64"), { mode: 0o600 });
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
