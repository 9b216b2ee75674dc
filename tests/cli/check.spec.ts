import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { checkReport } from "../../cli/verbs/check.ts";
import { loadDeclaration } from "../../fleet/declaration/load.ts";
import { removeProject } from "../declaration/project.ts";
import { projectWith, TWO_REGIONS } from "./declarations.ts";
import { copyProgram, fleet } from "./program.ts";

describe("fleet check", () => {
  const roots: string[] = [];
  const project = (declaration: string) => {
    const root = projectWith(declaration);
    roots.push(root);
    return root;
  };
  after(() => {
    roots.forEach(removeProject);
  });

  it("reports clusters, links and where each workload goes and why", () => {
    const { fleet, environments, notices } = checkReport(loadDeclaration(project(TWO_REGIONS)));
    const [local] = environments;
    assert.equal(fleet, "acme");
    assert.deepEqual(local!.clusters[1], {
      name: "us",
      region: "us-east-1",
      country: "US",
      network: "net-us",
      simulated: true,
      provisioner: "kwok",
    });
    assert.deepEqual(local!.links.at(-1), { kind: "argocd", from: "eu", to: "us" });
    assert.deepEqual(local!.workloads, [
      {
        name: "records",
        backend: "direct",
        clusters: {
          eu: { placed: true, explanation: "eu: replicated" },
          us: { placed: false, explanation: "us excluded: jurisdiction US not in [EEA]" },
        },
      },
      {
        name: "web",
        backend: "direct",
        clusters: {
          eu: { placed: true, replicas: 7, explanation: "eu: 7 of 10, weight 2 of 3" },
          us: { placed: true, replicas: 3, explanation: "us: 3 of 10, weight 1 of 3" },
        },
      },
    ]);
    assert.deepEqual(notices, []);
  });

  it("says when and where each cluster is backed up, who may not read it, and where its telemetry goes", () => {
    const sections = [
      "hub: eu",
      "    backup: { every: 6h, keep: 30d, locations: { us-east-1: { bucket: acme } } }",
      "    dns: { zone: fleet.test }",
      "    observability: { sinks: { all: { endpoint: https://otlp.example, country: IE, accepts: [EU, US] } } }",
    ].join("\n");
    const { environments, notices } = checkReport(
      loadDeclaration(project(TWO_REGIONS.replace("hub: eu", sections))),
    );
    const [local] = environments;
    const [eu, us, ...barred] = local!.backups;
    assert.match(
      eu!,
      /^eu: to acme-local-eu-west-1-backups\/eu in IE, "\d{1,2} \*\/6 \* \* \*", kept for 30d$/,
    );
    assert.match(us!, /^us: to acme\/us in US, /);
    assert.deepEqual(barred, [
      "us does not read the backups of eu: records may fail over to [EEA], and not to US",
    ]);
    assert.deepEqual(local!.telemetry, [
      "eu sends to all (IE): it is in the same country",
      "us sends to all (IE): it accepts US",
    ]);
    assert.deepEqual(notices, []);
  });

  it("says what each drill restores where, and what it leaves out", () => {
    const sections = [
      "hub: eu",
      "    backup: { every: 6h, keep: 30d, locations: { us-east-1: { bucket: acme } } }",
      "    recovery:",
      "      drills:",
      "        home: { mode: sandbox, source: us, target: eu, budget: { rto: 5m, rpo: 6h } }",
      "        lost: { mode: hub, budget: { rto: 90s } }",
    ].join("\n");
    const { environments } = checkReport(loadDeclaration(project(TWO_REGIONS.replace("hub: eu", sections))));
    assert.deepEqual(environments[0]!.drills, [
      "home: sandbox of web, us to eu, in 5m, losing at most 6h",
      "lost: eu is lost and made anew, in 1m 30s",
    ]);
  });

  it("says where everything under a profile is, why, and under which rule", () => {
    const { environments } = checkReport(loadDeclaration(project(TWO_REGIONS)));
    assert.deepEqual(
      environments[0]!.residency.map(({ subject, verdict, enforced, reasons }) => [
        subject,
        verdict,
        enforced,
        ...reasons,
      ]),
      [
        [
          "workload records on eu",
          "allowed",
          true,
          "eu: placed there",
          "profile eu-only of workload records keeps data in [EEA]",
          "IE is in [EEA]",
        ],
        [
          "workload records on us",
          "refused",
          true,
          "us: not there now: jurisdiction US not in [EEA]",
          "profile eu-only of workload records keeps data in [EEA]",
          "US is not in [EEA]",
        ],
      ],
    );
  });

  it("gives notice of exceptions that end within 60 days", () => {
    const exception = (expires: string) =>
      `{ match: "urn:pulumi:local-*::**", basis: SCC, approver: A. Weber, expires: ${expires} }`;
    const declared = TWO_REGIONS.replace(
      "data: [EEA]",
      `data: [EEA], keys: [EU], exceptions: [${["2027-01-30", "2027-01-31", "2026-12-01"].map(exception).join(", ")}]`,
    );
    const { notices } = checkReport(loadDeclaration(project(declared)), { today: "2026-12-01" });
    assert.deepEqual(notices, [
      "residency.eu-only.exceptions[0], which A. Weber approved for urn:pulumi:local-*::**, ends in 60 days, on 2027-01-30",
      "residency.eu-only.exceptions[2], which A. Weber approved for urn:pulumi:local-*::**, ends today, on 2026-12-01",
    ]);
  });

  it("says of which clusters nobody knows whether their Kubernetes is supported", () => {
    const existing = TWO_REGIONS.replace(
      "eu: { provisioner: { kind: kwok }",
      "eu: { provisioner: { kind: existing, secret: eu }",
    );
    const { notices } = checkReport(loadDeclaration(project(existing)));
    assert.deepEqual(notices, [
      "environments.local.regions.eu-west-1.clusters.eu has no version: whether its systems support its Kubernetes is not checked",
    ]);
  });

  describe("as a program, without engine, toolchain or cluster", () => {
    let root: string;
    before(() => {
      root = project(TWO_REGIONS);
      copyProgram(root);
    });

    it("ends with 0 for a sound declaration", () => {
      const { status, stdout, stderr } = fleet(root, "check");
      assert.equal(stderr, "");
      assert.equal(status, 0);
      assert.match(stdout, /fleet acme is sound/);
      assert.match(stdout, /istio eu → us, us → eu; argocd eu → eu, eu → us/);
      assert.ok(!stdout.includes("\u001b"), "no colours where there is no terminal");
    });

    it("ends with 2 for an exception that has ended", () => {
      const exception = '{ match: "**", basis: SCC, approver: A. Weber, expires: 2020-01-31 }';
      writeFileSync(
        path.join(root, "fleet.yaml"),
        TWO_REGIONS.replace("data: [EEA]", `data: [EEA], exceptions: [${exception}]`),
      );
      const { status, stderr } = fleet(root, "check");
      assert.equal(status, 2);
      assert.match(
        stderr,
        /fleet\.yaml:2:\d+: residency\.eu-only\.exceptions\[0\]\.expires: the exception for \*\*, which A\. Weber approved, ended on 2020-01-31/,
      );
      // A date that passes does not keep anyone from looking at the fleet, or from taking it down.
      assert.equal(fleet(root, "stacks").status, 0);
    });

    it("ends with 2 where a profile of the environment does not let the state be", () => {
      const confined = TWO_REGIONS.replace("hub: eu", "hub: eu\n    residency: wide").replace(
        "eu-only: { data: [EEA] }",
        "eu-only: { data: [EEA] }, wide: { data: [EEA, US] }",
      );
      writeFileSync(path.join(root, "fleet.yaml"), confined);
      writeFileSync(path.join(root, "Pulumi.yaml"), "backend: { url: file://./state }\n");
      const { status, stderr } = fleet(root, "check");
      assert.equal(status, 2);
      assert.match(
        stderr,
        /state of the stacks of environment local is kept in this machine, of which no country is known/,
      );
      writeFileSync(path.join(root, "fleet.yaml"), `state: { country: IE }\n${confined}`);
      assert.equal(fleet(root, "check").status, 0);
    });

    it("ends with 2 for a bad one, and names every problem with its place", () => {
      writeFileSync(
        path.join(root, "fleet.yaml"),
        TWO_REGIONS.replace("kind: istio", "kind: isto").replace("country: US", "country: XX"),
      );
      const { status, stdout, stderr } = fleet(root, "check");
      assert.equal(status, 2);
      assert.equal(stdout, "");
      assert.match(stderr, /2 problems/);
      assert.match(stderr, /fleet\.yaml:6:19: environments\.local\.mesh\.kind: /);
      assert.match(stderr, /fleet\.yaml:10:29: environments\.local\.regions\.us-east-1\.country: "XX"/);
      const json = fleet(root, "check", "--json");
      assert.equal(json.status, 2);
      const { error } = JSON.parse(json.stdout) as { error: { problems: { path: string }[] } };
      assert.deepEqual(
        error.problems.map(({ path }) => path),
        ["environments.local.mesh.kind", "environments.local.regions.us-east-1.country"],
      );
    });
  });
});
