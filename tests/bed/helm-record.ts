import { gunzipSync, gzipSync } from "node:zlib";

/** Helm's record of one revision of a release. */
export interface HelmSecret {
  readonly apiVersion: "v1";
  readonly kind: "Secret";
  readonly type: string;
  readonly metadata: {
    readonly namespace: string;
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly data: { readonly release: string };
}

/** The record that Helm writes when it begins to upgrade a release whose last record is this one. */
export function upgradeBegun({ metadata, data, ...secret }: HelmSecret): HelmSecret {
  const { namespace, name, labels } = metadata;
  const version = Number(labels.version) + 1;
  // JSON, zipped, in base64, and in base64 once more for the Secret.
  const zipped = Buffer.from(Buffer.from(data.release, "base64").toString(), "base64");
  const release = JSON.parse(gunzipSync(zipped).toString()) as { info: object };
  const begun = { ...release, version, info: { ...release.info, status: "pending-upgrade" } };
  const text = gzipSync(JSON.stringify(begun)).toString("base64");
  return {
    ...secret,
    metadata: {
      namespace,
      name: name.replace(/v\d+$/, `v${version}`),
      labels: { ...labels, version: String(version), status: "pending-upgrade" },
    },
    data: { release: Buffer.from(text).toString("base64") },
  };
}
