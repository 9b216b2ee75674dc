import assert from "node:assert/strict";
import type { Cluster } from "../../fleet/fleet.ts";
import type { Passport } from "../../fleet/passport.ts";
import { passportProblems } from "../../fleet/peers.ts";
import { cluster } from "./arbitraries.ts";
import { environment, passportOf } from "./environments.ts";

const dub = cluster("dub", "eu-west-1", { podCidr: "10.10.0.0/16" });
const iad = cluster("iad", "us-east-1", { podCidr: "10.20.0.0/16" });
const fra = cluster("fra", "eu-central-1", { podCidr: "10.30.0.0/16" });
const local = environment([dub, iad, fra]);

/** What is wrong with passports of iad and fra, with these facts replaced, from where dub stands. */
function problems(facts: Partial<Passport>, ofFra: Partial<Passport> = {}, own: readonly Cluster[] = [dub]) {
  const passports = [passportOf(iad, local, facts), passportOf(fra, local, ofFra)];
  return passportProblems(local, own, passports);
}

describe("the passports of peers", () => {
  it("are right if they say what is declared", () => {
    assert.deepEqual(problems({}), []);
    assert.deepEqual(passportProblems(local, [dub], []), []);
  });

  it("are not those of another environment or fleet", () => {
    assert.deepEqual(problems({ environment: "prod" }), [
      'prod-us-east-1: passports.iad: it is of environment "prod" of fleet "acme", not of "local" of "acme".',
    ]);
    assert.deepEqual(problems({ fleet: "globex" }), [
      'local-us-east-1: passports.iad: it is of environment "local" of fleet "globex", not of "local" of "acme".',
    ]);
  });

  it("are of the region in which their cluster is declared", () => {
    assert.deepEqual(problems({ region: "us-west-1" }), [
      'local-us-west-1: passports.iad.region: "us-west-1", but the cluster is declared in region "us-east-1".',
    ]);
  });

  it("are of the trust domain of the environment, where both have a mesh", () => {
    const mesh = { kind: "istio", id: "acme-local", trustDomain: "evil.example" };
    assert.deepEqual(problems({ mesh }), [
      'local-us-east-1: passports.iad.mesh.trustDomain: "evil.example" is foreign; this environment\'s is "local.acme". ' +
        "To move a mesh to another trust domain, bring the environment up without mesh first.",
    ]);
    const { mesh: _, ...withoutMesh } = passportOf(iad, local);
    assert.deepEqual(passportProblems(local, [dub], [withoutMesh]), []);
    assert.deepEqual(passportProblems({ ...local, mesh: undefined }, [dub], [passportOf(iad, local)]), []);
  });

  it("are one for each cluster", () => {
    assert.deepEqual(problems({}, { cluster: "iad" }), [
      'local-eu-central-1: passports.iad.region: "eu-central-1", but the cluster is declared in region "us-east-1".',
      'local-eu-central-1: passports.iad: region "us-east-1" has a cluster of that name too.',
    ]);
  });

  it("have addresses that are apart from those of the stack's own clusters, and of each other", () => {
    assert.deepEqual(problems({ podCidr: "10.10.8.0/21" }), [
      'local-us-east-1: passports.iad.podCidr: 10.10.8.0/21 overlaps cluster dub.podCidr (10.10.0.0/16) in network "default".',
    ]);
    assert.deepEqual(problems({ serviceCidr: "10.0.0.0/8" }, {}, []), [
      'local-us-east-1: passports.iad.serviceCidr: 10.0.0.0/8 overlaps local-us-east-1: passports.iad.podCidr (10.20.0.0/16) in network "default".',
      'local-eu-central-1: passports.fra.podCidr: 10.30.0.0/16 overlaps local-us-east-1: passports.iad.serviceCidr (10.0.0.0/8) in network "default".',
    ]);
  });

  it("may have the same addresses in networks that are apart", () => {
    assert.deepEqual(problems({ podCidr: "10.10.0.0/16", network: "net-us" }), []);
  });

  it("are all looked at: each problem is told", () => {
    assert.equal(problems({ fleet: "globex" }, { fleet: "globex", region: "eu-central-2" }).length, 3);
  });
});
