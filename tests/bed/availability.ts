import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { locateToolchain } from "../../tools/toolchain.ts";
import type { Bed } from "./bed.ts";
import { until } from "./until.ts";

/** One change of a Deployment, as the API server told it. */
export interface Sighting {
  readonly cluster: string;
  readonly image: string;
  readonly available: number;
  /** Over all clusters, from here on. */
  readonly total: number;
}

/** Watches a Deployment on several clusters: every change that their API servers tell, in the order in which they come. */
export class AvailabilityWatch {
  readonly sightings: Sighting[] = [];
  readonly #available = new Map<string, number>();
  readonly #watches: ChildProcess[] = [];

  /** Begins when all clusters have told what there is. */
  static async start(
    bed: Bed,
    clusters: readonly string[],
    { namespace, name }: { namespace: string; name: string },
  ): Promise<AvailabilityWatch> {
    const watch = new AvailabilityWatch();
    const { toolchain } = await locateToolchain();
    if (toolchain === undefined) throw new Error("The watch needs kubectl: npm run tools");
    for (const cluster of clusters) {
      const line = 'jsonpath={..image} {.status.availableReplicas}{"\\n"}';
      const place = ["--kubeconfig", await bed.kubeconfigOf(cluster), "--namespace", namespace];
      const args = [...place, "get", "deployment", name, "--watch", "--output", line];
      const child = spawn(toolchain.paths.kubectl, args, { stdio: ["ignore", "pipe", "inherit"] });
      watch.#watches.push(child);
      createInterface({ input: child.stdout }).on("line", (text) => {
        watch.#note(cluster, text);
      });
    }
    await until(
      () => watch.#available.size,
      (seen) => seen === clusters.length,
    );
    watch.sightings.length = 0;
    return watch;
  }

  /** The fewest replicas that were available over all clusters at any time. */
  get lowest(): number {
    return Math.min(this.#total(), ...this.sightings.map(({ total }) => total));
  }

  /** The clusters in the order in which an image was declared on them. */
  orderOf(image: RegExp): string[] {
    return [
      ...new Set(this.sightings.filter((each) => image.test(each.image)).map(({ cluster }) => cluster)),
    ];
  }

  stop(): void {
    for (const child of this.#watches) child.kill();
  }

  #note(cluster: string, text: string): void {
    const [image = "", available] = text.split(" ");
    this.#available.set(cluster, Number(available ?? 0));
    const total = this.#total();
    this.sightings.push({ cluster, image, available: Number(available ?? 0), total });
  }

  #total(): number {
    return [...this.#available.values()].reduce((sum, each) => sum + each, 0);
  }
}
