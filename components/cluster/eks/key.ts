import * as aws from "../../sdk/aws.ts";
import type * as pulumi from "../../sdk/pulumi.ts";

export interface RegionalKeyArgs {
  readonly region: string;
  readonly alias: string;
  readonly description: string;
  /** Who may do what with it: a policy in JSON. */
  readonly policy: string;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * A key that never leaves its region, renewed every year. What it has sealed cannot be read without it, so that a
 * deletion waits for 30 days, the longest that there is (AWS, KMS Developer Guide, "Delete an AWS KMS key").
 */
export function createRegionalKey(
  name: string,
  { region, alias, description, policy, tags }: RegionalKeyArgs,
  options: pulumi.CustomResourceOptions,
): aws.Key {
  const key = new aws.Key(
    name,
    {
      region,
      description,
      policy,
      enableKeyRotation: true,
      multiRegion: false,
      deletionWindowInDays: 30,
      tags: { ...tags },
    },
    options,
  );
  const { parent } = options;
  new aws.Alias(
    name,
    { region, name: alias, targetKeyId: key.keyId },
    parent === undefined ? {} : { parent },
  );
  return key;
}
