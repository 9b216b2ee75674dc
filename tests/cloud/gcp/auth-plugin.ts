import { CloudFolder } from "../framework/folder.ts";
import { behind, CLUSTER } from "./container.ts";

/* Credentials for a cluster of the simulated Google Cloud: a certificate in place of a token of Google's. */

interface ExecInfo {
  readonly spec?: { readonly cluster?: { readonly server?: string } };
}

const folder = CloudFolder.fromEnvironment();
const info = JSON.parse(process.env.KUBERNETES_EXEC_INFO ?? "{}") as ExecInfo;
const server = info.spec?.cluster?.server;
const found = folder.ofType(CLUSTER).find(({ outputs }) => `https://${String(outputs.endpoint)}` === server);
if (found === undefined) {
  process.stderr.write(`gke-gcloud-auth-plugin: the simulated cloud has no cluster at ${String(server)}\n`);
  process.exit(1);
}
const { certificate, key } = behind(folder, found).credentials();
const answer = {
  kind: "ExecCredential",
  apiVersion: "client.authentication.k8s.io/v1beta1",
  spec: {},
  status: {
    expirationTimestamp: new Date(Date.now() + 50 * 60_000).toISOString(),
    clientCertificateData: certificate,
    clientKeyData: key,
  },
};
process.stdout.write(`${JSON.stringify(answer)}\n`);
