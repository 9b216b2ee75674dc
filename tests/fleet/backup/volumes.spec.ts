import assert from "node:assert/strict";
import { whyNoVolumes } from "../../../fleet/backup/volumes.ts";
import type { Cluster } from "../../../fleet/fleet.ts";
import { cluster } from "../arbitraries.ts";

const of = (name: string, region: string, kind: "eks" | "gke" | "existing"): Cluster =>
  cluster(name, region, { provisioner: { kind } as Cluster["provisioner"] });

const dub = of("dub", "eu-west-1", "eks");

describe("the volumes of a backup", () => {
  it("can be restored anywhere if their data is in the bucket, or nowhere", () => {
    for (const volumes of ["move", "files", "none"] as const)
      assert.equal(whyNoVolumes(volumes, dub, of("ghent", "europe-west1", "gke")), undefined);
  });

  it("stay in their region as snapshots", () => {
    assert.equal(whyNoVolumes("snapshot", dub, of("cork", "eu-west-1", "eks")), undefined);
    assert.equal(
      whyNoVolumes("snapshot", dub, of("iad", "us-east-1", "eks")),
      "snapshots of volumes stay where these are: those of dub are in AWS eu-west-1, and iad is in AWS us-east-1",
    );
  });

  it("stay in their cloud, whatever its regions are called", () => {
    assert.equal(
      whyNoVolumes("snapshot", dub, of("ghent", "europe-west1", "gke")),
      "snapshots of volumes stay where these are: those of dub are in AWS eu-west-1, and ghent is in Google Cloud europe-west1",
    );
    assert.match(
      whyNoVolumes("snapshot", dub, of("own", "eu-west-1", "existing")) ?? "",
      /those of dub are in AWS eu-west-1, and own is in eu-west-1$/,
    );
  });
});
