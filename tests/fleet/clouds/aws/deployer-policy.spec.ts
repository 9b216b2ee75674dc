import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { deployerPolicy } from "../../../../fleet/clouds/aws/deployer-policy.ts";
import { PERMISSIONS } from "../../../../fleet/clouds/aws/permissions.ts";
import { loadFleet } from "../../../../fleet/declaration/load.ts";
import { environmentOf } from "../../../../fleet/fleet.ts";
import { cluster } from "../../arbitraries.ts";
import { environment } from "../../environments.ts";
import { eksCluster } from "./clusters.ts";

const ROOT = path.resolve(import.meta.dirname, "../../../..");

function statement(sid: string) {
  const own = eksCluster();
  const found = deployerPolicy(environment([own]))?.Statement.find(({ Sid }) => Sid === sid);
  assert.ok(found, sid);
  return found;
}

describe("the policy of the role that deploys clusters of EKS", () => {
  it("stands in docs/eks-deployer.json for the example (if not: npm run deployer-policy)", () => {
    const fleet = loadFleet(path.join(ROOT, "examples/eks"));
    const written: unknown = JSON.parse(readFileSync(path.join(ROOT, "docs/eks-deployer.json"), "utf8"));
    assert.deepEqual(JSON.parse(JSON.stringify(deployerPolicy(environmentOf(fleet, "prod")))), written);
  });

  it("has a row for every kind of resource that the program can make in AWS, and for no other", () => {
    const sdk = readFileSync(path.join(ROOT, "components/sdk/aws.ts"), "utf8");
    const exported = [...sdk.matchAll(/^export \{ (\w+).*"@pulumi\/aws\/(\w+)\/(\w+)\.js";$/gm)].map(
      ([, name = "", module = "", file = ""]) => `aws:${module}/${file}:${name}`,
    );
    const own = exported.filter((type) => !type.startsWith("aws:route53/"));
    assert.deepEqual(Object.keys(PERMISSIONS).sort(), own.sort());
  });

  it("stands on what bears the names of the clusters, where AWS lets it", () => {
    assert.deepEqual(statement("Role").Resource, ["arn:aws:iam::123456789012:role/acme-local-dub-*"]);
    assert.deepEqual(statement("Cluster").Resource, [
      "arn:aws:eks:eu-west-1:123456789012:access-entry/acme-local-dub/*",
      "arn:aws:eks:eu-west-1:123456789012:addon/acme-local-dub/*",
      "arn:aws:eks:eu-west-1:123456789012:cluster/acme-local-dub",
      "arn:aws:eks:eu-west-1:123456789012:nodegroup/acme-local-dub/*",
      "arn:aws:eks:eu-west-1:123456789012:podidentityassociation/acme-local-dub/*",
    ]);
    assert.deepEqual(statement("Region").Condition, {
      StringEquals: { "aws:RequestedRegion": ["eu-west-1"] },
    });
  });

  it("hands roles on to services that they are for, and only there", () => {
    const { Statement } = deployerPolicy(environment([eksCluster()]))!;
    const passing = Statement.filter(({ Action }) => Action.includes("iam:PassRole"));
    assert.deepEqual(
      passing.map(({ Sid }) => Sid),
      ["HandOn"],
    );
    assert.ok(!Statement.some(({ Action }) => Action.some((action) => /^(iam|\w+):\*$/.test(action))));
  });

  it("fits into a role: AWS takes 10,240 characters of inline policies", () => {
    const fleet = loadFleet(path.join(ROOT, "examples/eks"));
    const text = JSON.stringify(deployerPolicy(environmentOf(fleet, "prod")));
    assert.ok(text.length <= 10_240, String(text.length));
  });

  it("is none where there is no cluster of EKS", () => {
    assert.equal(deployerPolicy(environment([cluster("dub", "eu-west-1")])), undefined);
  });
});
