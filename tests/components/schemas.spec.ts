import assert from "node:assert/strict";
import jsonPatch, { type Operation } from "fast-json-patch";
import type { KubernetesObject } from "../../fleet/manifests.ts";
import { DECLARATIONS } from "./schemas/declarations.ts";
import { objectsOf } from "./schemas/objects.ts";
import { groupOf, schemaProblems, WITHOUT_PACKAGE } from "./schemas/schema.ts";

/** Kinds that are not Kubernetes' own. */
const CUSTOM_KINDS = [
  "argoproj.io/v1alpha1 AppProject",
  "argoproj.io/v1alpha1 ApplicationSet",
  "gateway.networking.k8s.io/v1 Gateway",
  "multicluster.linkerd.io/v1alpha3 Link",
  "networking.istio.io/v1 DestinationRule",
  "networking.istio.io/v1 Gateway",
  "networking.istio.io/v1 ServiceEntry",
  "velero.io/v1 BackupStorageLocation",
  "velero.io/v1 Schedule",
  "velero.io/v1 VolumeSnapshotLocation",
];

const kindOf = ({ apiVersion, kind }: KubernetesObject) => `${apiVersion} ${kind}`;

/* Server-side schemas without a server: what it would refuse, and what it would drop without a word. */
describe("the real schemas of what the program makes", function () {
  this.timeout(60_000);
  const all: KubernetesObject[] = [];
  const aKind = (kind: string) => all.find((each) => kindOf(each) === kind) ?? assert.fail(`no ${kind}`);

  for (const [title, declaration] of Object.entries(DECLARATIONS)) {
    it(`have nothing against it: ${title}`, async () => {
      const objects = await objectsOf(declaration);
      all.push(...objects);
      const checked = objects.filter((object) => !WITHOUT_PACKAGE.has(groupOf(object)));
      assert.deepEqual((await Promise.all(checked.map(schemaProblems))).flat(), []);
    });
  }

  it("have been asked about all kinds there are", () => {
    const custom = new Set(all.filter((object) => groupOf(object).includes(".")).map(kindOf));
    const known = [...custom].filter(
      (kind) => !/^(rbac\.authorization|admissionregistration)\.k8s\.io\//.test(kind),
    );
    assert.deepEqual(known.sort(), CUSTOM_KINDS);
  });

  describe("tell, with object and path, of", () => {
    const spoilt: [string, string, Operation, RegExp][] = [
      [
        "a field of Istio's that is misspelt",
        "networking.istio.io/v1 ServiceEntry",
        { op: "add", path: "/spec/endpoints/0/adress", value: "" },
        /^ServiceEntry istio-system\/shop\.shop\.\w+: \/spec\/endpoints\/0\/adress: the schema has no such field$/,
      ],
      [
        "a value that is none of those there are",
        "networking.istio.io/v1 Gateway",
        { op: "add", path: "/spec/servers/0/tls/mode", value: "PASSTHROUGH_AUTO" },
        /^Gateway istio-system\/cross-network-gateway: \/spec\/servers\/0\/tls\/mode: .*allowed values/,
      ],
      [
        "a field that is missing",
        "networking.istio.io/v1 DestinationRule",
        { op: "remove", path: "/spec/host" },
        /^DestinationRule istio-system\/.*: \/spec: .*host/,
      ],
      [
        "a listener of the Gateway API with a port that there cannot be",
        "gateway.networking.k8s.io/v1 Gateway",
        { op: "add", path: "/spec/listeners/0/port", value: 70_000 },
        /^Gateway istio-system\/istio-eastwestgateway: \/spec\/listeners\/0\/port: .*65535/,
      ],
      [
        "a policy of Argo CD that it does not know",
        "argoproj.io/v1alpha1 ApplicationSet",
        { op: "add", path: "/spec/syncPolicy/preserve", value: true },
        /^ApplicationSet argocd\/\w+: \/spec\/syncPolicy\/preserve: the schema has no such field$/,
      ],
      [
        "a field of Linkerd's that is a number where texts are",
        "multicluster.linkerd.io/v1alpha3 Link",
        { op: "add", path: "/spec/targetClusterName", value: 1 },
        /^Link linkerd-multicluster\/\w+: \/spec\/targetClusterName: must be string$/,
      ],
      [
        "one that it does not know",
        "multicluster.linkerd.io/v1alpha3 Link",
        { op: "add", path: "/spec/remoteDiscoverySelector/labels", value: {} },
        /^Link .*: \/spec\/remoteDiscoverySelector\/labels: the schema has no such field$/,
      ],
      [
        "a field in the metadata of an object of Kubernetes' own",
        "v1 Secret",
        { op: "add", path: "/metadata/anotations", value: {} },
        /^Secret .*: \/metadata\/anotations: the schema has no such field$/,
      ],
    ];
    for (const [title, kind, change, problem] of spoilt) {
      it(title, async () => {
        const [first, ...others] = await schemaProblems(spoil(aKind(kind), change));
        assert.match(first ?? "nothing", problem);
        assert.deepEqual(others, []);
      });
    }

    it("nothing that is for somebody else to read", async () => {
      const object = spoil(aKind("v1 ConfigMap"), { op: "add", path: "/data/anything", value: "goes" });
      assert.deepEqual(await schemaProblems(object), []);
    });
  });
});

function spoil(object: KubernetesObject, change: Operation): KubernetesObject {
  return jsonPatch.applyPatch(structuredClone(object), [change]).newDocument;
}
