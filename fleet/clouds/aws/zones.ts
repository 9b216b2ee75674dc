/**
 * Regions in which new accounts have no zone a, b or c. Which letters an account has is told only by
 * `aws ec2 describe-availability-zones`; where it differs, the declaration says so (`vpc.zones`). Source: general
 * knowledge of AWS, November 2026; not looked up.
 */
const OTHER_LETTERS: Readonly<Record<string, readonly string[]>> = {
  "ap-northeast-1": ["a", "c", "d"],
  "ca-central-1": ["a", "b", "d"],
  "cn-north-1": ["a", "b", "d"],
  "us-west-1": ["a", "c"],
};

/** Letters of the zones that a cluster stands in unless it says otherwise. */
export function defaultZones(region: string): readonly string[] {
  return OTHER_LETTERS[region] ?? ["a", "b", "c"];
}
