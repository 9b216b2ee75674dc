import assert from "node:assert/strict";
import type { Environment } from "../../../fleet/fleet.ts";
import type { ResidencyFinding } from "../../../fleet/residency/finding.ts";
import { isError, planResidency, type Surroundings } from "../../../fleet/residency/plan.ts";
import type { NamedProfile } from "../../../fleet/residency/profile.ts";
import { cluster, workload } from "../arbitraries.ts";
import { backup } from "../backup/backups.ts";
import { environment } from "../environments.ts";

const dub = cluster("dub", "eu-west-1");
const lon = cluster("lon", "eu-west-2");
const iad = cluster("iad", "us-east-1");
const EU: NamedProfile = { name: "eu", data: ["EEA"], exceptions: [] };

const exception = (match: string, expires = "2027-01-31") => {
  return { match, basis: "SCC module 2", approver: "A. Weber", expires };
};

const lines = (of: Environment, surroundings: Surroundings = {}) =>
  planResidency(of, surroundings).map(
    ({ subject, concern, countries, verdict, enforced }) =>
      `${subject}: ${concern} in ${countries.join()}, ${verdict}${enforced ? ", by itself" : ""}`,
  );

const found = (of: Environment, kind: ResidencyFinding["kind"], surroundings: Surroundings = {}) =>
  planResidency(of, surroundings).filter((finding) => finding.kind === kind);

describe("what residency comes to", () => {
  it("is nothing where no profile is in force", () => {
    assert.deepEqual(lines(environment([dub, iad], { backup: backup(), workloads: [workload()] })), []);
  });

  it("is everything under the profile of an environment", () => {
    const whole = environment([dub, iad], {
      residency: EU,
      backup: backup({ locations: { "eu-west-1": { bucket: "b", kmsKeyId: "alias/k" } } }),
      observability: {
        interval: "60s",
        sinks: {
          eu: { endpoint: "https://o.eu", country: "DE", accepts: ["EEA", "US"], authentication: "none" },
        },
      },
      workloads: [workload({ name: "web" })],
    });
    assert.deepEqual(lines(whole), [
      "region eu-west-1: data in IE, allowed",
      "region us-east-1: data in US, refused",
      "hub dub: data in IE, allowed",
      "backups of dub: backups in IE, allowed",
      "key of the backups of dub: keys in IE, allowed",
      "backups of iad: backups in US, refused",
      "telemetry of dub, iad: telemetry in DE, allowed",
      "workload web on dub: data in IE, allowed, by itself",
      "workload web on iad: data in US, refused, by itself",
      "backups of iad, read by dub: failover in IE, allowed, by itself",
      "backups of dub, read by iad: failover in US, refused, by itself",
    ]);
  });

  it("gives the reasons in the order in which one follows from the other", () => {
    const [region] = found(environment([iad], { residency: EU }), "region");
    assert.deepEqual(region!.reasons, [
      "region us-east-1: declared to be in US",
      "profile eu of environment local keeps data in [EEA]",
      "US is not in [EEA]",
    ]);
  });

  it("says where a workload's affinities may move it, and where they may not", () => {
    const affinities = ["dub", "lon", "iad"].map((name) => ({ name, clusters: [name] }));
    const moving = workload({
      residency: { name: "wide", data: ["EEA", "GB", "US"], failover: ["EEA", "GB"], exceptions: [] },
      placement: { affinities, spread: [] },
    });
    assert.deepEqual(lines(environment([dub, lon, iad], { workloads: [moving] })), [
      "workload storefront on dub: data in IE, allowed, by itself",
      "workload storefront, moved to iad: failover in US, refused, by itself",
      "workload storefront, moved to lon: failover in GB, allowed, by itself",
    ]);
  });

  it("does not know where a bucket is of which nobody has said it, and that is an error", () => {
    const elsewhere = backup({ locations: { "eu-west-1": { bucket: "b", region: "eu-north-1" } } });
    const findings = found(environment([dub], { residency: EU, backup: elsewhere }), "backup");
    assert.deepEqual(
      findings.map((finding) => [finding.verdict, isError(finding)]),
      [["unknown", true]],
    );
  });

  it("looks at keys by the rule for keys", () => {
    const abroad = { bucket: "b", kmsKeyId: "arn:aws:kms:us-east-1:1:key/k" };
    const facts = { backup: backup({ locations: { "eu-west-1": abroad } }) };
    const [key] = found(environment([dub], { ...facts, residency: EU }), "key");
    assert.deepEqual([key!.verdict, key!.concern], ["refused", "keys"]);
    const lenient = { ...EU, keys: ["US"] };
    assert.equal(found(environment([dub], { ...facts, residency: lenient }), "key")[0]!.verdict, "allowed");
  });

  it("looks at the state and at the keys of its secrets", () => {
    const state = {
      backend: "s3://state?region=us-east-1",
      secretsProviders: new Map([
        ["local-eu-west-1", "awskms://alias/k?region=eu-west-1"],
        ["local", "awskms://alias/k?region=us-east-1"],
      ]),
      country: "IE",
    };
    const findings = planResidency(environment([dub], { residency: EU }), { state });
    assert.deepEqual(
      findings
        .filter(({ kind }) => kind === "state" || kind === "secrets")
        .map(({ subject, verdict, concern }) => [subject, verdict, concern]),
      [
        ["state of the stacks", "refused", "data"],
        ["key of the secrets of local-eu-west-1", "allowed", "keys"],
        ["key of the secrets of local", "refused", "keys"],
      ],
    );
  });

  it("knows a state on this machine by what is declared", () => {
    const state = (country?: string) => {
      return { state: { backend: "file://./state", secretsProviders: new Map(), country } };
    };
    const of = environment([dub], { residency: EU });
    assert.equal(found(of, "state", state())[0]!.verdict, "unknown");
    assert.equal(found(of, "state", state("DE"))[0]!.verdict, "allowed");
    assert.equal(found(of, "state", state("US"))[0]!.verdict, "refused");
  });
});

describe("exceptions of what is declared", () => {
  const STACK = "urn:pulumi:local-us-east-1::archipelago::pulumi:pulumi:Stack::archipelago-local-us-east-1";
  const region = (match: string, expires?: string, today?: string) => {
    const residency = { ...EU, exceptions: [exception(match, expires)] };
    const [finding] = found(
      environment([iad], { residency }),
      "region",
      today === undefined ? {} : { today },
    );
    return finding!;
  };

  it("hold for what they cover, and say who approved them", () => {
    const finding = region("urn:pulumi:local-us-east-1::**");
    assert.equal(finding.verdict, "excepted");
    assert.deepEqual(finding.urns, [STACK]);
    assert.equal(finding.reasons.at(-1), "excepted by A. Weber until 2027-01-31: SCC module 2");
  });

  it("do not hold for others", () => {
    assert.equal(region("urn:pulumi:local-eu-west-1::**").verdict, "refused");
  });

  it("have to cover all the resources that a thing is in", () => {
    const ork = cluster("ork", "us-east-1");
    const places = backup({ locations: { "us-east-1": { bucket: "b" } } });
    const verdict = (match: string) => {
      const residency = { ...EU, exceptions: [exception(match)] };
      return found(environment([iad, ork], { residency, backup: places }), "backup")[0]!.verdict;
    };
    assert.equal(verdict("**BackupStorageLocation::iad/**"), "refused");
    assert.equal(verdict("**BackupStorageLocation::**"), "excepted");
  });

  it("end on their last day", () => {
    assert.equal(region("**", "2026-12-01", "2026-12-01").verdict, "excepted");
    const ended = region("**", "2026-12-01", "2026-12-02");
    assert.equal(ended.verdict, "refused");
    assert.equal(ended.reasons.at(-1), "the exception that A. Weber approved ended on 2026-12-01");
  });

  it("do not end where nobody asks for the day", () => {
    assert.equal(region("**", "2020-01-01").verdict, "excepted");
  });

  it("place no workload where its profile does not let it be", () => {
    const residency = { ...EU, exceptions: [exception("**")] };
    const [, us] = found(environment([dub, iad], { residency, workloads: [workload()] }), "placement");
    assert.deepEqual([us!.verdict, us!.subject], ["refused", "workload storefront on iad"]);
  });
});
