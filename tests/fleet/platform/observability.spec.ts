import assert from "node:assert/strict";
import { parse } from "yaml";
import type { Observability } from "../../../fleet/declaration/platform-schema.ts";
import { observabilityPlan } from "../../../fleet/platform/observability.ts";
import { cluster } from "../arbitraries.ts";
import { environment } from "../environments.ts";

const dub = cluster("dub", "eu-west-1", { simulated: false });
const iad = cluster("iad", "us-east-1", { simulated: false });
const sinks: Observability["sinks"] = {
  eu: { endpoint: "https://otlp.eu.example", country: "DE", accepts: ["EEA"], authentication: "bearer" },
  us: { endpoint: "https://otlp.us.example/$a", country: "US", authentication: "none" },
};

interface Component {
  readonly [key: string]: unknown;
}
interface Configuration {
  readonly extensions: Record<string, Component>;
  readonly receivers: Record<string, Component>;
  readonly processors: Record<string, Component>;
  readonly exporters: Record<string, Component>;
  readonly service: {
    readonly extensions: string[];
    readonly pipelines: Record<string, { receivers: string[]; processors: string[]; exporters: string[] }>;
  };
}

const plan = (of = dub, facts: Partial<Observability> = {}) => {
  const observability = { sinks, interval: "60s", ...facts };
  return observabilityPlan(of, environment([dub, iad], { observability })) ?? assert.fail("no plan");
};
const relay = (of = dub, facts: Partial<Observability> = {}) => {
  const map = plan(of, facts).prerequisites?.find(({ kind }) => kind === "ConfigMap");
  return (map as unknown as { data: { relay: string } }).data.relay;
};
const configuration = (of = dub, facts: Partial<Observability> = {}) =>
  parse(relay(of, facts)) as Configuration;
const values = (of = dub, facts: Partial<Observability> = {}) =>
  plan(of, facts).charts[0]?.values ?? assert.fail("no chart");

describe("observability", () => {
  it("is not there unless it is declared", () => {
    assert.equal(observabilityPlan(dub, environment([dub])), undefined);
  });

  it("is a collector on every node, as logs are files of the node", () => {
    assert.equal(values().mode, "daemonset");
    assert.deepEqual(plan().namespaces, [{ name: "observability", podSecurity: "privileged" }]);
  });

  it("has its rights and its configuration where nothing runs, and no chart", () => {
    const simulated = { ...dub, simulated: true };
    assert.deepEqual(plan(simulated).charts, []);
    assert.deepEqual(plan(simulated).prerequisites, plan().prerequisites);
  });

  it("has before the chart what its pods mount and run as: they would never be ready without", () => {
    assert.deepEqual(
      plan()
        .prerequisites?.map(({ kind }) => kind)
        .sort(),
      ["ClusterRole", "ClusterRoleBinding", "ConfigMap", "Role", "RoleBinding", "ServiceAccount"],
    );
    assert.deepEqual(values().configMap, { create: false, existingName: "collector" });
    assert.deepEqual(values().serviceAccount, { create: false, name: "collector" });
  });

  it("restarts its pods when the configuration changes, and only then", () => {
    const checksum = (facts: Partial<Observability> = {}, of = dub) =>
      JSON.stringify(values(of, facts).podAnnotations);
    assert.equal(checksum(), checksum());
    assert.notEqual(checksum(), checksum({ interval: "30s" }));
    assert.notEqual(checksum(), checksum({}, iad));
  });

  it("labels all signals with where they come from, over what a pod says of itself", () => {
    const attributes = configuration().processors.resource?.attributes;
    assert.deepEqual(attributes, [
      { key: "k8s.cluster.name", value: "dub", action: "upsert" },
      { key: "cloud.region", value: "eu-west-1", action: "upsert" },
      { key: "deployment.environment.name", value: "local", action: "upsert" },
      { key: "archipelago.fleet", value: "acme", action: "upsert" },
    ]);
    for (const { processors } of Object.values(configuration().service.pipelines))
      assert.deepEqual(processors, ["memory_limiter", "k8sattributes", "resource", "batch"]);
  });

  it("sends to the sink of its country and to nothing else, with the token if that asks for one", () => {
    assert.deepEqual(configuration().exporters, {
      otlp_http: {
        endpoint: "https://otlp.eu.example",
        headers: { Authorization: "Bearer ${env:SINK_TOKEN}" },
        sending_queue: { storage: "file_storage" },
      },
    });
    assert.match(JSON.stringify(values().extraEnvs), /"name":"SINK_TOKEN".*"name":"sink-credentials"/);
    assert.doesNotMatch(JSON.stringify(values(iad).extraEnvs), /SINK_TOKEN/);
    assert.equal(configuration(iad).exporters.otlp_http?.headers, undefined);
  });

  it("keeps a dollar sign of the endpoint from being the collector's", () => {
    assert.equal(configuration(iad).exporters.otlp_http?.endpoint, "https://otlp.us.example/$$a");
  });

  it("scrapes as often as declared", () => {
    const { kubeletstats, prometheus } = configuration(dub, { interval: "90s" }).receivers;
    assert.equal(kubeletstats?.collection_interval, "1m30s");
    assert.match(JSON.stringify(prometheus), /"scrape_interval":"1m30s"/);
  });

  it("reads events once per cluster, by a lease, and never its own logs", () => {
    const { extensions, receivers } = configuration();
    assert.equal(receivers.k8s_events?.k8s_leader_elector, "k8s_leader_elector");
    assert.equal(extensions.k8s_leader_elector?.lease_namespace, "observability");
    assert.deepEqual(receivers.filelog?.exclude, ["/var/log/pods/observability_*/*/*.log"]);
  });

  it("names no component that it does not configure, and configures none that it does not use", () => {
    const { service, receivers, processors, exporters, extensions } = configuration();
    const used = (part: "receivers" | "processors" | "exporters") =>
      [...new Set(Object.values(service.pipelines).flatMap((pipeline) => pipeline[part]))].sort();
    assert.deepEqual(used("receivers"), Object.keys(receivers).sort());
    assert.deepEqual(used("processors"), Object.keys(processors).sort());
    assert.deepEqual(used("exporters"), Object.keys(exporters).sort());
    assert.deepEqual([...service.extensions].sort(), Object.keys(extensions).sort());
  });

  it("may read what it reports on and write one lease: no Secrets, no wildcards", () => {
    const rules = (plan().prerequisites ?? []).flatMap(
      (object) =>
        (object as { rules?: { resources: string[]; verbs: string[]; resourceNames?: string[] }[] }).rules ??
        [],
    );
    assert.ok(rules.length > 0);
    for (const { resources, verbs, resourceNames } of rules) {
      assert.ok(!resources.includes("secrets") && !resources.includes("*") && !verbs.includes("*"));
      const writes = verbs.filter((verb) => !["get", "list", "watch"].includes(verb));
      if (writes.length > 0) assert.deepEqual(resources, ["leases"]);
      if (writes.includes("update")) assert.deepEqual(resourceNames, ["collector"]);
    }
  });

  it("listens for OTLP only, and on no address of the node", () => {
    const ports = Object.entries(values().ports as Record<string, { enabled: boolean; hostPort?: number }>);
    assert.deepEqual(
      ports.filter(([, { enabled }]) => enabled).map(([name, { hostPort }]) => [name, hostPort]),
      [
        ["otlp", 0],
        ["otlp-http", 0],
      ],
    );
  });
});
