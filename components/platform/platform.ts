import * as pulumi from "../sdk/pulumi.ts";
import type { SystemName, SystemPlan } from "../../fleet/platform/system.ts";
import type { Release } from "../sdk/kubernetes.ts";
import type { ClusterConnection } from "../cluster/connection.ts";
import type { ChartSource } from "./charts.ts";
import { System, type SystemSecret } from "./system.ts";

export interface PlatformArgs {
  readonly cluster: ClusterConnection;
  /** From `platformOf`. */
  readonly systems: readonly SystemPlan[];
  /** What the systems need and no plan may hold: keys and credentials, by system. */
  readonly secrets: Partial<Record<SystemPlan["system"], readonly SystemSecret[]>>;
  readonly charts: ChartSource;
}

/** What is installed on one cluster. The systems do not wait for one another. */
export class Platform extends pulumi.ComponentResource {
  /** Versions of the systems whose software is installed; known when all of it is. */
  readonly systems: pulumi.Output<Partial<Record<SystemName, string>>>;
  /** Of all systems, by name. */
  readonly releases: ReadonlyMap<string, Release>;

  constructor(name: string, args: PlatformArgs, options?: pulumi.ComponentResourceOptions) {
    super("archipelago:platform:Platform", name, {}, options);
    const { cluster, charts, secrets } = args;
    const made = args.systems.map((plan) => {
      const system = { cluster, charts, plan, secrets: secrets[plan.system] ?? [] };
      return new System(`${name}/${plan.system}`, system, {
        parent: this,
        dependsOn: options?.dependsOn ?? [],
      });
    });
    const versions = args.systems.flatMap(({ system }) => {
      const version = charts.version(system);
      return version === undefined ? [] : [[system, version] as const];
    });
    this.systems = pulumi
      .all(made.map(({ installed }) => installed))
      .apply(() => Object.fromEntries(versions));
    this.releases = new Map(made.flatMap(({ releases }) => [...releases]));
    this.registerOutputs({ systems: this.systems });
  }
}
