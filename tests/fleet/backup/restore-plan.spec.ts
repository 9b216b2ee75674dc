import assert from "node:assert/strict";
import { countFates, namespacesOf, planRestore, targetsOf } from "../../../fleet/backup/restore-plan.ts";
import type { ArchivedObject } from "../../../fleet/backup/velero-objects.ts";

function archived(
  resource: string,
  kind: string,
  name: string,
  namespace: string | undefined = "shop",
  status: object = {},
): ArchivedObject {
  const object = { apiVersion: "v1", kind, metadata: { name, namespace }, status };
  return { resource, namespace, name, object };
}

const CONTENTS = [
  { ...archived("namespaces", "Namespace", "shop"), namespace: undefined },
  archived("deployments.apps", "Deployment", "web"),
  archived("configmaps", "ConfigMap", "prices"),
  archived("certificates.cert-manager.io", "Certificate", "tls"),
  archived("events", "Event", "web.1"),
  archived("pods", "Pod", "batch-x", "shop", { phase: "Succeeded" }),
  archived("jobs.batch", "Job", "batch", "shop", { completionTime: "2026-01-01T00:00:00Z" }),
];

/** A cluster with these objects, as `resource namespace/name`, and without certificates. */
const cluster =
  (...objects: string[]) =>
  ({ resource, namespace = "" }: { resource: string; namespace: string | undefined }) => {
    if (resource === "certificates.cert-manager.io") return undefined;
    const start = `${resource} ${namespace}/`;
    return new Set(objects.filter((each) => each.startsWith(start)).map((each) => each.slice(start.length)));
  };

const fates = (...plan: Parameters<typeof planRestore>) =>
  Object.fromEntries(planRestore(...plan).objects.map(({ kind, name, fate }) => [`${kind} ${name}`, fate]));

describe("what a restore would do", () => {
  it("is to make what is not there, in the namespaces that it is mapped to", () => {
    const plan = planRestore(
      CONTENTS,
      { shop: "drill" },
      "skip",
      cluster("namespaces /shop", "configmaps shop/prices"),
    );
    assert.deepEqual(plan.namespaces, ["drill"]);
    assert.deepEqual(
      plan.objects
        .filter(({ fate }) => fate === "create")
        .map(({ kind, namespace, name }) => [kind, namespace, name]),
      [
        ["Namespace", undefined, "drill"],
        ["ConfigMap", "drill", "prices"],
        ["Deployment", "drill", "web"],
      ],
    );
  });

  it("leaves alone what lives, unless that is to be updated; a namespace always", () => {
    const living = cluster("namespaces /shop", "configmaps shop/prices");
    const skipped = fates(CONTENTS, {}, "skip", living);
    assert.deepEqual([skipped["ConfigMap prices"], skipped["Namespace shop"]], ["leave", "leave"]);
    assert.equal(skipped["Deployment web"], "create");
    const updated = fates(CONTENTS, {}, "update", living);
    assert.deepEqual([updated["ConfigMap prices"], updated["Namespace shop"]], ["update", "leave"]);
    assert.deepEqual(planRestore(CONTENTS, {}, "skip", living).namespaces, []);
  });

  it("says what Velero never restores, and what the cluster does not know", () => {
    const all = fates(CONTENTS, {}, "skip", cluster());
    assert.deepEqual(
      ["Event web.1", "Pod batch-x", "Job batch", "Certificate tls"].map((each) => all[each]),
      ["omit", "omit", "omit", "unknown"],
    );
    const counts = countFates(planRestore(CONTENTS, {}, "skip", cluster()));
    assert.deepEqual(counts, { create: 3, leave: 0, update: 0, omit: 3, unknown: 1 });
  });

  it("makes no namespace for what is left out", () => {
    const events = CONTENTS.filter(({ resource }) => resource === "events");
    assert.deepEqual(planRestore(events, {}, "skip", cluster()).namespaces, []);
    assert.deepEqual(namespacesOf(CONTENTS), ["shop"]);
    assert.equal(targetsOf(CONTENTS, { shop: "drill" })[0]?.name, "drill");
  });
});
