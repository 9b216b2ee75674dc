import assert from "node:assert/strict";
import path from "node:path";
import { deleteCluster, ensureCluster } from "../../../components/cluster/kwok/lifecycle.ts";
import { isRunning } from "../../../components/cluster/kwok/observe.ts";
import { folderOf } from "../../../components/cluster/kwok/folder.ts";
import type { KwokFacts } from "../../../components/cluster/kwok/spec.ts";
import { Bed } from "../bed.ts";
import { readStatus } from "../status.ts";

const CANARY = "canary-8d1f5c";

/* What workloads may be made of, on a cluster that the program has not made. */
describe("manifests, on an existing cluster", function () {
  this.timeout("10m");
  let bed: Bed;
  let elsewhere: string;
  let foreign: KwokFacts;

  before(async () => {
    bed = await Bed.create(
      declaration(`{ kind: existing, kubeconfig: foreign.kubeconfig, context: foreign }`),
    );
    // Somebody else's cluster, with a folder of its own.
    elsewhere = path.join(bed.root, "elsewhere");
    foreign = await ensureCluster(elsewhere, { name: "foreign", nodes: 2 });
    bed.write("foreign.kubeconfig", foreign.kubeconfig);
    for (const [file, text] of Object.entries(MANIFESTS)) bed.write(file, text);
  });
  after(async () => {
    await bed.destroy();
    await deleteCluster(elsewhere, "foreign");
  });

  it("are a kustomization, a chart, custom resources with their definition, or plain files", async () => {
    await bed.succeed("up");
    const names = await bed.kubectl("berlin", "get", "deployments,gadgets,configmaps", "-A", "-o", "name");
    for (const name of [
      "deployment.apps/kustomized-web",
      "deployment.apps/charted",
      "gadget.example.com/first",
      "configmap/plain",
    ]) {
      assert.ok(names.includes(name), `${name} is not among\n${names}`);
    }
  });

  it("are put into the workload's namespace, which enforces its Pod Security level", async () => {
    const level = await bed.kubectl(
      "berlin",
      "get",
      "namespace",
      "charted",
      "-o",
      "jsonpath={.metadata.labels}",
    );
    assert.equal(
      (JSON.parse(level) as Record<string, string>)["pod-security.kubernetes.io/enforce"],
      "baseline",
    );
    assert.equal(await field("gadgets", "gadget/first", ".metadata.namespace"), "gadgets");
  });

  it("get values, divisions, overrides and patches", async () => {
    assert.equal(await field("charted", "deployment/charted", ".spec.replicas"), "5");
    assert.equal(await field("charted", "deployment/charted", ".metadata.annotations.greeting"), "hello");
    assert.equal(await field("gadgets", "gadget/first", ".spec.size"), "7");
    assert.equal(await field("plain", "configmap/plain", ".data.colour"), "blue");
  });

  it("keep what a Secret among them carries out of the state", async () => {
    assert.equal(
      await field("plain", "secret/plain", ".data.password"),
      Buffer.from(CANARY).toString("base64"),
    );
    const { stdout } = await bed.run("grep", ["-rlE", `${CANARY}|${btoa(CANARY)}`, ".archipelago/state"]);
    assert.equal(stdout, "");
  });

  it("are the same, however the cluster is reached: a context of a file, or a secret of the stack", async () => {
    const stack = ["--stack", "local-berlin"];
    const set = await bed.pulumi(
      "config",
      "set",
      "--secret",
      "archipelago:berlin",
      foreign.kubeconfig,
      ...stack,
    );
    assert.equal(set.code, 0, set.stderr);
    bed.declare(declaration(`{ kind: existing, secret: berlin }`));
    const { code, stdout } = await bed.pulumi("preview", "--diff", ...stack);
    assert.equal(code, 0, stdout);
    assert.doesNotMatch(stdout, /to (create|replace|delete)/);
    assert.ok((await readStatus(bed)).clusters.every(({ ready, simulated }) => ready && !simulated));
  });

  it("are taken out again by destroy, and the cluster stays as it was", async () => {
    await bed.succeed("destroy", "--environment", "local", "--yes");
    assert.ok(await isRunning(folderOf(elsewhere, "foreign"), foreign));
    const { stdout } = await bed.run("kubectl", [
      "--kubeconfig",
      "foreign.kubeconfig",
      "get",
      "ns",
      "-o",
      "name",
    ]);
    assert.deepEqual(stdout.trim().split("\n").sort(), [
      "namespace/default",
      "namespace/kube-node-lease",
      "namespace/kube-public",
      "namespace/kube-system",
    ]);
  });

  async function field(namespace: string, object: string, jsonPath: string): Promise<string> {
    return bed.kubectl("berlin", "-n", namespace, "get", object, "-o", `jsonpath={${jsonPath}}`);
  }
});

function declaration(provisioner: string): string {
  return `
name: acme
environments:
  local:
    hub: berlin
    regions:
      berlin: { country: DE, clusters: { berlin: { provisioner: ${provisioner} } } }
workloads:
  kustomized: { environments: [local], manifests: apps/kustomized, podSecurity: baseline }
  charted:
    environments: [local]
    manifests: apps/charted
    podSecurity: baseline
    values: { greeting: hello }
    division: { replicas: 5 }
    after: [plain]
  gadgets:
    environments: [local]
    manifests: apps/gadgets
    overrides:
      - clusters: { country: DE }
        target: { kind: Gadget }
        patch: [{ op: replace, path: /spec/size, value: 7 }]
  plain: { environments: [local], manifests: apps/plain.yaml }
`;
}

const deployment = (name: string, annotations = ""): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}${annotations} }
spec:
  replicas: 1
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers: [{ name: web, image: "registry.example/web:1" }]
`;

const MANIFESTS: Readonly<Record<string, string>> = {
  "apps/kustomized/kustomization.yaml": "namePrefix: kustomized-\nresources: [web.yaml]\n",
  "apps/kustomized/web.yaml": deployment("web"),
  "apps/charted/Chart.yaml": "apiVersion: v2\nname: charted\nversion: 0.1.0\nkubeVersion: '>=1.33.0-0'\n",
  "apps/charted/templates/web.yaml": deployment(
    "{{ .Release.Name }}",
    `, annotations: { greeting: "{{ .Values.greeting }}" }`,
  ),
  "apps/gadgets/definition.yaml": `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: gadgets.example.com }
spec:
  group: example.com
  scope: Namespaced
  names: { kind: Gadget, plural: gadgets, singular: gadget }
  versions:
    - name: v1
      served: true
      storage: true
      schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } }
`,
  "apps/gadgets/first.yaml": `
apiVersion: example.com/v1
kind: Gadget
metadata: { name: first }
spec: { size: 1 }
`,
  "apps/plain.yaml": `
apiVersion: v1
kind: ConfigMap
metadata: { name: plain }
data: { colour: blue }
---
apiVersion: v1
kind: Secret
metadata: { name: plain }
stringData: { password: ${CANARY} }
`,
};
