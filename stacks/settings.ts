import { readFileSync } from "node:fs";
import path from "node:path";
import * as pulumi from "../components/sdk/pulumi.ts";
import { z } from "zod";
import { kubeconfigFor, readContext } from "../fleet/kubeconfig.ts";
import type { Cluster, Environment, Region } from "../fleet/fleet.ts";
import type { PadKind } from "../fleet/links.ts";
import { INITIAL_SLOTS, slotsByCluster, type SlotsByCluster, type TokenSlots } from "../fleet/token-slots.ts";
import { readMaterial, TRUST_FOLDER } from "../fleet/trust/folder.ts";
import type { TrustFacts, TrustMaterial } from "../fleet/trust/material.ts";
import { openTrust, readTrust, type OpenTrust } from "../fleet/trust/read.ts";

function slotsOfRegion({ name, clusters, tombstoned }: Region): typeof slotsByCluster {
  const names = [...clusters, ...tombstoned].map((cluster) => cluster.name);
  return slotsByCluster.superRefine((slots, context) => {
    for (const cluster of Object.keys(slots).filter((key) => !names.includes(key))) {
      const message =
        `there is no cluster "${cluster}" in region ${name}; there are: ${names.join(", ")}. ` +
        `To remove the setting: pulumi config rm --path 'archipelago:tokenSlots["${cluster}"]'`;
      context.addIssue({ code: "custom", path: [cluster], message });
    }
  });
}

/** What vouches for the workloads of one cluster. */
export interface ClusterTrust {
  readonly facts: TrustFacts;
  /** Secret as a whole: it holds keys. */
  readonly material: pulumi.Output<TrustMaterial>;
  /** The parts that everybody may see. */
  readonly open: OpenTrust;
}

/**
 * What a stack is told besides the declaration: its Pulumi config and the files that the declaration names. The one
 * place that reads either; components get plain values.
 */
export class Settings {
  readonly #config = new pulumi.Config("archipelago");
  readonly #root: string;
  readonly #slots: SlotsByCluster;

  /** @param region Whose stack it is: settings for clusters that it does not have are an error. */
  constructor(root: string, region: Region) {
    this.#root = root;
    const parsed = slotsOfRegion(region).safeParse(this.#config.getObject("tokenSlots") ?? {});
    if (!parsed.success) {
      throw new pulumi.RunError(
        `Config archipelago:tokenSlots is not usable:\n${z.prettifyError(parsed.error)}`,
      );
    }
    this.#slots = parsed.data;
  }

  /** Which token slots of a landing pad are filled; config `tokenSlots`, by cluster and kind, default: only a. */
  slotsOf(cluster: string, kind: PadKind): TokenSlots {
    return this.#slots[cluster]?.[kind] ?? INITIAL_SLOTS;
  }

  /** Identity of a hub on which the objects of clusters of Cluster API have been restored, if one has been lost. */
  get restoredHub(): string | undefined {
    return this.#config.get("restoredHub");
  }

  /** A secret of the config, such as `backupPassword`; `undefined` if it is not set. A secret even if it was set in plain. */
  secretOf(key: string): pulumi.Output<string> | undefined {
    return this.#config.getSecret(key);
  }

  /** The moment at which this run asks which certificates have ended: the one place that reads the clock. */
  readonly now = new Date();

  /**
   * What vouches for the workloads of these clusters, by cluster; none if their environment has no mesh. From the config
   * `trust`, by cluster, or else from the folder that `fleet trust` keeps.
   * @throws RunError with all that is missing or cannot be used.
   */
  trustOf(
    { name: environment, mesh }: Environment,
    clusters: readonly Cluster[],
  ): ReadonlyMap<string, ClusterTrust> {
    if (mesh === undefined) return new Map();
    const given = configuredTrust();
    const problems: string[] = [];
    const trust = new Map<string, ClusterTrust>();
    for (const { name } of clusters) {
      const folder = path.join(this.#root, TRUST_FOLDER, environment, name);
      const reading = readTrust(given[name] ?? readMaterial(folder), mesh, this.now);
      if ("problems" in reading) problems.push(...reading.problems.map((each) => `${name}: ${each}`));
      else trust.set(name, sealed(reading));
    }
    if (problems.length === 0) return trust;
    throw new pulumi.RunError(
      `Trust material of clusters, in the config archipelago:trust or in ${TRUST_FOLDER}/${environment}:\n` +
        `  ${problems.join("\n  ")}\n` +
        `To make what is missing: npx fleet trust init ${environment}, then npx fleet trust issue --all -e ${environment}; ` +
        `to replace what is wrong or has expired, add --renew. See docs/trust.md.`,
    );
  }

  /** The kubeconfig of a cluster that exists, as a secret; `undefined` for one that the program makes. */
  kubeconfigOf({ name, provisioner }: Cluster): pulumi.Output<string> | undefined {
    if (provisioner.kind !== "existing") return undefined;
    if (provisioner.secret !== undefined) return this.#config.requireSecret(provisioner.secret);
    const { context, kubeconfig = "" } = provisioner;
    const file = path.resolve(this.#root, kubeconfig);
    try {
      const beside = (name: string) => readFileSync(path.resolve(path.dirname(file), name), "base64");
      return pulumi.secret(kubeconfigFor(readContext(readFileSync(file, "utf8"), context, beside)));
    } catch (error) {
      throw new pulumi.RunError(`Cluster "${name}": cannot use ${kubeconfig}: ${(error as Error).message}`);
    }
  }
}

function sealed({ material, facts }: { material: TrustMaterial; facts: TrustFacts }): ClusterTrust {
  return { facts, material: pulumi.secret(material), open: openTrust(material) };
}

/** Not through `Config`, whose way to a secret is an output: what is wrong with it has to be said before anything is made. */
function configuredTrust(): Readonly<Record<string, string>> {
  const text = pulumi.getConfig("archipelago:trust");
  if (text === undefined) return {};
  try {
    return z.record(z.string(), z.string()).parse(JSON.parse(text));
  } catch {
    throw new pulumi.RunError(
      "Config archipelago:trust is not usable: it holds a text for each cluster, as npx fleet trust issue --config writes it.",
    );
  }
}
