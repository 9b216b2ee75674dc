import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import messages from "@pulumi/pulumi/proto/analyzer_pb.js";
import type { Registration } from "../../components/recorder.ts";
import { registrationsOf } from "../../components/schemas/objects.ts";
import { WORKLOAD } from "../../components/schemas/declarations.ts";
import { makeProject, removeProject } from "../../declaration/project.ts";
import { diagnosticsOf, startPack, type PackProcess } from "../pack-process.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const EKS = readFileSync(path.join(ROOT, "examples/eks/fleet.yaml"), "utf8");

/** The same with one of its regions in a country that the profile does not have. */
const ABROAD = EKS.replaceAll("eu-central-1", "us-east-1").replace("country: DE", "country: US");

const GKE = readFileSync(path.join(ROOT, "examples/gke/fleet.yaml"), "utf8").replace(
  "examples/storefront",
  "shop.yaml",
);
const GKE_ABROAD = GKE.replaceAll("europe-west1", "us-central1").replace("country: BE", "country: US");

/* The program itself, under the profile of its own declaration: as the engine would hand it over. */
describe("what the program registers, under the residency pack", function () {
  this.timeout(60_000);

  it("is refused nothing: clusters of EKS where their profile lets them be", async () => {
    const { refused, types } = await judged(EKS);
    assert.deepEqual(refused, []);
    for (const type of ["eks/cluster:Cluster", "kms/key:Key", "s3/bucket:Bucket", "ec2/subnet:Subnet"])
      assert.ok(types.has(`aws:${type}`), type);
  });

  it("is refused, thing by thing, if it is of a region abroad", async () => {
    const { refused, types } = await judged(ABROAD);
    const abroad = refused.map(({ urn }) => urn).filter((urn) => urn.includes(":prod-us-east-1::"));
    const atHome = refused.filter(({ urn }) => /^urn:pulumi:prod-eu-west-1::.*aws:/.test(urn));
    assert.deepEqual(atHome, []);
    const refusedTypes = new Set(abroad.map((urn) => urn.split("::")[2]?.split("$").at(-1)));
    // Roles of IAM are of no region, and hold nothing.
    const ofNoRegion = [...types].filter((type) => /^aws:iam\//.test(type));
    const aws = [...types].filter((type) => type.startsWith("aws:") && !ofNoRegion.includes(type));
    const inAuto = aws.filter((type) => !NOT_IN_AUTO_MODE.has(type));
    assert.deepEqual(
      inAuto.filter((type) => !refusedTypes.has(type)),
      [],
    );
    assert.ok(
      refusedTypes.has("kubernetes:core/v1:Namespace"),
      "what is put into the cluster is refused, too",
    );
  });
});

describe("what the program registers in Google Cloud, under the residency pack", function () {
  this.timeout(60_000);

  it("is refused nothing: clusters, buckets and keys where their profile lets them be", async () => {
    const { refused, types } = await judged(GKE);
    assert.deepEqual(refused, []);
    for (const type of ["container/cluster:Cluster", "kms/keyRing:KeyRing", "storage/bucket:Bucket"])
      assert.ok(types.has(`gcp:${type}`), type);
  });

  it("is refused, cluster and bucket and backups, if it is of a region abroad", async () => {
    const { refused } = await judged(GKE_ABROAD);
    const of = (stack: string) =>
      new Set(
        refused
          .filter(({ urn }) => urn.includes(`:prod-${stack}::`))
          .map(({ urn }) => urn.split("::")[2]?.split("$").at(-1)),
      );
    assert.deepEqual(
      [...of("europe-west3")].filter((type) => type?.startsWith("gcp:")),
      [],
    );
    for (const type of [
      "gcp:container/cluster:Cluster",
      "gcp:compute/subnetwork:Subnetwork",
      "gcp:storage/bucket:Bucket",
      "kubernetes:velero.io/v1:BackupStorageLocation",
    ])
      assert.ok(of("us-central1").has(type), `${type} is among ${[...of("us-central1")].join(", ")}`);
  });
});

/** What the region that is moved abroad does not make: it has no NAT, and its nodes are AWS's. */
const NOT_IN_AUTO_MODE = new Set(
  ["ec2/eip:Eip", "ec2/internetGateway:InternetGateway", "ec2/natGateway:NatGateway", "ec2/route:Route"]
    .concat(["ec2/launchTemplate:LaunchTemplate", "eks/nodeGroup:NodeGroup", "eks/addon:Addon"])
    .map((type) => `aws:${type}`),
);

interface Refusal {
  readonly urn: string;
  readonly message: string;
}

/** What the pack refuses of the stacks of a declaration, asked in the folder of the project. */
async function judged(declaration: string): Promise<{ refused: Refusal[]; types: ReadonlySet<string> }> {
  const seen = await registrationsOf(declaration, {
    config: { "archipelago:backupPassword": "password-of-the-test" },
    residency: "reported",
  });
  const folder = makeProject({
    "Pulumi.yaml": "name: archipelago\nruntime: nodejs\n",
    "fleet.yaml": declaration,
    "shop.yaml": WORKLOAD,
  });
  const pack = await startPack("residency", { env: { RESIDENCY_PROFILE: "" }, cwd: folder });
  try {
    const refused = await Promise.all(seen.map((registration) => refusals(pack, registration, seen)));
    return { refused: refused.flat(), types: new Set(seen.map(({ type }) => type)) };
  } finally {
    pack.stop();
    removeProject(folder);
  }
}

async function refusals(
  { client }: PackProcess,
  { type, name, urn, inputs, provider }: Registration,
  all: readonly Registration[],
): Promise<Refusal[]> {
  const request = new messages.AnalyzeRequest();
  request.setType(type);
  request.setName(name);
  request.setUrn(urn);
  request.setProperties(struct.Struct.fromJavaScript(inputs as Record<string, struct.JavaScriptValue>));
  request.setOptions(new messages.AnalyzerResourceOptions());
  const own = all.find((each) => provider.startsWith(`${each.urn}::`));
  if (own !== undefined) {
    const message = new messages.AnalyzerProviderResource();
    message.setType(own.type);
    message.setName(own.name);
    message.setUrn(own.urn);
    message.setProperties(struct.Struct.fromJavaScript(own.inputs as Record<string, struct.JavaScriptValue>));
    request.setProvider(message);
  }
  const diagnostics = await diagnosticsOf((done) => client.analyze(request, done));
  return diagnostics.map((diagnostic) => ({ urn, message: diagnostic.getMessage() }));
}
