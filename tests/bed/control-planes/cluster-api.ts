import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { get } from "node:http";
import { signCertificate } from "../../../cli/trust/certificate.ts";
import type { KubernetesObject } from "../../../fleet/manifests.ts";
import type { ControlPlaneName } from "../../../tools/catalogue.ts";
import { locateToolchain } from "../../../tools/toolchain.ts";
import type { Bed } from "../bed.ts";
import { IN_MEMORY, objectsOf, WEBHOOKS } from "../clouds/cluster-api-files.ts";
import { until } from "../until.ts";
import { lastingPorts, Program } from "./program.ts";

type Manager = "core" | "bootstrap" | "control-plane" | "in-memory";

/** Each with the API groups whose types it converts. */
const MANAGERS: Readonly<Record<Manager, { readonly gates: string; readonly groups: readonly string[] }>> = {
  core: {
    gates: "ClusterTopology=true,MachinePool=false",
    groups: [
      "cluster.x-k8s.io",
      "addons.cluster.x-k8s.io",
      "runtime.cluster.x-k8s.io",
      "ipam.cluster.x-k8s.io",
    ],
  },
  bootstrap: { gates: "MachinePool=false", groups: ["bootstrap.cluster.x-k8s.io"] },
  "control-plane": {
    gates: "ClusterTopology=true,MachinePool=false",
    groups: ["controlplane.cluster.x-k8s.io"],
  },
  "in-memory": {
    gates: "ClusterTopology=true,MachinePool=false",
    groups: ["infrastructure.cluster.x-k8s.io"],
  },
};

const NAMES = Object.keys(MANAGERS) as Manager[];

const CONTRACT = { "cluster.x-k8s.io/v1beta1": "v1beta1", "cluster.x-k8s.io/v1beta2": "v1beta2" };

/**
 * The real managers of Cluster API and the in-memory infrastructure, as processes beside the hub, on which the program
 * has put Cluster API's types. Their webhooks are what the manifests of the release declare, at their address here.
 */
export class ClusterApi {
  readonly #bed: Bed;
  readonly #hub: string;
  readonly #folder: string;
  readonly #ca: string;
  readonly #webhookPorts: Readonly<Record<Manager, number>>;
  readonly #healthPorts: Readonly<Record<Manager, number>>;
  readonly #programs = new Map<Manager, Program>();

  private constructor(bed: Bed, hub: string, ports: readonly number[]) {
    this.#bed = bed;
    this.#hub = hub;
    this.#folder = path.join(bed.root, "cluster-api");
    this.#ca = writeCertificate(path.join(this.#folder, "certificates"));
    const pick = (offset: number) =>
      Object.fromEntries(NAMES.map((name, index) => [name, ports[offset + index] ?? 0])) as Record<
        Manager,
        number
      >;
    this.#webhookPorts = pick(0);
    this.#healthPorts = pick(NAMES.length);
  }

  static async start(bed: Bed, hub: string): Promise<ClusterApi> {
    const clusterApi = new ClusterApi(bed, hub, await lastingPorts(2 * NAMES.length));
    try {
      await clusterApi.#installTypes();
      await Promise.all(NAMES.map((name) => clusterApi.startManager(name)));
      await clusterApi.#installWebhooks();
      return clusterApi;
    } catch (error) {
      await clusterApi.stop();
      throw error;
    }
  }

  async startManager(name: Manager): Promise<void> {
    const tool: ControlPlaneName = `cluster-api-${name}`;
    const { toolchain } = await locateToolchain({ tools: [tool] });
    if (toolchain === undefined) throw new Error(`Cluster API is missing: npm run tools -- ${tool}`);
    const args = [
      ...["--kubeconfig", await this.#bed.kubeconfigOf(this.#hub), "--leader-elect=false"],
      ...["--webhook-cert-dir", path.join(this.#folder, "certificates")],
      // On all addresses; no flag changes that.
      ...["--webhook-port", String(this.#webhookPorts[name])],
      ...["--health-addr", `127.0.0.1:${this.#healthPorts[name]}`],
      ...[
        "--insecure-diagnostics=true",
        "--diagnostics-address=0",
        `--feature-gates=${MANAGERS[name].gates}`,
      ],
    ];
    // The address at which the in-memory API servers listen.
    const env = { ...process.env, POD_IP: "127.0.0.1" };
    const log = path.join(this.#folder, `${name}.log`);
    const program = new Program(name, toolchain.paths[tool], args, { env, log, cwd: this.#folder });
    this.#programs.set(name, program);
    await until(
      () => {
        program.assertAlive();
        return answers(`http://127.0.0.1:${this.#healthPorts[name]}/readyz`);
      },
      (ready) => ready,
    );
  }

  async killManager(name: Manager): Promise<void> {
    await this.#programs.get(name)?.stop();
    this.#programs.delete(name);
  }

  /** @throws with its log, if one of them has ended. */
  assertAlive(): void {
    for (const program of this.#programs.values()) program.assertAlive();
  }

  /** The end of a manager's log. */
  log(name: Manager): string {
    return this.#programs.get(name)?.log.slice(-4000) ?? "";
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#programs.values()].map((program) => program.stop()));
  }

  /** The types of the in-memory infrastructure, and for all types of Cluster API the way to convert versions. */
  async #installTypes(): Promise<void> {
    const types = (await objectsOf(IN_MEMORY)).filter(({ kind }) => kind === "CustomResourceDefinition");
    for (const type of types) {
      const { metadata, spec } = type as KubernetesObject & { spec: object };
      const conversion = this.#conversion("in-memory");
      await this.#apply({
        ...type,
        metadata: { ...metadata, labels: CONTRACT },
        spec: { ...spec, conversion },
      });
    }
    const list = JSON.parse(await this.#kubectl("get", "crd", "-o", "json")) as { items: Definition[] };
    for (const { metadata, spec } of list.items) {
      const manager = NAMES.find((name) => MANAGERS[name].groups.includes(spec.group));
      if (manager === undefined || spec.versions.length < 2) continue;
      const patch = JSON.stringify({ spec: { conversion: this.#conversion(manager) } });
      await this.#kubectl("patch", "crd", metadata.name, "--type=merge", "-p", patch);
    }
    await this.#kubectl("wait", "crd", "--all", "--for=condition=Established");
  }

  #conversion(manager: Manager): object {
    const clientConfig = {
      url: `https://localhost:${this.#webhookPorts[manager]}/convert`,
      caBundle: this.#ca,
    };
    return { strategy: "Webhook", webhook: { conversionReviewVersions: ["v1"], clientConfig } };
  }

  async #installWebhooks(): Promise<void> {
    const objects = [...(await objectsOf(WEBHOOKS)), ...(await objectsOf(IN_MEMORY))];
    const configurations = objects.filter(({ kind }) => kind.endsWith("WebhookConfiguration"));
    for (const [index, configuration] of configurations.entries()) {
      const { metadata, webhooks } = configuration as WebhookConfiguration;
      await this.#apply({
        ...configuration,
        // All releases call theirs the same.
        metadata: { name: `${index}-${metadata.name}` },
        webhooks: webhooks.map((webhook) => {
          const manager = NAMES.find((name) =>
            webhook.rules.every((rule) =>
              rule.apiGroups.every((group) => MANAGERS[name].groups.includes(group)),
            ),
          );
          const port = this.#webhookPorts[manager ?? "core"];
          const url = `https://localhost:${port}${webhook.clientConfig.service.path}`;
          return { ...webhook, clientConfig: { url, caBundle: this.#ca } };
        }),
      });
    }
  }

  async #apply(object: object): Promise<void> {
    this.#bed.write("cluster-api/object.json", JSON.stringify(object));
    await this.#kubectl("apply", "--server-side", "-f", path.join(this.#folder, "object.json"));
  }

  #kubectl(...args: string[]): Promise<string> {
    return this.#bed.kubectl(this.#hub, ...args);
  }
}

interface Definition {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly group: string; readonly versions: readonly unknown[] };
}

type WebhookConfiguration = KubernetesObject & {
  readonly webhooks: readonly {
    readonly clientConfig: { readonly service: { readonly path: string } };
    readonly rules: readonly { readonly apiGroups: readonly string[] }[];
  }[];
};

/** A certificate for localhost that vouches for itself, for all webhooks; in base64, as the API server is told. */
function writeCertificate(folder: string): string {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const certificate = signCertificate({
    subject: { organization: "bed", commonName: "localhost" },
    publicKey,
    signingKey: privateKey,
    validFrom: new Date(Date.now() - 60_000),
    validTo: new Date(Date.now() + 24 * 3_600_000),
    names: { dns: ["localhost"], uris: [] },
  }).toString();
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "tls.crt"), certificate);
  writeFileSync(path.join(folder, "tls.key"), privateKey.export({ type: "sec1", format: "pem" }), {
    mode: 0o600,
  });
  return Buffer.from(certificate).toString("base64");
}

function answers(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    get(url, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    }).on("error", () => {
      resolve(false);
    });
  });
}
