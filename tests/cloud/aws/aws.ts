import type { CloudDefinition } from "../framework/simulated-cloud.ts";
import { textAt, valuesAt, type Properties } from "../framework/properties.ts";
import { EC2, zonesOf } from "./ec2.ts";
import { EKS } from "./eks.ts";
import { IAM } from "./iam.ts";
import { ACCOUNT, dnsSuffixOf, partitionOf } from "./names.ts";
import { ROUTE53 } from "./route53.ts";
import { STORAGE } from "./storage.ts";

/** AWS, as far as an EKS cluster needs it. */
export const AWS: CloudDefinition = {
  types: { ...EC2, ...EKS, ...IAM, ...STORAGE, ...ROUTE53 },
  functions: {
    "aws:index/getAvailabilityZones:getAvailabilityZones": (args, { place }) => {
      const region = textAt(args, "region") ?? place.region;
      return { id: region, region, ...zonesOf(region), groupNames: [region] };
    },
    "aws:index/getCallerIdentity:getCallerIdentity": (_, { place }) => ({
      id: place.account,
      accountId: place.account,
      arn: `arn:${partitionOf(place.region)}:iam::${place.account}:user/deployer`,
      userId: "AIDAEXAMPLE",
    }),
    "aws:index/getPartition:getPartition": (_, { place }) => ({
      id: partitionOf(place.region),
      partition: partitionOf(place.region),
      dnsSuffix: dnsSuffixOf(place.region),
      reverseDnsPrefix: dnsSuffixOf(place.region).split(".").reverse().join("."),
    }),
    "aws:index/getRegion:getRegion": (args, { place }) => {
      const region = textAt(args, "region") ?? place.region;
      return {
        id: region,
        region,
        name: region,
        description: region,
        endpoint: `ec2.${region}.amazonaws.com`,
      };
    },
  },
  place: (configuration) => {
    const region = textAt(configuration, "region");
    if (region === undefined) throw new Error("Invalid Configuration: Missing Region");
    const allowed = valuesAt(configuration, "allowedAccountIds");
    if (allowed.length > 0 && !allowed.includes(ACCOUNT))
      throw new Error(`AWS account ID not allowed: ${ACCOUNT}`);
    if (valuesAt(configuration, "forbiddenAccountIds").includes(ACCOUNT))
      throw new Error(`AWS account ID not allowed: ${ACCOUNT}`);
    return { account: ACCOUNT, region, partition: partitionOf(region) };
  },
  common: (inputs, { region }, configuration) => {
    const given = valuesAt(configuration, "defaultTags.tags")[0] as Properties | undefined;
    return {
      tagsAll: { ...given, ...(inputs.tags as Properties | undefined) },
      ...(region === "global" ? {} : { region }),
    };
  },
};
