import assert from "node:assert/strict";
import type { LinkTarget } from "../../components/links/target.ts";
import * as pulumi from "../../components/sdk/pulumi.ts";
import { provisioningPad } from "../../fleet/links.ts";
import { onHub } from "../../stacks/cluster-api.ts";
import { clusterApiCluster } from "../fleet/clouds/cluster-api/clusters.ts";
import { environment } from "../fleet/environments.ts";

describe("the way to the hub, for clusters that are made there", () => {
  const { cluster } = clusterApiCluster({ topology: { class: "standard" }, namespace: "dub" });
  const declared = environment([cluster], {
    hub: "hub",
    clusterApi: { namespaces: ["dub", "iad"], providers: [], credentials: "identity" },
  });
  const hubWith = (...namespaces: string[]) =>
    ({
      tokens: new Map(namespaces.map((each) => [provisioningPad(each), pulumi.secret("t")])),
    }) as unknown as LinkTarget;
  const look = (target: LinkTarget | undefined, installed: readonly string[] = []) =>
    onHub([cluster], {
      environment: declared,
      target,
      dependsOn: [],
      installed: new Map(installed.map((name) => [name, { version: "v1.35.4" }])),
      madeOn: new Map(),
      restoredHub: undefined,
    });

  it("is there as soon as the hub keeps a landing pad for their namespace", () => {
    assert.deepEqual([...look(hubWith("dub")).ready.keys()], ["dub"]);
    assert.deepEqual(look(hubWith("dub")).pending, []);
  });

  it("is pending as long as there is no hub, or none with such a landing pad", () => {
    for (const target of [undefined, hubWith("iad")]) {
      const { ready, pending } = look(target);
      assert.equal(ready.size, 0);
      assert.deepEqual(pending, ["hub → dub (cluster-api)"]);
    }
  });

  it("does not lead to another hub than the one they were made on, unless they have been restored there", async () => {
    const identityOn = (restoredHub: string | undefined) => {
      const { ready } = onHub([cluster], {
        environment: declared,
        target: { ...hubWith("dub"), identifier: "now" },
        dependsOn: [],
        installed: new Map(),
        madeOn: new Map([["dub", "before"]]),
        restoredHub,
      });
      const identifier = ready.get("dub")!.target.identifier as unknown as { promise(): Promise<string> };
      return identifier.promise();
    };
    const refused = /Cluster dub was made by Cluster API on a hub hub that is no more.*restoredHub now$/;
    await assert.rejects(identityOn(undefined), refused);
    await assert.rejects(identityOn("another"), refused);
    assert.equal(await identityOn("now"), "now");
  });

  it("must not be lost once a cluster has been made: left out, it would be deleted", () => {
    assert.throws(() => look(undefined, ["dub"]), /Cluster dub was made by Cluster API on the hub hub/);
  });
});
