/* What the program uses of the AWS SDK of Pulumi for global names; see aws.ts. */
export { Provider } from "@pulumi/aws/provider.js";
export { HealthCheck } from "@pulumi/aws/route53/healthCheck.js";
export { Record, type RecordArgs } from "@pulumi/aws/route53/record.js";
export { Zone } from "@pulumi/aws/route53/zone.js";
