import assert from "node:assert/strict";
import { isLocal, repositoryPath, repositoryUrl } from "../../../fleet/gitops/repository.ts";

describe("a repository", () => {
  for (const address of ["https://git.example/a.git", "ssh://git@git.example/a", "git@git.example:a/b.git"]) {
    it(`with the address ${address} is left as it is`, () => {
      assert.ok(!isLocal(address));
      assert.equal(repositoryUrl(address, "/project"), address);
    });
  }

  for (const [folder, url] of [
    [".", "file:///project"],
    ["./apps.git", "file:///project/apps.git"],
    ["my apps", "file:///project/my%20apps"],
  ] as const) {
    it(`in the folder "${folder}" is named by its place`, () => {
      assert.equal(repositoryUrl(folder, "/project"), url);
    });
  }

  it("has the paths of the project, or those below its own folder", () => {
    assert.equal(repositoryPath("https://git.example/a.git", "./apps/shop/"), "apps/shop");
    assert.equal(repositoryPath(".", "apps/shop"), "apps/shop");
    assert.equal(repositoryPath("./apps", "apps/shop"), "shop");
  });
});
