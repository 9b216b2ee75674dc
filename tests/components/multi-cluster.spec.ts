import assert from "node:assert/strict";
import { GATEWAY, sharedFleet } from "../fleet/clouds/gcp/shared.ts";
import { registrationsOf } from "./schemas/objects.ts";
import type { Registration } from "./recorder.ts";

const DECLARATION = sharedFleet({ entries: { shop: GATEWAY, web: { ...GATEWAY, kind: "ingress" } } });

const named = (seen: readonly Registration[], type: RegExp) => seen.filter((each) => type.test(each.type));

describe("clusters of GKE that share services, as they are registered", () => {
  let hub: Registration[];
  let other: Registration[];
  let environment: Registration[];

  before(async () => {
    hub = await registrationsOf(DECLARATION, {}, "prod-europe-west3");
    other = await registrationsOf(DECLARATION, {}, "prod-europe-west1");
    environment = await registrationsOf(DECLARATION, {}, "prod");
  });

  it("have features on the hub, after its membership, and nothing of them elsewhere", () => {
    const features = named(hub, /gkehub\/feature:Feature/);
    assert.deepEqual(features.map(({ inputs }) => inputs.name).sort(), [
      "multiclusteringress",
      "multiclusterservicediscovery",
    ]);
    const [membership] = named(hub, /gkehub\/membership/);
    for (const { dependencies } of features) assert.ok(dependencies.includes(membership?.urn ?? ""));
    assert.deepEqual(named(other, /gkehub\/feature/), []);
    assert.deepEqual(named(environment, /^gcp:gkehub/), []);
  });

  it("let Google's own accounts look up networks and keep load balancers", () => {
    const rights = named(hub, /IAMMember$/).map(
      ({ inputs }) => `${String(inputs.member)} ${String(inputs.role)}`,
    );
    assert.ok(
      rights.includes(
        "serviceAccount:acme-prod-1234.svc.id.goog[gke-mcs/gke-mcs-importer] roles/compute.networkViewer",
      ),
    );
    assert.ok(
      rights.includes(
        "serviceAccount:service-123456789012@gcp-sa-multiclusteringress.iam.gserviceaccount.com roles/container.admin",
      ),
    );
  });

  it("export on each cluster what its workloads export, once the features are on", () => {
    for (const seen of [hub, other]) {
      const exported = named(seen, /ServiceExport$/);
      assert.deepEqual(
        exported.map(({ type, inputs }) => [type, inputs.metadata]),
        [["kubernetes:net.gke.io/v1:ServiceExport", { name: "shop", namespace: "shop" }]],
      );
    }
  });

  it("keep load balancers on the hub, each object after the one that it needs", () => {
    const kinds = ["Gateway", "HTTPRoute", "MultiClusterService", "MultiClusterIngress"];
    const objects = kinds.map((kind) => {
      const [object] = named(environment, new RegExp(`:${kind}$`));
      assert.ok(object, kind);
      return object;
    });
    const [gateway, route, service, ingress] = objects as [
      Registration,
      Registration,
      Registration,
      Registration,
    ];
    assert.ok(route.dependencies.includes(gateway.urn));
    assert.ok(ingress.dependencies.includes(service.urn));
    for (const { provider } of objects) assert.match(provider, /pulumi:providers:kubernetes::fra/);
  });
});
