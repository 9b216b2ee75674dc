import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Bed } from "../bed/bed.ts";
import { Analyzer, type AnalyzedResource } from "../policies/analyzer.ts";
import { median, ratioOf, secondsOf, type Row } from "./timing.ts";

const SIZES = [100, 1_000, 10_000] as const;
const PACKS = ["residency", "guardrails"].flatMap((pack) => ["--policy-pack", `policies/${pack}/pack`]);

/** What the policy packs cost: their start, a resource, and their share of a preview. */
export async function benchResidency(): Promise<Row[]> {
  const bed = await Bed.create();
  try {
    const profile = path.join(bed.root, "profile.yaml");
    writeFileSync(profile, "data: [EEA]\nclusters: { prod: { country: IE } }\n");
    const start = () => Analyzer.start("residency", { RESIDENCY_PROFILE: profile });
    const starts: number[] = [];
    for (let run = 0; run < 5; run++)
      starts.push(
        await secondsOf(async () => {
          (await start()).stop();
        }),
      );
    const pack = await start();
    const each: string[] = [];
    for (const size of SIZES) {
      const resources = stateOf(size);
      // Once before, so that what is measured is not the compiler of Node.
      if (size === SIZES[0]) await pack.violations(resources);
      const seconds = await secondsOf(() => pack.violations(resources));
      each.push(`${((seconds / size) * 1000).toFixed(2)} ms`);
    }
    pack.stop();
    rmSync(profile);
    await bed.succeed("up");
    const preview = (...packs: string[]) => plain(bed, "preview", "--stack", "local-eu-west-1", ...packs);
    const share = await ratioOf(
      5,
      () => preview(...PACKS),
      () => preview(),
    );
    return [
      { what: "start of the residency pack", figure: `${median(starts).toFixed(2)} s`, goal: "≤ 1 s" },
      {
        what: `residency pack, each of ${SIZES.join(" / ")} resources, with the calls`,
        figure: each.join(" / "),
        goal: "< 1 ms, linear",
      },
      {
        what: "no-change preview of a region stack with both packs / without",
        figure: `${share.ratio.toFixed(2)} (${share.a.toFixed(1)} s / ${share.b.toFixed(1)} s)`,
      },
    ];
  } finally {
    await bed.destroy();
  }
}

async function plain(bed: Bed, ...args: string[]): Promise<void> {
  const { code, stdout, stderr } = await bed.pulumi(...args);
  if (code !== 0) throw new Error(`pulumi ${args.join(" ")}: ${stdout}${stderr}`);
}

/** Buckets and Deployments in turn, with as much in them as such things have. */
function stateOf(size: number): AnalyzedResource[] {
  const providers = [
    { type: "pulumi:providers:aws", name: "aws", props: { region: "eu-west-1" } },
    { type: "pulumi:providers:kubernetes", name: "cluster", props: { clusterIdentifier: "prod" } },
  ];
  return [
    ...providers,
    ...Array.from({ length: size }, (_, index) => (index % 2 === 0 ? bucket(index) : deployment(index))),
  ];
}

function bucket(index: number): AnalyzedResource {
  const rule = { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } };
  const props = { bucket: `b${index}`, tags: { team: "shop" }, serverSideEncryptionConfiguration: { rule } };
  return { type: "aws:s3/bucket:Bucket", name: `b${index}`, provider: "aws", props };
}

function deployment(index: number): AnalyzedResource {
  const name = `d${index}`;
  const labels = { app: name };
  const container = {
    name,
    image: "web:1",
    env: [{ name: "LANG", value: "C" }],
    resources: { limits: { cpu: "1" } },
  };
  const spec = {
    replicas: 2,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [container] } },
  };
  return {
    type: "kubernetes:apps/v1:Deployment",
    name,
    provider: "cluster",
    props: { metadata: { name, labels }, spec },
  };
}
