import assert from "node:assert/strict";
import { makeProject, PROJECT, removeProject } from "../../declaration/project.ts";
import { copyProgram, fleet } from "../program.ts";

const declaration = (backup: string, drill: string) => `name: acme
residency: { eu-only: { data: [EEA] } }
environments:
  local:
    hub: dub
    backup: { every: 6h, keep: 30d${backup} }
    recovery: { drills: { exercise: { source: dub, target: iad, budget: { rto: 5m, rpo: 6h }, ${drill} } } }
    regions:
      eu-west-1: { country: IE, clusters: { dub: { provisioner: { kind: kwok }, podCidr: 10.0.0.0/16 } } }
      us-east-1: { country: US, clusters: { iad: { provisioner: { kind: kwok }, podCidr: 10.1.0.0/16 } } }
workloads:
  web: { environments: [local], manifests: web.yaml }
  records: { environments: [local], manifests: db, residency: eu-only }
`;

/* Whichever verb is asked: what a profile does not let go abroad is refused before anything is looked at or touched. */
describe("residency, whatever verb asks for a recovery abroad", function () {
  this.timeout(60_000);
  let root: string;

  afterEach(() => {
    removeProject(root);
  });

  const refusals = (text: string, verbs: readonly (readonly string[])[]) => {
    root = makeProject({ ...PROJECT, "fleet.yaml": text });
    copyProgram(root);
    return verbs.map((verb) => {
      const { status, stdout, stderr } = fleet(root, ...verb);
      assert.equal(stdout, "", verb.join(" "));
      assert.equal(status, 2, `${verb.join(" ")}: ${stderr}`);
      return stderr;
    });
  };

  for (const mode of ["sandbox", "failover"])
    it(`has no ${mode} in a country that a workload may not fail over to`, () => {
      const verbs = [["check"], ["drill", "list"], ["drill", "verify"]];
      for (const said of refusals(declaration("", `mode: ${mode}`), verbs))
        assert.match(
          said,
          /drills\.exercise\.target: iad does not read the backups of dub: records may fail over to \[EEA\], and not to US/,
        );
    });

  it("has none of that workload alone either, nor of the others as long as it is in their backups", () => {
    for (const workloads of ["[records]", "[web]"]) {
      const [said] = refusals(declaration("", `mode: sandbox, workloads: ${workloads}`), [["check"]]);
      assert.match(said ?? "", /iad does not read the backups of dub/);
      removeProject(root);
    }
  });

  it("has no backup in a bucket abroad", () => {
    const abroad = ", locations: { eu-west-1: { bucket: b, region: us-east-1 } }";
    const [said] = refusals(declaration(abroad, "mode: sandbox"), [["check"]]);
    assert.match(
      said ?? "",
      /profile eu-only keeps backups in \[EEA\], and those of dub .* go to bucket b in US/,
    );
  });
});
