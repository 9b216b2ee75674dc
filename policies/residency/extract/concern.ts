import type { Concern } from "../../../fleet/residency/concerns.ts";

/*
 * What a property of a cloud resource is about, by the type that has it and by its own name. A copy that is kept in
 * case the first is lost is a backup; replicas that serve side by side are data.
 */

const TYPES: readonly (readonly [RegExp, Concern])[] = [
  [/^(aws:(kms|cloudhsmv2)\/|gcp:kms\/)/, "keys"],
  [/^(aws:(backup|dlm|drs|glacier)\/|gcp:(gkebackup|backupdisasterrecovery)\/)/, "backups"],
  [/^aws:\w+\/\w*([sS]napshot\w*|amiCopy|amiFromInstance|recoveryPoint\w*):/, "backups"],
  [/^gcp:\w+\/\w*([sS]napshot|[bB]ackup|AsyncReplication)\w*:/, "backups"],
  [/^aws:\w+\/\w*[rR]eplication(Config|Configuration|Set)?:/, "backups"],
  [/^aws:(cloudwatch|cloudtrail|oam|xray|amp|grafana|rum|synthetics|observabilityadmin)\//, "telemetry"],
  [/^(aws:ec2\/flowLog:|gcp:(logging|monitoring|observability)\/)/, "telemetry"],
  [/^aws:(route53\w*|globalaccelerator|arcregionswitch)\//, "failover"],
];

const PATHS: readonly (readonly [RegExp, Concern])[] = [
  [/kms|encryption/i, "keys"],
  [/backup|vault|snapshot|crossRegionCop|replication/i, "backups"],
  [/(^|\.)(\w*[lL]og\w*|metrics|firehose\w*)(\[|\.|$)/, "telemetry"],
];

export function concernOf(type: string, path = ""): Concern {
  const byPath = PATHS.find(([pattern]) => pattern.test(path));
  return byPath?.[1] ?? TYPES.find(([pattern]) => pattern.test(type))?.[1] ?? "data";
}
