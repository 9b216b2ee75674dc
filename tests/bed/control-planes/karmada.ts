import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import path from "node:path";
import { signCertificate } from "../../../cli/trust/certificate.ts";
import type { KubernetesObject } from "../../../fleet/manifests.ts";
import type { UpstreamBundle } from "../../../tools/api-charts/bundles.ts";
import { locateToolchain } from "../../../tools/toolchain.ts";
import type { Bed } from "../bed.ts";
import { objectsOf } from "../clouds/cluster-api-files.ts";
import { until } from "../until.ts";
import { lastingPorts, Program } from "./program.ts";

type Part = "aggregated-apiserver" | "webhook" | "controller-manager" | "scheduler";

/** The webhooks of Karmada, as its release declares them. */
const WEBHOOKS: UpstreamBundle = {
  name: "karmada-webhooks",
  version: "1.18.2",
  url: "https://raw.githubusercontent.com/karmada-io/karmada/v1.18.2/",
  module: "github.com/karmada-io/karmada@v1.18.2",
  files: {
    "artifacts/deploy/webhook-configuration.yaml":
      "sha256:62b3ca4ec6dec0316e96f399ab37d1354ea55e772933439bbe100c2e0ac9dfb4",
  },
};

const NAMESPACE = "karmada-system";
const SERVER = "karmada-aggregated-apiserver";

/** Upstream's defaults make a bed wait for minutes; off, as by default, is what moves work when a member is down. */
const FLAGS: Readonly<Record<Part, readonly string[]>> = {
  "aggregated-apiserver": ["--bind-address=127.0.0.1"],
  webhook: ["--bind-address=127.0.0.1", "--metrics-bind-address=0"],
  "controller-manager": [
    "--leader-elect=false",
    "--metrics-bind-address=0",
    "--cluster-status-update-frequency=2s",
    "--cluster-monitor-period=2s",
    "--cluster-failure-threshold=5s",
    "--cluster-success-threshold=2s",
    "--rate-limiter-max-delay=5s",
    "--feature-gates=Failover=false,CustomizedClusterResourceModeling=false",
  ],
  scheduler: [
    "--leader-elect=false",
    "--metrics-bind-address=0",
    "--profiling-bind-address=127.0.0.1:0",
    "--feature-gates=Failover=false,CustomizedClusterResourceModeling=false",
  ],
};

/**
 * The real Karmada beside the cluster on which the program has put its types: the API server of its Cluster objects,
 * its webhooks, its controller manager and its scheduler.
 */
export class Karmada {
  readonly #bed: Bed;
  readonly #cluster: string;
  readonly #folder: string;
  readonly #ca: string;
  readonly #ports: Readonly<Record<Part | "health", number>>;
  readonly #programs = new Map<Part, Program>();

  private constructor(
    bed: Bed,
    cluster: string,
    [api = 0, webhook = 0, manager = 0, scheduler = 0, health = 0]: number[],
  ) {
    this.#bed = bed;
    this.#cluster = cluster;
    this.#folder = path.join(bed.root, "karmada");
    this.#ca = writeCertificate(path.join(this.#folder, "certificates"));
    this.#ports = {
      "aggregated-apiserver": api,
      webhook,
      "controller-manager": manager,
      scheduler,
      health,
    };
  }

  /** @param fullName Name of the cluster on this machine; in its folder stands where its etcd is. */
  static async start(bed: Bed, cluster: string, fullName: string): Promise<Karmada> {
    const karmada = new Karmada(bed, cluster, await lastingPorts(5));
    try {
      await karmada.#startApi(fullName);
      await karmada.#startWebhooks();
      await Promise.all([karmada.startPart("controller-manager"), karmada.startPart("scheduler")]);
      return karmada;
    } catch (error) {
      await karmada.stop();
      throw error;
    }
  }

  /**
   * Brings the fleet of the bed up, and starts Karmada meanwhile: the stack of the environment waits for its API, which
   * is served once its cluster is there.
   */
  static async bringUp(bed: Bed, cluster: string, fullName: string): Promise<Karmada> {
    const up = bed.fleet("up");
    // Not to be asked before: two commands that both begin with nothing are in each other's way.
    const record = path.join(bed.root, ".archipelago/clusters", fullName, "archipelago.json");
    await until(() => existsSync(record), Boolean, 240);
    await until(() => bed.kubeconfigOf(cluster).then(Boolean, () => false), Boolean, 240);
    const karmada = await Karmada.start(bed, cluster, fullName);
    const { code, stdout, stderr } = await up;
    if (code === 0) return karmada;
    await karmada.stop();
    throw new Error(`fleet up ended with ${String(code)}:\n${stdout}${stderr}`);
  }

  async startPart(part: "controller-manager" | "scheduler"): Promise<void> {
    await this.#run(part, [`--health-probe-bind-address=127.0.0.1:${this.#ports[part]}`]);
  }

  async killPart(part: Part): Promise<void> {
    await this.#programs.get(part)?.stop();
    this.#programs.delete(part);
  }

  /** @throws with its log, if one of them has ended. */
  assertAlive(): void {
    for (const program of this.#programs.values()) program.assertAlive();
  }

  log(part: Part): string {
    return this.#programs.get(part)?.log ?? "";
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#programs.values()].map((program) => program.stop()));
  }

  /** The API group of the Cluster objects is served by a server of its own, which keeps them in the cluster's etcd. */
  async #startApi(fullName: string): Promise<void> {
    const kubeconfig = await this.#bed.kubeconfigOf(this.#cluster);
    const kwok = readFileSync(
      path.join(this.#bed.root, ".archipelago/clusters", fullName, "kwok.yaml"),
      "utf8",
    );
    const etcd = /--etcd-servers=(\S+)/.exec(kwok)?.[1] ?? "";
    const port = this.#ports["aggregated-apiserver"];
    await this.#run("aggregated-apiserver", [
      `--authentication-kubeconfig=${kubeconfig}`,
      `--authorization-kubeconfig=${kubeconfig}`,
      `--etcd-servers=${etcd}`,
      `--tls-cert-file=${this.#folder}/certificates/tls.crt`,
      `--tls-private-key-file=${this.#folder}/certificates/tls.key`,
      `--secure-port=${port}`,
    ]);
    await until(() => this.#answers(`https://localhost:${port}/readyz`), Boolean);
    const service = { name: SERVER, namespace: NAMESPACE };
    await this.#apply({
      apiVersion: "v1",
      kind: "Service",
      metadata: service,
      spec: { type: "ExternalName", externalName: "localhost" },
    });
    const name = "v1alpha1.cluster.karmada.io";
    await this.#apply({
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      metadata: { name },
      spec: {
        group: "cluster.karmada.io",
        version: "v1alpha1",
        groupPriorityMinimum: 2000,
        versionPriority: 10,
        caBundle: this.#ca,
        service: { ...service, port },
      },
    });
    await this.#kubectl("wait", "apiservice", name, "--for=condition=Available", "--timeout=60s");
  }

  /** Running before they are declared: nothing is taken of what a webhook that does not answer is to judge. */
  async #startWebhooks(): Promise<void> {
    const port = this.#ports.webhook;
    await this.#run("webhook", [
      `--secure-port=${port}`,
      `--cert-dir=${this.#folder}/certificates`,
      `--health-probe-bind-address=127.0.0.1:${this.#ports.health}`,
    ]);
    await until(() => this.#answers(`https://localhost:${port}/readyz/`), Boolean);
    for (const configuration of await objectsOf(WEBHOOKS)) {
      const { webhooks, ...rest } = configuration as WebhookConfiguration;
      const here = webhooks.map((webhook) => {
        const { pathname } = new URL(webhook.clientConfig.url);
        return {
          ...webhook,
          clientConfig: { url: `https://localhost:${port}${pathname}`, caBundle: this.#ca },
        };
      });
      await this.#apply({ ...rest, webhooks: here });
    }
  }

  async #run(part: Part, args: readonly string[]): Promise<void> {
    const tool = `karmada-${part}` as const;
    const { toolchain } = await locateToolchain({ tools: [tool] });
    if (toolchain === undefined) throw new Error(`Karmada is missing: npm run tools -- ${tool}`);
    const kubeconfig = await this.#bed.kubeconfigOf(this.#cluster);
    const log = path.join(this.#folder, `${part}.log`);
    const all = [`--kubeconfig=${kubeconfig}`, ...FLAGS[part], ...args];
    const program = new Program(part, toolchain.paths[tool], all, {
      env: process.env,
      log,
      cwd: this.#folder,
    });
    this.#programs.set(part, program);
  }

  #answers(url: string): Promise<boolean> {
    this.assertAlive();
    const ca = Buffer.from(this.#ca, "base64").toString();
    return new Promise((resolve) => {
      get(url, { ca }, (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      }).on("error", () => {
        resolve(false);
      });
    });
  }

  async #apply(object: object): Promise<void> {
    this.#bed.write("karmada/object.json", JSON.stringify(object));
    await this.#kubectl("apply", "--server-side", "-f", path.join(this.#folder, "object.json"));
  }

  #kubectl(...args: string[]): Promise<string> {
    return this.#bed.kubectl(this.#cluster, ...args);
  }
}

type WebhookConfiguration = KubernetesObject & {
  readonly webhooks: readonly { readonly clientConfig: { readonly url: string } }[];
};

/** A certificate that vouches for itself, for all that Karmada serves; in base64, as the API server is told. */
function writeCertificate(folder: string): string {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const certificate = signCertificate({
    subject: { organization: "bed", commonName: "localhost" },
    publicKey,
    signingKey: privateKey,
    validFrom: new Date(Date.now() - 60_000),
    validTo: new Date(Date.now() + 24 * 3_600_000),
    names: { dns: ["localhost", `${SERVER}.${NAMESPACE}.svc`], uris: [] },
  }).toString();
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "tls.crt"), certificate);
  writeFileSync(path.join(folder, "tls.key"), privateKey.export({ type: "sec1", format: "pem" }), {
    mode: 0o600,
  });
  return Buffer.from(certificate).toString("base64");
}
