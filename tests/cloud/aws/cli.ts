import { parseArgs } from "node:util";
import { CloudFolder, type StoredObject } from "../framework/folder.ts";
import { ClusterBehind } from "../framework/kwok.ts";
import { Ledger } from "../framework/ledger.ts";
import { SimulatedCloud } from "../framework/simulated-cloud.ts";
import { AWS } from "./aws.ts";
import { CLUSTER } from "./eks.ts";
import { taggedResources, type Filter } from "./tagged.ts";

/* The command line of AWS on a bed: credentials for a cluster, and what is asked after a run that was cut off. */

const folder = CloudFolder.fromEnvironment();
const { positionals, values } = parseArgs({ allowPositionals: true, strict: false, options: texts() });
const command = positionals.slice(0, 3).join(" ");
const region = option("region") || (process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? "");
const cloud = new SimulatedCloud(folder, AWS);
cloud.configure({ region });

new Ledger(folder).write({ phase: "ended", operation: "describe", type: `aws ${command}`, region });
switch (command) {
  case "eks get-token":
    print(credentialsFor(option("cluster-name")));
    break;
  case "resourcegroupstaggingapi get-resources":
    print(taggedResources(folder, region, option("resource-type-filters"), filters()));
    break;
  case "eks wait cluster-active":
    await cloud.settle(clusterNamed(option("name")));
    break;
  case "eks wait nodegroup-active":
  case "eks wait addon-active":
    // Those are ready with their first answer.
    break;
  case "ec2 describe-security-group-rules":
    process.stdout.write(`${rule() ?? "None"}\n`);
    break;
  case "eks list-pod-identity-associations":
    // The only question that is put about them.
    process.stdout.write(`${association() ?? "None"}\n`);
    break;
  default:
    fail(`aws: the simulated cloud has no command "${command}"`);
}

/** Options of the command line that are used; each has a value. */
function texts(): Record<string, { type: "string" }> {
  const names = [
    ...["cluster-name", "name", "nodegroup-name", "addon-name", "namespace", "service-account"],
    ...["region", "profile", "output", "query", "filters", "tag-filters", "resource-type-filters"],
  ];
  return Object.fromEntries(names.map((name) => [name, { type: "string" as const }]));
}

function filters(): Filter[] {
  return JSON.parse(option("tag-filters")) as Filter[];
}

function option(name: string): string {
  const value = values[name];
  return typeof value === "string" ? value : "";
}

function clusterNamed(name: string): StoredObject {
  const found = folder.ofType(CLUSTER).find(({ id, place }) => id === name && place.region === region);
  return found ?? fail(`An error occurred (ResourceNotFoundException): No cluster found for name: ${name}.`);
}

/** A certificate in place of the token: the API server behind the cluster knows nothing of AWS. */
function credentialsFor(name: string): object {
  clusterNamed(name);
  const { certificate, key } = new ClusterBehind(folder, region, name).credentials();
  return {
    kind: "ExecCredential",
    apiVersion: "client.authentication.k8s.io/v1beta1",
    spec: {},
    status: {
      expirationTimestamp: new Date(Date.now() + 14 * 60_000).toISOString(),
      clientCertificateData: certificate,
      clientKeyData: key,
    },
  };
}

function association(): string | undefined {
  const wanted = { clusterName: "cluster-name", namespace: "namespace", serviceAccount: "service-account" };
  return folder.ofType("aws:eks/podIdentityAssociation:PodIdentityAssociation").find(({ inputs, place }) => {
    const agrees = Object.entries(wanted).every(([input, name]) => inputs[input] === option(name));
    return place.region === region && agrees;
  })?.id;
}

/** The rule that the one question about them is for. */
function rule(): string | undefined {
  const group = option("filters").replace("Name=group-id,Values=", "");
  const cidr = /CidrIpv4=='([^']*)'/.exec(option("query"))?.[1];
  return folder
    .ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    .find(({ inputs }) => inputs.securityGroupId === group && inputs.cidrIpv4 === cidr)?.id;
}

function print(answer: object): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(254);
}
