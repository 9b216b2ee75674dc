import assert from "node:assert/strict";
import { hubBackups } from "../../../fleet/backup/hub.ts";
import type { Environment } from "../../../fleet/fleet.ts";
import { applicationSets } from "../../../fleet/gitops/application-set.ts";
import { memberMetadata } from "../../../fleet/gitops/member.ts";
import { appProject, defaultProject } from "../../../fleet/gitops/project.ts";
import { kubefedClusterMetadata } from "../../../fleet/backends/kubefed/member.ts";
import { NAMESPACE, typeConfig } from "../../../fleet/backends/kubefed/types.ts";
import { cluster } from "../arbitraries.ts";
import { environment } from "../environments.ts";

const dub = cluster("dub", "eu-west-1");
const iad = cluster("iad", "us-east-1");
const backup = { every: "6h", keep: "30d", locations: {} } as Environment["backup"];
const fleet = (facts: Partial<Environment> = {}) => environment([dub, iad], { hub: "dub", backup, ...facts });

describe("what is backed up of the control planes", () => {
  it("is on the hub, in their namespaces, and nowhere else", () => {
    const all = fleet({
      clusterApi: { namespaces: ["iad"] } as unknown as Environment["clusterApi"],
      federation: { kubefed: {} } as unknown as Environment["federation"],
    });
    assert.deepEqual(hubBackups(dub, all)?.namespaces, ["argocd", "iad", "kube-federation-system"]);
    assert.equal(hubBackups(iad, all), undefined);
    assert.equal(hubBackups(dub, fleet({ gitops: undefined })), undefined);
    assert.equal(hubBackups(dub, fleet({ backup: undefined })), undefined);
  });

  it("has a schedule with a name that no cluster and no workload can have", () => {
    assert.equal(hubBackups(dub, fleet())?.schedule, "dub.hub.control-planes");
  });

  it("leaves out all that an up makes there", () => {
    const { without = [] } = hubBackups(dub, fleet()) ?? {};
    const gitops = fleet().gitops!;
    const application = { path: "apps/web", clusters: "all", generator: "list", waves: [] };
    const sets = { ...gitops, applications: { web: application } } as unknown as typeof gitops;
    const facts = { endpoint: "https://127.0.0.1:1", version: "v1.35.4" };
    const made = [
      defaultProject().metadata,
      appProject(fleet(), gitops, "https://example.org/apps.git").metadata,
      ...applicationSets(fleet(), sets, "https://example.org/apps.git").map(({ metadata }) => metadata),
      memberMetadata(iad, fleet(), facts),
      kubefedClusterMetadata(iad, "a"),
      typeConfig(NAMESPACE, "Enabled").metadata,
    ];
    assert.equal(made.length, 6);
    for (const { labels = {} } of made) assert.ok(without.some((key) => key in labels));
  });
});
