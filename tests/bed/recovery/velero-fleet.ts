import type { Bed } from "../bed.ts";
import type { Program } from "../control-planes/program.ts";
import { startVelero } from "../control-planes/velero.ts";
import { S3Store } from "../control-planes/s3-store.ts";

/** Cluster and region have one name in these fleets. */
export const DUBLIN = "eu-west-1";
export const VIRGINIA = "us-east-1";

/** A bucket in each of two regions, each in a store of its own, and the Velero of each region's cluster. */
export class BackedUp {
  readonly stores: Readonly<Record<string, S3Store>>;
  readonly #servers = new Map<string, Program>();

  private constructor(stores: Readonly<Record<string, S3Store>>) {
    this.stores = stores;
  }

  /** @param folder For the buckets. */
  static async start(folder: string, regions: readonly string[] = [DUBLIN, VIRGINIA]): Promise<BackedUp> {
    const stores = await Promise.all(
      regions.map(async (region): Promise<[string, S3Store]> => [
        region,
        await S3Store.start(`${folder}/${region}`, region, [bucketOf(region)]),
      ]),
    );
    return new BackedUp(Object.fromEntries(stores));
  }

  /** `backup.locations` of the declaration, in YAML's flow style. */
  get locations(): string {
    return JSON.stringify(
      Object.fromEntries(
        Object.entries(this.stores).map(([region, { url }]) => [region, { bucket: bucketOf(region), url }]),
      ),
    );
  }

  store(region: string): S3Store {
    const store = this.stores[region];
    if (store === undefined) throw new Error(`There is no store in ${region}.`);
    return store;
  }

  /** Starts the Velero of a cluster, or starts it again. All stores know the same account. */
  async serve(bed: Bed, cluster: string): Promise<Program> {
    await this.#servers.get(cluster)?.stop();
    const [store] = Object.values(this.stores);
    const program = await startVelero(bed, cluster, store);
    this.#servers.set(cluster, program);
    return program;
  }

  /** The Velero of a cluster that was started. */
  server(cluster: string): Program {
    const server = this.#servers.get(cluster);
    if (server === undefined) throw new Error(`No Velero was started for ${cluster}.`);
    return server;
  }

  /** The log of a cluster's Velero, since it was started last. */
  log(cluster: string): string {
    return this.#servers.get(cluster)?.log ?? "";
  }

  /** Stops the Velero of a cluster. */
  async silence(cluster: string): Promise<void> {
    await this.#servers.get(cluster)?.stop();
  }

  async stop(): Promise<void> {
    const programs = [...this.#servers.values(), ...Object.values(this.stores)];
    await Promise.all(programs.map((program) => program.stop()));
  }
}

/** Name of the bucket of a region. */
export function bucketOf(region: string): string {
  return `acme-${region}`;
}
