import assert from "node:assert/strict";
import type { IstioMesh } from "../../../fleet/declaration/platform-schema.ts";
import type { Environment } from "../../../fleet/fleet.ts";
import { remoteServices, type Export } from "../../../fleet/mesh/remote-services.ts";
import { cluster, workload } from "../arbitraries.ts";
import { environment } from "../environments.ts";

const dub = cluster("dub", "eu-west-1", { network: "net-eu" });
const fra = cluster("fra", "eu-central-1", { network: "net-eu" });
const iad = cluster("iad", "us-east-1", { network: "net-us" });
const web: Export = {
  workload: "storefront",
  service: {
    name: "web",
    namespace: "shop",
    ports: [
      { name: "http", number: 80, protocol: "HTTP" },
      { name: "tcp", number: 9000, protocol: "TCP" },
    ],
    serviceAccounts: ["frontend"],
  },
};
const ADDRESSES = ["198.51.100.7"];

const within = (facts: Partial<Environment> = {}) => environment([dub, fra, iad], facts);
const of = (from: string, to: string, gateway: readonly string[] | undefined, local = within()) =>
  remoteServices({ kind: "istio", from, to }, local, gateway, [web]);

interface Entry {
  readonly hosts: readonly string[];
  readonly resolution: string;
  readonly endpoints: readonly { readonly address: string; readonly ports: Record<string, number> }[];
  readonly subjectAltNames?: readonly string[];
}

interface Rule {
  readonly host: string;
  readonly trafficPolicy: {
    readonly portLevelSettings: readonly {
      readonly port: { readonly number: number };
      readonly tls: { readonly mode: string; readonly sni: string };
    }[];
  };
}

describe("what a cluster exports, at its peers", () => {
  it("has a name of its own and goes to the target's gateway, each port by its own SNI", () => {
    const { objects, pending } = of("dub", "iad", ADDRESSES);
    assert.deepEqual(pending, []);
    assert.deepEqual(
      objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ""}/${metadata.name}`),
      ["ServiceEntry istio-system/web.shop.iad", "DestinationRule istio-system/web.shop.iad"],
    );
    const [entry, rule] = objects.map((object) => (object as unknown as { spec: unknown }).spec) as [
      Entry,
      Rule,
    ];
    assert.deepEqual(entry.hosts, ["web.shop.iad.global"]);
    assert.deepEqual(
      entry.endpoints.map(({ address, ports }) => [address, ports]),
      [[ADDRESSES[0], { http: 15443, tcp: 15443 }]],
    );
    assert.equal(rule.host, "web.shop.iad.global");
    assert.deepEqual(
      rule.trafficPolicy.portLevelSettings.map(({ port, tls }) => [port.number, tls.mode, tls.sni]),
      [
        [80, "ISTIO_MUTUAL", "outbound_.80_._.web.shop.svc.cluster.local"],
        [9000, "ISTIO_MUTUAL", "outbound_.9000_._.web.shop.svc.cluster.local"],
      ],
    );
  });

  it("is answered for by the accounts of its pods, of this trust domain", () => {
    const entryOf = (service: Export["service"]) => {
      const link = { kind: "istio", from: "dub", to: "iad" } as const;
      const { objects } = remoteServices(link, within(), ADDRESSES, [{ ...web, service }]);
      return (objects[0] as unknown as { spec: Entry }).spec;
    };
    assert.deepEqual(entryOf(web.service).subjectAltNames, ["spiffe://local.acme/ns/shop/sa/frontend"]);
    assert.equal("subjectAltNames" in entryOf({ ...web.service, serviceAccounts: [] }), false);
  });

  it("is looked up by name where a gateway has a name, and taken as it stands where it has addresses", () => {
    const resolution = (...gateway: string[]) =>
      (of("dub", "iad", gateway).objects[0] as unknown as { spec: Entry }).spec.resolution;
    assert.equal(resolution("198.51.100.7", "2001:db8::7"), "STATIC");
    assert.equal(resolution("gateway.elb.example"), "DNS");
    assert.equal(resolution("198.51.100.7", "gateway.elb.example"), "DNS");
  });

  it("waits, in words, for a gateway that has no address yet", () => {
    for (const gateway of [undefined, []]) {
      assert.deepEqual(of("dub", "iad", gateway), {
        objects: [],
        pending: ["dub → iad (export shop/web: iad has no gateway address yet)"],
      });
    }
  });

  it("is nothing in one network, in an ambient mesh, and in a mesh that is not Istio's", () => {
    const nothing = { objects: [], pending: [] };
    assert.deepEqual(of("dub", "fra", ADDRESSES), nothing);
    const ambient = { ...(within().mesh as IstioMesh), profile: "ambient" } as const;
    assert.deepEqual(of("dub", "iad", ADDRESSES, within({ mesh: ambient })), nothing);
    const linkerd = { kind: "linkerd", trustDomain: "local.acme", mode: "gateway" } as const;
    assert.deepEqual(of("dub", "iad", ADDRESSES, within({ mesh: linkerd })), nothing);
    assert.deepEqual(of("dub", "iad", undefined, within({ mesh: undefined })), nothing);
  });

  it("is not offered where the data of its workload may not be", () => {
    const residency = { name: "eu-only", data: ["EEA"], exceptions: [] };
    const local = within({ workloads: [workload({ residency })] });
    assert.equal(of("iad", "dub", ADDRESSES, local).objects.length, 0);
    assert.equal(of("iad", "dub", undefined, local).pending.length, 0);
    const far = cluster("fra", "eu-central-1", { network: "net-de" });
    const inEurope = environment([dub, far, iad], { workloads: [workload({ residency })] });
    assert.equal(of("dub", "fra", ADDRESSES, inEurope).objects.length, 2);
  });
});
