import assert from "node:assert/strict";
import { gkeKubeconfig } from "../../../../fleet/clouds/gcp/kubeconfig.ts";
import { readContext } from "../../../../fleet/kubeconfig.ts";

describe("the kubeconfig of a cluster of GKE", () => {
  const access = { name: "acme-prod-fra", endpoint: "10.40.0.2", ca: btoa("ca"), dnsName: undefined };

  it("holds no credential, and names the program that gets one", () => {
    const { user, endpoint, ca } = readContext(gkeKubeconfig(access));
    assert.deepEqual(Object.keys(user), ["exec"]);
    assert.equal((user as { exec: { command: string } }).exec.command, "gke-gcloud-auth-plugin");
    assert.deepEqual([endpoint, ca], ["https://10.40.0.2", btoa("ca")]);
  });

  it("goes by name where that is declared, with the certificates that every machine trusts", () => {
    const { endpoint, ca } = readContext(
      gkeKubeconfig({ ...access, dnsName: "gke-1.europe-west3.gke.goog" }),
    );
    assert.deepEqual([endpoint, ca], ["https://gke-1.europe-west3.gke.goog", ""]);
  });
});
