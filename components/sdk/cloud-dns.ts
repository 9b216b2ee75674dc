/* What the program uses of the Google Cloud SDK of Pulumi for global names. */
export { HealthCheck } from "@pulumi/gcp/compute/healthCheck.js";
export { ManagedZone } from "@pulumi/gcp/dns/managedZone.js";
export { RecordSet, type RecordSetArgs } from "@pulumi/gcp/dns/recordSet.js";
export { Provider } from "@pulumi/gcp/provider.js";
