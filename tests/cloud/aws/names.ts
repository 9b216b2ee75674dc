import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Place } from "../framework/place.ts";
import type { Thing } from "../framework/resource-type.ts";

/** The account that everything is in; the one of AWS's own examples. */
export const ACCOUNT = "111122223333";

/** AWS China, GovCloud and the European Sovereign Cloud are partitions of their own (AWS, ARN format). */
export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  if (region.startsWith("us-gov-")) return "aws-us-gov";
  if (region.startsWith("eusc-")) return "aws-eusc";
  return "aws";
}

export function dnsSuffixOf(region: string): string {
  return { "aws-cn": "amazonaws.com.cn", "aws-eusc": "amazonaws.eu" }[partitionOf(region)] ?? "amazonaws.com";
}

/** ARN of something in a region. */
export function arn({ account, region }: Place, service: string, resource: string): string {
  return `arn:${partitionOf(region)}:${service}:${region}:${account}:${resource}`;
}

/** ARN of something that belongs to no region; its partition is that of the provider. */
export function globalArn(partition: string, account: string, service: string, resource: string): string {
  return `arn:${partition}:${service}::${account}:${resource}`;
}

/** An id as EC2 gives them: `vpc-0` and sixteen digits. */
export function ec2Id(prefix: string): () => string {
  return () => `${prefix}-0${randomBytes(8).toString("hex")}`;
}

export const uuid = (): string => randomUUID();

/** Digits that are the same for the same thing, for what the cloud makes beside it. */
export function digits(thing: Pick<Thing, "id">, salt: string, length = 17): string {
  return createHash("sha256").update(`${salt} ${thing.id}`).digest("hex").slice(0, length);
}
