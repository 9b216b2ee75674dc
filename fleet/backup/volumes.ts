import type { Volumes } from "../declaration/recovery-schema.ts";
import { cloudRegionOf } from "../clouds/region.ts";
import type { Cluster } from "../fleet.ts";

/**
 * Why volumes that are backed up so cannot be restored in another cluster; `undefined` if they can. A snapshot stays in
 * the cloud and the region of its volume: Velero's plugins for AWS, Azure and Google Cloud restore it nowhere else
 * (velero, site/content/docs/v1.18/migration-case.md). What is in the bucket, moved or read from files, is restored
 * wherever the bucket is read.
 */
export function whyNoVolumes(volumes: Volumes, source: Cluster, target: Cluster): string | undefined {
  if (volumes !== "snapshot") return undefined;
  const [from, to] = [placeOf(source), placeOf(target)];
  if (from === to) return undefined;
  return `snapshots of volumes stay where these are: those of ${source.name} are in ${from}, and ${target.name} is in ${to}`;
}

const CLOUDS: Readonly<Partial<Record<Cluster["provisioner"]["kind"], string>>> = {
  eks: "AWS",
  gke: "Google Cloud",
};

/** Of clusters that this program did not put into a cloud, nobody has said which it is. */
function placeOf(cluster: Cluster): string {
  const cloud = CLOUDS[cluster.provisioner.kind];
  const region = cloudRegionOf(cluster);
  return cloud === undefined ? region : `${cloud} ${region}`;
}
