import { parseArgs } from "node:util";
import { CloudFolder } from "../framework/folder.ts";
import { ClusterBehind } from "../framework/kwok.ts";
import { Ledger } from "../framework/ledger.ts";
import { CLUSTER } from "./eks.ts";
import { taggedResources } from "./tagged.ts";

/* The command line of AWS on a bed: credentials for a cluster, and resources by their tags. */

const cloud = CloudFolder.fromEnvironment();
const { positionals, values } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: {
    "cluster-name": { type: "string" },
    region: { type: "string" },
    "tag-filters": { type: "string", multiple: true },
    output: { type: "string" },
  },
});
const region = String(values.region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? "");

switch (positionals.slice(0, 2).join(" ")) {
  case "eks get-token":
    print(credentialsFor(String(values["cluster-name"])));
    break;
  case "resourcegroupstaggingapi get-resources":
    print(taggedResources(cloud, region, (values["tag-filters"] ?? []) as string[]));
    break;
  default:
    fail(`aws: the simulated cloud has no command "${positionals.join(" ")}"`);
}

/** A certificate in place of the token: the API server behind the cluster knows nothing of AWS. */
function credentialsFor(name: string): object {
  const found = cloud.ofType(CLUSTER).find(({ id, place }) => id === name && place.region === region);
  if (found === undefined)
    fail(`An error occurred (ResourceNotFoundException): No cluster found for name: ${name}.`);
  new Ledger(cloud).write({
    phase: "ended",
    operation: "describe",
    type: "aws eks get-token",
    region,
    id: name,
  });
  const { certificate, key } = new ClusterBehind(cloud, region, name).credentials();
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

function print(answer: object): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(254);
}
