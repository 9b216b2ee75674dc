import assert from "node:assert/strict";
import { backupContents } from "../../../fleet/backup/contents.ts";
import { RESERVED_NAMESPACES } from "../../../fleet/namespaces.ts";
import { cluster, within, workload } from "../arbitraries.ts";
import { environment } from "../environments.ts";

const dub = cluster("dub", "eu-west-1");
const iad = cluster("iad", "us-east-1");
const workloads = [
  workload({ namespace: "shop" }),
  workload({ name: "records", namespace: "records", residency: within("EEA") }),
];
const both = environment([dub, iad], { workloads });

describe("what is backed up", () => {
  it("is in the namespaces of the workloads that are on the cluster, and in those of Argo CD", () => {
    assert.deepEqual(backupContents(dub, both), { includedNamespaces: ["records", "shop", "storefront"] });
    assert.deepEqual(backupContents(iad, both), { includedNamespaces: ["shop", "storefront"] });
  });

  it("is all but the system's where Argo CD may write everywhere", () => {
    const gitops = { ...both.gitops!, rights: "cluster-admin" as const };
    const contents = backupContents(dub, { ...both, gitops });
    assert.deepEqual(contents?.includedNamespaces, ["*"]);
    assert.deepEqual(new Set(contents.excludedNamespaces), RESERVED_NAMESPACES);
  });

  it("is nothing, and not everything, where there is nothing", () => {
    assert.equal(backupContents(dub, environment([dub], { gitops: undefined })), undefined);
  });
});
