import assert from "node:assert/strict";
import { touched } from "../../../cli/drills/hub/members.ts";

describe("what the loss of a hub has done to members", () => {
  const before = { iad: { "Deployment shop/web": "d1", "Pod shop/web-1": "p1 0", "Pod shop/web-2": "p2 0" } };

  it("is nothing if all is what it was, also if a pod has come besides", () => {
    assert.deepEqual(touched(before, { iad: { ...before.iad, "Pod shop/web-3": "p3 0" } }), []);
  });

  it("is told object by object: gone, another one, started again, doubled", () => {
    const after = {
      iad: { "Deployment shop/web": "d2", "Deployment shop/web-copy": "d3", "Pod shop/web-1": "p1 1" },
    };
    const pointers = ["/metadata/uid"];
    assert.deepEqual(touched(before, after), [
      { kind: "changed", object: "iad: Deployment shop/web", pointers },
      { kind: "changed", object: "iad: Pod shop/web-1", pointers },
      { kind: "missing", object: "iad: Pod shop/web-2", pointers: [] },
      { kind: "extra", object: "iad: Deployment shop/web-copy", pointers: [] },
    ]);
  });
});
