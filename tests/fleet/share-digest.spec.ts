import assert from "node:assert/strict";
import { digestOf } from "../../fleet/share-digest.ts";

const deployment = (spec: object) => {
  return { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web" }, spec };
};

describe("the digest of a share", () => {
  it("is of the content, in whatever order its fields come", () => {
    const one = digestOf([deployment({ replicas: 2, paused: false })]);
    assert.deepEqual(digestOf([deployment({ paused: false, replicas: 2 })]), one);
    assert.notEqual(digestOf([deployment({ replicas: 3, paused: false })]).digest, one.digest);
    assert.notEqual(digestOf([deployment({}), deployment({})]).digest, digestOf([deployment({})]).digest);
  });

  it("comes with what there is to count, and tells whether it is nobody's business", () => {
    const config = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web" } };
    const { replicas, objects, secret } = digestOf([deployment({ replicas: 4 }), deployment({}), config]);
    assert.deepEqual({ replicas, objects, secret }, { replicas: 5, objects: 3, secret: false });
    assert.equal(digestOf([{ ...config, kind: "Secret" }]).secret, true);
  });
});
