import type { Environment } from "../../fleet/fleet.ts";
import { ApiServer } from "../client/api-server.ts";
import { readClusterRecords } from "../clusters.ts";
import type { Project } from "../engine/project.ts";
import { readReplicas, type Share } from "../status/replicas.ts";

/** What a cluster shows of its workloads: by workload, or why it shows nothing. */
export type Shown = ReadonlyMap<string, Share> | { readonly silent: string };

/** Time that a cluster has for an answer. */
const DEADLINE_MS = 3000;
/** A connection lasts as long as the shortest credentials of a cloud do, with some time to spare. */
const CONNECTION_MS = 5 * 60_000;

/** Looks at the clusters of an environment again and again, each through one connection. */
export class Sight {
  readonly #project: Project;
  readonly #environment: Environment;
  readonly #kubeconfigs = new Map<string, string>();
  readonly #servers = new Map<string, { server: ApiServer; until: number }>();

  constructor(project: Project, environment: Environment) {
    this.#project = project;
    this.#environment = environment;
  }

  /** Finds the clusters that there are; those that come later are found when it is asked again. */
  async find(): Promise<void> {
    const records = await readClusterRecords(this.#project, this.#environment);
    for (const [cluster, record] of records)
      if (record.state === "known") this.#kubeconfigs.set(cluster, record.kubeconfig);
  }

  /** What each cluster that there is shows now. */
  async look(): Promise<ReadonlyMap<string, Shown>> {
    const clusters = [...this.#kubeconfigs.keys()];
    const shown = await Promise.all(clusters.map((cluster) => this.#ask(cluster)));
    return new Map(clusters.map((cluster, index) => [cluster, shown[index] ?? { silent: "not asked" }]));
  }

  close(): void {
    for (const { server } of this.#servers.values()) server.close();
    this.#servers.clear();
  }

  async #ask(cluster: string): Promise<Shown> {
    const timer = Promise.withResolvers<Shown>();
    const timeout = setTimeout(() => {
      timer.resolve({ silent: "no answer in time" });
    }, DEADLINE_MS);
    try {
      return await Promise.race([this.#read(cluster), timer.promise]);
    } catch (error) {
      this.#servers.get(cluster)?.server.close();
      this.#servers.delete(cluster);
      return { silent: (error as Error).message };
    } finally {
      clearTimeout(timeout);
    }
  }

  async #read(cluster: string): Promise<Shown> {
    return readReplicas(await this.#connect(cluster));
  }

  async #connect(cluster: string): Promise<ApiServer> {
    const known = this.#servers.get(cluster);
    if (known !== undefined && known.until > Date.now()) return known.server;
    known?.server.close();
    const kubeconfig = this.#kubeconfigs.get(cluster) ?? "";
    const lifetime = AbortSignal.timeout(CONNECTION_MS + DEADLINE_MS);
    const server = await ApiServer.connect(kubeconfig, lifetime);
    this.#servers.set(cluster, { server, until: Date.now() + CONNECTION_MS });
    return server;
  }
}
