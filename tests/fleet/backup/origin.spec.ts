import assert from "node:assert/strict";
import { originLabels, whyForeign } from "../../../fleet/backup/origin.ts";

const IAD = { name: "iad" };
const PROD = { fleet: "acme", name: "prod" };
const backup = (labels: Readonly<Record<string, string>> | undefined, storageLocation = "iad") => ({
  metadata: { name: "b", labels },
  spec: { storageLocation },
});

describe("whose a backup is", () => {
  it("is said by its labels", () => {
    const own = originLabels(IAD, PROD);
    assert.equal(whyForeign(backup(own), IAD, PROD), undefined);
    assert.match(
      whyForeign(backup({ ...own, "archipelago/fleet": "globex" }), IAD, PROD) ?? "",
      /^b was made by another fleet or cluster: archipelago\/fleet is globex, not acme$/,
    );
    assert.match(whyForeign(backup(undefined), IAD, PROD) ?? "", /nothing in b says that this fleet made it/);
  });

  it("is that of the place that it is in", () => {
    const own = originLabels(IAD, PROD);
    assert.equal(whyForeign(backup(own, "dub"), IAD, PROD), "b is a backup of dub, not of iad");
  });
});
