import assert from "node:assert/strict";
import type { Environment } from "../../../fleet/fleet.ts";
import { describeTokens, tokenReaderOf } from "../../../fleet/mesh/token-readers.ts";
import { environment } from "../environments.ts";

const istio = environment([]).mesh!;
const readerIn = (mesh: object) => tokenReaderOf({ ...mesh } as Environment["mesh"])?.deployment;

describe("a controller that takes up no new token", () => {
  it("is istiod where it may not read Secrets, and Linkerd's destination where it reads endpoints", () => {
    assert.equal(readerIn({ ...istio, rights: "endpoints" }), "istiod");
    assert.equal(readerIn({ ...istio, rights: "reader" }), undefined);
    const linkerd = { kind: "linkerd", trustDomain: "local.acme" };
    assert.equal(readerIn({ ...linkerd, mode: "gateway" }), undefined);
    for (const mode of ["flat", "federated"])
      assert.equal(readerIn({ ...linkerd, mode }), "linkerd-destination");
    assert.equal(tokenReaderOf(undefined), undefined);
  });

  it("is started anew when a token moves, and not when a peer comes or goes", () => {
    assert.equal(describeTokens(new Map()), "");
    assert.equal(describeTokens(new Map([["dub", "a"]])), "");
    const moved = describeTokens(new Map([["iad", "b"] as const, ["dub", "b"] as const]));
    assert.equal(moved, "dub=b,iad=b");
    const more = new Map([["iad", "b"] as const, ["dub", "b"] as const, ["sin", "a"] as const]);
    assert.equal(describeTokens(more), moved);
  });
});
