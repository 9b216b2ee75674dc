import assert from "node:assert/strict";
import { Provider } from "../../components/sdk/kubernetes.ts";
import { ResidencyAdmission } from "../../components/residency/admission.ts";
import { planAdmission } from "../../fleet/residency/admission.ts";
import { cluster, within, workload } from "../fleet/arbitraries.ts";
import { environment } from "../fleet/environments.ts";
import { record, type Registration } from "./recorder.ts";

const dub = cluster("dub", "eu-west-1");

describe("the admission of a cluster, as it is registered", () => {
  let seen: Registration[];

  before(async () => {
    const plan = planAdmission(
      dub,
      environment([dub], { workloads: [workload({ residency: within("IE") })] }),
    );
    assert.ok(plan);
    seen = await record(() => {
      const provider = new Provider("dub", { kubeconfig: "kubeconfig", clusterIdentifier: "id" });
      new ResidencyAdmission("dub", { cluster: { name: "dub", provider, deletedWith: undefined }, plan });
    });
  });

  const ofKind = (kind: string) => seen.filter(({ type }) => type.endsWith(`:${kind}`));

  it("is a component with all of it inside", () => {
    const [component] = ofKind("ResidencyAdmission");
    assert.equal(component?.type, "archipelago:residency:ResidencyAdmission");
    const inside = seen.filter(({ parent }) => parent === component.urn);
    assert.equal(inside.length, seen.filter(({ type }) => type.startsWith("kubernetes:")).length);
  });

  it("has its bindings after policies and parameters, and so gone before them", () => {
    const judging = (kind: string) =>
      ofKind(kind).filter(({ name }) => !name.endsWith("/archipelago-parameters"));
    const before = [...ofKind("ConfigMap"), ...judging("ValidatingAdmissionPolicy")].map(({ urn }) => urn);
    before.sort();
    const bindings = judging("ValidatingAdmissionPolicyBinding");
    assert.ok(before.length > 10 && bindings.length > 10);
    for (const { dependencies } of bindings) assert.deepEqual([...dependencies].sort(), before);
  });

  it("has no empty lists or maps, which an API server would drop and each run add again", () => {
    const empty = (value: unknown): boolean =>
      typeof value === "object" &&
      value !== null &&
      (Object.keys(value).length === 0 || Object.values(value).some(empty));
    for (const { name, inputs, type } of seen) {
      if (type.startsWith("kubernetes:")) assert.ok(!empty(inputs), name);
    }
  });
});
