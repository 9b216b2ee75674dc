import assert from "node:assert/strict";
import path from "node:path";
import { deleteCluster, ensureCluster } from "../../../components/cluster/kwok/lifecycle.ts";
import { Bed } from "../bed.ts";
import { forget, killWhen, killWhile, pendingIn, rewrite } from "../cut-off.ts";
import { readStatus } from "../status.ts";

const RELEASE = "kubernetes:helm.sh/v3:Release";

/* What a run that was killed leaves in a state, and out of it; each case by itself, where kill.spec.ts tries moments. */
describe("a run that was cut off", function () {
  this.timeout("10m");

  describe("on a cluster of its own", () => {
    let bed: Bed;
    before(async () => {
      bed = await Bed.create();
    });
    after(() => bed.destroy());

    it("while Helm was at a release, is ended by the next up", async () => {
      await killWhile(bed, "local-eu-west-1", ({ type, resource }) => {
        return type === "creating" && resource.type === RELEASE;
      });
      await bed.succeed("up");
      assert.ok((await readStatus(bed)).links.every(({ state }) => state === "linked"));
      assert.deepEqual(pendingIn(bed, "local-eu-west-1"), []);
      const { stacks } = JSON.parse(await bed.succeed("up", "--json")) as UpReport;
      for (const { changes } of stacks) assert.deepEqual(Object.keys(changes), ["same"]);
    });

    it("after something was created that was not noted, takes it over, also where the API server has filled in parts of it", async () => {
      const policies = forget(bed, "local-eu-west-1", ({ type }) =>
        type.includes("ValidatingAdmissionPolic"),
      );
      assert.ok(policies > 0);
      const { stacks } = JSON.parse(await bed.succeed("up", "--json")) as UpReport;
      assert.ok(stacks.some(({ changes }) => changes.create === policies));
    });

    for (const killedAgain of [false, true]) {
      const again = killedAgain ? ", and again when that was forgotten," : "";
      it(`while something was deleted that is declared again${again} gets that back`, async () => {
        const role = ["-n", "notice", "role", "archipelago-landing-pad-argocd"];
        await bed.kubectl("us-east-1", "delete", ...role);
        // As the engine notes it before it begins.
        rewrite(bed, "local-us-east-1", (deployment) => {
          const resource = deployment.resources.find(({ type }) => type.endsWith("/v1:Role"));
          assert.ok(resource !== undefined);
          return { ...deployment, pending_operations: [{ type: "deleting", resource }] };
        });
        if (killedAgain) await killWhen(bed, () => pendingIn(bed, "local-us-east-1").length === 0);
        await bed.succeed("up");
        await bed.kubectl("us-east-1", "get", ...role);
        assert.deepEqual(pendingIn(bed, "local-us-east-1"), []);
      });
    }
  });

  describe("on a cluster that outlives its stack", () => {
    let bed: Bed;
    let elsewhere: string;
    before(async () => {
      bed = await Bed.create(ON_EXISTING);
      elsewhere = path.join(bed.root, "elsewhere");
      const foreign = await ensureCluster(elsewhere, { name: "foreign", nodes: 1 });
      bed.write("foreign.kubeconfig", foreign.kubeconfig);
    });
    after(async () => {
      await bed.destroy();
      await deleteCluster(elsewhere, "foreign");
    });

    it("leaves nothing there when the stack is destroyed next", async () => {
      await killWhile(bed, "local-berlin", ({ type, resource }) => {
        return type === "creating" && resource.type === "kubernetes:core/v1:Namespace";
      });
      await bed.succeed("destroy", "--environment", "local", "--yes");
      const { stdout } = await bed.run("kubectl", [
        ...["--kubeconfig", "foreign.kubeconfig", "get", "namespaces", "-o", "name"],
      ]);
      assert.deepEqual(stdout.trim().split("\n").sort(), [
        "namespace/default",
        "namespace/kube-node-lease",
        "namespace/kube-public",
        "namespace/kube-system",
      ]);
    });
  });
});

interface UpReport {
  readonly stacks: readonly { readonly changes: Readonly<Record<string, number>> }[];
}

const ON_EXISTING = `
name: acme
environments:
  local:
    hub: berlin
    regions:
      berlin:
        country: DE
        clusters: { berlin: { provisioner: { kind: existing, kubeconfig: foreign.kubeconfig, context: foreign } } }
workloads:
  gateway: { environments: [local], manifests: examples/gateway }
`;
