import * as pulumi from "../sdk/pulumi.ts";
import { Release, Secret } from "../sdk/kubernetes.ts";
import type { KubernetesObject } from "../../fleet/manifests.ts";
import type { SystemPlan } from "../../fleet/platform/system.ts";
import { inside, type ClusterConnection } from "../cluster/connection.ts";
import { createObject } from "../kubernetes/object.ts";
import type { ChartSource } from "./charts.ts";

/** A Secret that a system finds when it starts. */
export interface SystemSecret {
  readonly name: string;
  readonly namespace: string;
  readonly type?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly stringData: Readonly<Record<string, pulumi.Input<string>>>;
}

export interface SystemArgs {
  readonly cluster: ClusterConnection;
  readonly plan: SystemPlan;
  readonly secrets: readonly SystemSecret[];
  readonly charts: ChartSource;
}

/**
 * One system on one cluster: its secrets and prerequisites, then resource types and charts one after the other, then
 * its objects.
 */
export class System extends pulumi.ComponentResource {
  /** Known as soon as all its charts are in. */
  readonly installed: pulumi.Output<unknown>;
  /** Its charts and sets of resource types, by name. */
  readonly releases: ReadonlyMap<string, Release>;

  constructor(
    name: string,
    { cluster, plan, secrets, charts }: SystemArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("archipelago:platform:System", name, {}, options);
    const create = (object: KubernetesObject, dependsOn: pulumi.Resource[]) => {
      const { kind, metadata } = object;
      const id = [name, kind, metadata.namespace, metadata.name].filter(Boolean).join("/");
      return createObject(id, object, inside(cluster, this, { dependsOn }));
    };
    const sealed: pulumi.Resource[] = secrets.map(({ name: secret, namespace, labels, type, stringData }) => {
      // An API server keeps no empty map, and each run would want to add it again.
      const metadata = { name: secret, namespace, ...(labels === undefined ? {} : { labels }) };
      const args = { metadata, ...(type === undefined ? {} : { type }), stringData: { ...stringData } };
      return new Secret(`${name}/${secret}`, args, inside(cluster, this));
    });
    let before = [...sealed, ...(plan.prerequisites ?? []).map((object) => create(object, []))];
    const releases = [
      ...plan.apis.map((api) => charts.api(api)),
      ...plan.charts.map((chart) => charts.chart(chart, plan.system)),
    ];
    const created = new Map<string, Release>();
    for (const { release, args } of releases) {
      const next = new Release(`${name}/${release}`, args, inside(cluster, this, { dependsOn: before }));
      before = [next];
      created.set(release, next);
    }
    this.releases = created;
    this.installed = pulumi.all([...created.values()].map(({ id }) => id));
    for (const object of plan.objects) create(object, before);
    this.registerOutputs({});
  }
}
