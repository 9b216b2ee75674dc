import assert from "node:assert/strict";
import { Bed, type Finished } from "../bed.ts";
import { ClusterApi } from "../control-planes/cluster-api.ts";
import { lastingPorts } from "../control-planes/program.ts";
import { until } from "../until.ts";
import { ApiFront } from "./api-front.ts";
import { IN_MEMORY_CLASS, objectsOf } from "./cluster-api-files.ts";

/* The real managers of Cluster API on a hub; of machines, their etcd and their API servers only records are kept. */
describe("clusters of Cluster API", function () {
  this.timeout("6m");
  let bed: Bed;
  let clusterApi: ClusterApi;
  const fronts: ApiFront[] = [];
  let ports: number[] = [];

  before(async () => {
    ports = await lastingPorts(2);
    bed = await Bed.create(declaration({}));
    await bed.succeed("up");
    clusterApi = await ClusterApi.start(bed, "hub");
    bed.write(
      "class.json",
      JSON.stringify({ apiVersion: "v1", kind: "List", items: await objectsOf(IN_MEMORY_CLASS) }),
    );
    await bed.kubectl("hub", "-n", "iad", "apply", "-f", "class.json");
  });
  after(async () => {
    for (const front of fronts) await front.stop();
    await clusterApi.stop();
    await bed.destroy();
  });
  afterEach(() => {
    clusterApi.assertAlive();
  });

  it("are made from objects and from a topology, and reached with the kubeconfig of their Secret", async () => {
    bed.declare(declaration({ dub: "1.34.0", iad: true }));
    const up = bed.fleet("up");
    const starting = ["dub", "iad"].map(async (name, index) => {
      const cluster = { namespace: name, name: `acme-local-${name}` };
      fronts.push(await ApiFront.start(bed, "hub", cluster, ports[index] ?? 0));
    });
    const { code, stdout, stderr } = await up;
    assert.equal(code, 0, stdout + stderr);
    await Promise.all(starting);
    for (const cluster of ["dub", "iad"])
      await bed.kubectl(cluster, "get", "namespace", "archipelago-system");
    assert.deepEqual(await machines("dub"), { "v1.34.0": 5 });
    assert.deepEqual(await machines("iad"), { "v1.34.0": 2 });
  });

  it("are left alone by the next run", async () => {
    for (const stack of ["local-eu-west-1", "local-us-east-1"]) {
      const { code, stdout, stderr } = await bed.pulumi("preview", "--expect-no-changes", "--stack", stack);
      assert.equal(code, 0, stdout + stderr);
    }
  });

  it("are reached through a token that leads to their own namespace, and to no key in it", async () => {
    const may = (namespace: string, verb: string, what: string) => {
      const account = "system:serviceaccount:archipelago-system:landing-pad-cluster-api-dub";
      return bed.kubectl("hub", "-n", namespace, "auth", "can-i", verb, what, "--as", account).then(
        () => true,
        () => false,
      );
    };
    assert.ok(await may("dub", "delete", "clusters.cluster.x-k8s.io"));
    assert.ok(await may("dub", "get", "secrets/acme-local-dub-kubeconfig"));
    assert.ok(!(await may("dub", "get", "secrets/acme-local-dub-ca")));
    assert.ok(!(await may("dub", "list", "secrets")));
    assert.ok(!(await may("iad", "get", "clusters.cluster.x-k8s.io")));
    assert.ok(!(await may("dub", "create", "deployments.apps")));
  });

  it("are not taken over two minors, and not back", async () => {
    for (const version of ["1.36.0", "1.33.9"]) {
      bed.declare(declaration({ dub: version, iad: true }));
      const { code, stdout, stderr } = await bed.pulumi("preview", "--stack", "local-eu-west-1");
      assert.notEqual(code, 0);
      assert.match(stdout + stderr, /dub: Kubernetes 1\.34 cannot/);
    }
  });

  it("are upgraded and scaled, also if a manager is killed half-way", async () => {
    bed.declare(declaration({ dub: "1.35.0", workers: 3, iad: true }));
    const up = upOf("local-eu-west-1");
    await until(
      () => machines("dub"),
      (seen) => (seen["v1.35.0"] ?? 0) > 0,
      120,
    );
    await clusterApi.killManager("control-plane");
    await clusterApi.startManager("control-plane");
    const { code, stdout, stderr } = await up;
    assert.equal(code, 0, stdout + stderr);
    assert.deepEqual(await machines("dub"), { "v1.35.0": 6 });
  });

  it("whose deletion hangs say why, and go when the cause is gone, with all that was made for them", async () => {
    await clusterApi.killManager("control-plane");
    const hanging = await destroyOf("local-eu-west-1");
    assert.notEqual(hanging.code, 0);
    assert.match(
      hanging.stdout + hanging.stderr,
      /Cluster "acme-local-dub" .* is not gone after 30 s; what is left:/,
    );
    assert.match(
      hanging.stdout + hanging.stderr,
      /Cluster acme-local-dub: asked to go at .*, held by cluster\.cluster/,
    );
    await clusterApi.startManager("control-plane");
    await destroyed("local-eu-west-1");
    assert.equal(await left("dub"), "");
  });

  it("with a topology are deleted as a whole", async () => {
    await destroyed("local-us-east-1");
    const templates = /in-memory-/;
    const names = (await left("iad")).split("\n").filter((name) => name !== "" && !templates.test(name));
    assert.deepEqual(names, []);
  });

  const upOf = (stack: string) => bed.pulumi("up", "--yes", "--skip-preview", "--stack", stack);
  const destroyOf = (stack: string) => bed.pulumi("destroy", "--yes", "--skip-preview", "--stack", stack);

  /** A destroy that ran out of time goes on where it ended. */
  async function destroyed(stack: string): Promise<void> {
    let last: Finished | undefined;
    for (let attempt = 0; attempt < 4; attempt++) {
      last = await destroyOf(stack);
      if (last.code === 0) return;
    }
    assert.fail((last?.stdout ?? "") + (last?.stderr ?? ""));
  }

  /** How many machines there are of each version. */
  async function machines(namespace: string): Promise<Record<string, number>> {
    const versions = await bed.kubectl(
      "hub",
      ...["-n", namespace, "get", "machines", "-o", "jsonpath={.items[*].spec.version}"],
    );
    const byVersion = Map.groupBy(versions.split(" ").filter(Boolean), (version) => version);
    return Object.fromEntries([...byVersion].map(([version, all]) => [version, all.length]));
  }

  /** Everything in a namespace that belongs to clusters. */
  function left(namespace: string): Promise<string> {
    const kinds = [
      ...["clusters", "machines", "machinesets", "machinedeployments"].map(
        (kind) => `${kind}.cluster.x-k8s.io`,
      ),
      ...["kubeadmcontrolplanes", "kubeadmconfigs", "kubeadmconfigtemplates"],
      ...["devclusters", "devmachines", "devmachinetemplates", "secrets"],
    ];
    return bed.kubectl("hub", "-n", namespace, "get", kinds.join(","), "-o", "name");
  }

  function declaration({ dub, workers = 2, iad = false }: { dub?: string; workers?: number; iad?: boolean }) {
    const common = (name: string, index: number) =>
      `kind: cluster-api, namespace: ${name}, endpoint: { host: localhost, port: ${ports[index] ?? 0} }, ` +
      `deletionProtection: false, timeouts: { ready: 4m, delete: 30s }`;
    const explicit = `
      eu-west-1:
        country: IE
        clusters:
          dub:
            version: ${dub ?? ""}
            provisioner: { ${common("dub", 0)}, healthChecks: {}, infrastructure: { kind: in-memory, workers: { md: { replicas: ${workers} } } } }`;
    const topology = `
      us-east-1:
        country: US
        clusters:
          iad:
            version: 1.34.0
            provisioner: { ${common("iad", 1)}, topology: { class: in-memory, controlPlane: { replicas: 1 }, workers: { md: { class: default-worker, replicas: 1 } } } }`;
    return `name: acme
environments:
  local:
    hub: hub
    clusterApi: { namespaces: [dub, iad] }
    regions:
      home: { country: IE, clusters: { hub: { provisioner: { kind: kwok, nodes: 1 } } } }${dub === undefined ? "" : explicit}${iad ? topology : ""}
`;
  }
});
