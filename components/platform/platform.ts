import * as pulumi from "../sdk/pulumi.ts";
import type { SystemPlan } from "../../fleet/platform/system.ts";
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
  constructor(name: string, args: PlatformArgs, options?: pulumi.ComponentResourceOptions) {
    super("archipelago:platform:Platform", name, {}, options);
    const { cluster, charts, secrets } = args;
    for (const plan of args.systems) {
      const system = { cluster, charts, plan, secrets: secrets[plan.system] ?? [] };
      new System(`${name}/${plan.system}`, system, { parent: this, dependsOn: options?.dependsOn ?? [] });
    }
    this.registerOutputs({});
  }
}
