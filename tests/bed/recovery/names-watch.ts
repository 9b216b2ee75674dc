import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { locateToolchain } from "../../../tools/toolchain.ts";
import type { Bed } from "../bed.ts";
import { until } from "../until.ts";

const LINE =
  'jsonpath={.type} {.object.metadata.name} {.object.spec.endpoints[0].dnsName} {.object.spec.endpoints[*].targets[*]}{"\\n"}';

/** Time without an answer, in seconds; open-ended ones are still going on. */
export interface Gap {
  readonly name: string;
  readonly from: number;
  to?: number;
}

/** Watches the records that clusters have external-dns write, and notes when a name is without any. */
export class NamesWatch {
  readonly gaps: Gap[] = [];
  /** Targets by object, by cluster. */
  readonly #objects = new Map<string, Map<string, { name: string; targets: string[] }>>();
  readonly #known = new Set<string>();
  readonly #watches = new Map<string, ChildProcess>();
  #stopped = false;

  static async start(bed: Bed, clusters: readonly string[]): Promise<NamesWatch> {
    const watch = new NamesWatch();
    const { toolchain } = await locateToolchain();
    if (toolchain === undefined) throw new Error("The watch needs kubectl: npm run tools");
    for (const cluster of clusters) {
      watch.#objects.set(cluster, new Map());
      watch.#follow(cluster, toolchain.paths.kubectl, await bed.kubeconfigOf(cluster));
    }
    await until(
      () => [...watch.#objects.values()].map((objects) => objects.size),
      (sizes) => sizes.some((size) => size > 0),
      20,
    );
    return watch;
  }

  /** Again and again: what a dead API server had said last stays, as records do that nobody takes away. */
  #follow(cluster: string, kubectl: string, kubeconfig: string): void {
    const place = ["--kubeconfig", kubeconfig, "-n", "external-dns"];
    const get = ["get", "dnsendpoints.externaldns.k8s.io", "--watch", "--output-watch-events", "-o", LINE];
    const child = spawn(kubectl, [...place, ...get], { stdio: ["ignore", "pipe", "ignore"] });
    this.#watches.set(cluster, child);
    const told = new Set<string>();
    createInterface({ input: child.stdout }).on("line", (text) => {
      told.add(text.trim().split(" ")[1] ?? "");
      this.#note(cluster, text);
    });
    // By then all that there is has been told.
    const timer = setTimeout(() => {
      for (const object of this.#objects.get(cluster)?.keys() ?? [])
        if (!told.has(object)) this.#note(cluster, `DELETED ${object}`);
    }, 3_000);
    child.once("exit", () => {
      clearTimeout(timer);
      if (!this.#stopped)
        setTimeout(() => {
          this.#follow(cluster, kubectl, kubeconfig);
        }, 500);
    });
  }

  /** Targets of a name now, by cluster. */
  answers(name: string): Record<string, string[]> {
    const all = [...this.#objects].map(([cluster, objects]): [string, string[]] => [
      cluster,
      [...objects.values()].filter((each) => each.name === name).flatMap(({ targets }) => targets),
    ]);
    return Object.fromEntries(all.filter(([, targets]) => targets.length > 0));
  }

  /** The longest time that a name was without an answer, in seconds. */
  get longest(): number {
    return Math.max(0, ...this.gaps.map(({ from, to = performance.now() / 1000 }) => to - from));
  }

  stop(): void {
    this.#stopped = true;
    for (const child of this.#watches.values()) child.kill();
  }

  #note(cluster: string, text: string): void {
    const [type, object = "", name = "", ...targets] = text.trim().split(" ");
    const objects = this.#objects.get(cluster);
    if (type === "DELETED") objects?.delete(object);
    else {
      objects?.set(object, { name, targets });
      this.#known.add(name);
    }
    const now = performance.now() / 1000;
    for (const each of this.#known) {
      const open = this.gaps.find((gap) => gap.name === each && gap.to === undefined);
      const isAnswered = Object.keys(this.answers(each)).length > 0;
      if (!isAnswered && open === undefined) this.gaps.push({ name: each, from: now });
      if (isAnswered && open !== undefined) open.to = now;
    }
  }
}
