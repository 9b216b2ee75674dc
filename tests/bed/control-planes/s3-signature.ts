import { createHash, createHmac } from "node:crypto";

/** Who asks, where. */
export interface S3Account {
  readonly access: string;
  readonly secret: string;
  readonly region: string;
}

/**
 * Headers that sign a request to S3 (AWS, "Signature Version 4"), for paths and parameters that need no escaping.
 *
 * @param url With parameters in the order of their names.
 */
export function signed(
  method: string,
  url: URL,
  body: string,
  { access, secret, region }: S3Account,
): Record<string, string> {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  const day = time.slice(0, 8);
  const own = { host: url.host, "x-amz-content-sha256": sha256(body), "x-amz-date": time };
  const names = Object.keys(own).join(";");
  const headers = Object.entries(own).map(([name, value]) => `${name}:${value}\n`);
  const query = [...url.searchParams]
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("&");
  const request = [method, url.pathname, query, headers.join(""), names, sha256(body)].join("\n");
  const scope = `${day}/${region}/s3/aws4_request`;
  const key = [day, region, "s3", "aws4_request"].reduce(hmac, Buffer.from(`AWS4${secret}`));
  const signature = hmac(key, ["AWS4-HMAC-SHA256", time, scope, sha256(request)].join("\n")).toString("hex");
  const credential = `Credential=${access}/${scope}`;
  const { host: _, ...sent } = own;
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
