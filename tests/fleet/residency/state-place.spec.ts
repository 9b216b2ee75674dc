import assert from "node:assert/strict";
import { placeOfBackend, placeOfBucketKey, placeOfKey } from "../../../fleet/residency/state-place.ts";

describe("the place of a state backend", () => {
  const rows: [backend: string | undefined, declared: string | undefined, countries: string[] | undefined][] =
    [
      ["s3://acme-state?region=eu-west-1", undefined, ["IE"]],
      ["s3://acme-state?region=eu-west-2", undefined, ["GB"]],
      ["s3://acme-state/folder?awssdk=v2&region=us-east-1", "IE", ["US"]],
      ["s3://acme_State?region=eu-central-1", undefined, ["DE"]],
      ["s3://acme-state", undefined, undefined],
      ["s3://acme-state", "IE", ["IE"]],
      ["s3://acme-state?region=eu-nowhere-9", undefined, undefined],
      ["s3://acme?endpoint=minio.example:9000&region=eu-west-1", undefined, undefined],
      ["s3://acme?endpoint=https://s3.eu-west-1.amazonaws.com&region=eu-west-1", undefined, ["IE"]],
      ["gs://acme-state", undefined, undefined],
      ["gs://acme-state", "BE", ["BE"]],
      ["azblob://acme?storage_account=acme", undefined, undefined],
      ["file://./state", undefined, undefined],
      ["file://~", "IE", ["IE"]],
      ["https://api.pulumi.com", undefined, undefined],
      ["something else", undefined, undefined],
      [undefined, undefined, undefined],
      [undefined, "IE", ["IE"]],
    ];
  for (const [backend, country, expected] of rows) {
    it(`${String(backend)}, declared ${String(country)}: ${String(expected)}`, () => {
      assert.deepEqual(placeOfBackend({ backend, country }).countries, expected);
    });
  }

  it("says nothing of a password in a URL", () => {
    const backend = "https://me:canary-password@pulumi.example.com";
    assert.ok(!JSON.stringify(placeOfBackend({ backend, country: undefined })).includes("canary"));
  });
});

describe("the place of the key that seals a state", () => {
  const file = { backend: "file://./state", country: "IE" };
  const rows: [provider: string, countries: string[] | undefined][] = [
    ["awskms://alias/acme?region=eu-west-1", ["IE"]],
    ["awskms://1234abcd-12ab-34cd-56ef-1234567890ab?region=eu-west-2", ["GB"]],
    ["awskms:///arn:aws:kms:us-east-1:111122223333:key/1234abcd", ["US"]],
    ["awskms:///arn:aws-eusc:kms:eusc-de-east-1:111122223333:key/1234abcd", ["DE"]],
    ["awskms://mrk-1234abcd?region=eu-west-1", undefined],
    ["awskms:///arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd", undefined],
    ["awskms://alias/acme", undefined],
    ["gcpkms://projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k", ["BE"]],
    ["gcpkms://projects/p/locations/europe-west2/keyRings/r/cryptoKeys/k", ["GB"]],
    ["gcpkms://projects/p/locations/global/keyRings/r/cryptoKeys/k", undefined],
    ["azurekeyvault://acme.vault.azure.net/keys/k", undefined],
    ["hashivault://k", undefined],
  ];
  for (const [provider, expected] of rows) {
    it(`${provider}: ${String(expected)}`, () => {
      assert.deepEqual(placeOfKey(provider, file)?.countries, expected);
    });
  }

  it("is nowhere for a passphrase, which is the default but for Pulumi Cloud", () => {
    assert.equal(placeOfKey("passphrase", file), undefined);
    assert.equal(placeOfKey(undefined, file), undefined);
    const cloud = { backend: "https://api.pulumi.com", country: undefined };
    assert.equal(placeOfKey(undefined, cloud)?.countries, undefined);
    assert.match(placeOfKey("default", cloud)?.why ?? "", /Pulumi Cloud/);
  });
});

describe("the place of a bucket's key", () => {
  const bucket = { place: "bucket acme in region eu-west-1", countries: ["IE"], why: "" };
  const rows: [key: string, countries: string[] | undefined][] = [
    ["alias/backups", ["IE"]],
    ["1234abcd-12ab", ["IE"]],
    ["arn:aws:kms:us-east-1:111122223333:key/1234abcd", ["US"]],
    ["arn:aws:kms:eu-west-1:111122223333:alias/backups", ["IE"]],
    ["arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd", undefined],
    ["mrk-1234abcd", undefined],
  ];
  for (const [key, expected] of rows) {
    it(`${key}: ${String(expected)}`, () => {
      assert.deepEqual(placeOfBucketKey(key, bucket).countries, expected);
    });
  }
});
