import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "../../fleet/fleet.ts";
import { regionStack } from "../../stacks/region.ts";
import { Settings } from "../../stacks/settings.ts";
import { cluster } from "../fleet/arbitraries.ts";
import { environment } from "../fleet/environments.ts";
import { trustConfig } from "../trust.ts";
import { record, type Registration } from "./recorder.ts";
import { resolved } from "./values.ts";

const dub = cluster("dub", "eu-west-1");

/** What the stack of a region registers whose only cluster is gone. */
async function registered(gone: Cluster): Promise<{ seen: Registration[]; outputs: pulumi.Inputs }> {
  const region = { name: gone.region, country: gone.country, clusters: [], tombstoned: [gone] };
  const local = environment([dub], { tombstoned: [gone] });
  const regions = [...local.regions, region];
  let outputs: pulumi.Inputs = {};
  const seen = await record(
    async () => {
      const settings = new Settings("/", region);
      outputs = await regionStack({ environment: { ...local, regions }, region, root: "/", settings });
    },
    {},
    "local-us-east-1",
  );
  return { seen, outputs };
}

describe("the region of a cluster that is gone for good", () => {
  it("keeps of an existing one the provider that can let go, and nothing that reaches it", async () => {
    const provisioner = { kind: "existing", secret: "iad" } as const;
    const { seen, outputs } = await registered(
      cluster("iad", "us-east-1", { provisioner, simulated: false }),
    );
    assert.deepEqual(
      seen.map(({ type, name }) => `${type} ${name}`),
      ["archipelago:cluster:FleetCluster iad", "pulumi:providers:kubernetes iad"],
    );
    const [component, provider] = seen;
    assert.equal(provider?.parent, component?.urn);
    assert.equal(provider?.inputs.deleteUnreachable, true);
    assert.equal(provider?.inputs.clusterIdentifier, "acme-local-iad");
    assert.match(String(provider?.inputs.kubeconfig), /"server":"https:\/\/127\.0\.0\.1:0"/);
    const { passports, kubeconfigs, clusters } = (await resolved(outputs)) as Record<string, object>;
    assert.deepEqual([passports, kubeconfigs, clusters], [{}, {}, {}]);
  });

  it("keeps nothing of a local one: its processes and folder go with it", async () => {
    assert.deepEqual((await registered(cluster("iad", "us-east-1"))).seen, []);
  });

  it("sets deleteUnreachable for no cluster that is not", async () => {
    const local = environment([dub]);
    const region = local.regions[0]!;
    const seen = await record(() => {
      pulumi.runtime.setAllConfig(trustConfig(local));
      return regionStack({ environment: local, region, root: "/", settings: new Settings("/", region) });
    });
    const providers = seen.filter(({ type }) => type === "pulumi:providers:kubernetes");
    assert.deepEqual(
      providers.map(({ inputs }) => inputs.deleteUnreachable),
      [undefined],
    );
    assert.deepEqual(
      providers.map(({ inputs }) => inputs.enableSecretMutable),
      [true],
    );
  });
});
