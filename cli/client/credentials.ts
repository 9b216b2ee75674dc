import { execFile } from "node:child_process";
import type { RequestOptions } from "node:https";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A user of a kubeconfig, in the forms that this program writes and reads. */
interface User {
  readonly token?: string;
  readonly "client-certificate-data"?: string;
  readonly "client-key-data"?: string;
  readonly exec?: ExecPlugin;
}

/** A program that prints credentials: kubernetes.io, "client-go credential plugins". */
interface ExecPlugin {
  readonly apiVersion: string;
  readonly command: string;
  readonly args?: readonly string[] | null;
  readonly env?: readonly { readonly name: string; readonly value: string }[] | null;
  readonly provideClusterInfo?: boolean;
}

/** The cluster that credentials are for, as a plugin is told if it asks for that. */
interface ForCluster {
  readonly server: string;
  /** PEM bundle in base64. */
  readonly ca: string;
}

interface ExecCredential {
  readonly status?: {
    readonly token?: string;
    readonly clientCertificateData?: string;
    readonly clientKeyData?: string;
  };
}

/** What shows an API server who is asking. Runs the user's credential plugin, if that is how it is done. */
export async function credentialsOf(
  user: User,
  cluster: ForCluster,
  signal: AbortSignal,
): Promise<RequestOptions> {
  if (user.exec !== undefined) return fromPlugin(await runPlugin(user.exec, cluster, signal));
  if (user.token !== undefined) return bearer(user.token);
  return {
    cert: decoded(user["client-certificate-data"]),
    key: decoded(user["client-key-data"]),
  };
}

/** The error names the plugin and nothing it printed: that may be the credentials. */
async function runPlugin(
  { apiVersion, command, args, env, provideClusterInfo }: ExecPlugin,
  { server, ca }: ForCluster,
  signal: AbortSignal,
): Promise<ExecCredential> {
  const told = provideClusterInfo === true ? { cluster: { server, "certificate-authority-data": ca } } : {};
  const info = JSON.stringify({ apiVersion, kind: "ExecCredential", spec: { interactive: false, ...told } });
  const extra = Object.fromEntries((env ?? []).map(({ name, value }) => [name, value]));
  try {
    const { stdout } = await run(command, [...(args ?? [])], {
      env: { ...process.env, ...extra, KUBERNETES_EXEC_INFO: info },
      signal,
    });
    return JSON.parse(stdout) as ExecCredential;
  } catch {
    throw new Error(`the credential plugin ${command} ${signal.aborted ? "did not answer" : "failed"}`);
  }
}

function fromPlugin({ status }: ExecCredential): RequestOptions {
  if (status?.token !== undefined) return bearer(status.token);
  return { cert: status?.clientCertificateData, key: status?.clientKeyData };
}

function bearer(token: string): RequestOptions {
  return { headers: { authorization: `Bearer ${token}` } };
}

function decoded(base64: string | undefined): Buffer | undefined {
  return base64 === undefined ? undefined : Buffer.from(base64, "base64");
}
