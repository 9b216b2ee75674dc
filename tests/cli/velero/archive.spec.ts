import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { Readable } from "node:stream";
import { createGunzip, gzipSync } from "node:zlib";
import { create } from "tar";
import { DamagedArchiveError, readArchive } from "../../../cli/velero/archive.ts";

const CONFIG = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "prices", namespace: "shop" } };
const SPACE = { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } };

describe("the archive of a backup", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "archipelago-archive-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const archive = (files: Readonly<Record<string, string>>) => {
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(folder, file), content);
    }
    return buffer(create({ cwd: folder }, Object.keys(files)));
  };
  const whole = () =>
    archive({
      "metadata/version": "1.1.0",
      "resources/configmaps/namespaces/shop/prices.json": JSON.stringify(CONFIG),
      "resources/configmaps/v1-preferredversion/namespaces/shop/prices.json": JSON.stringify(CONFIG),
      "resources/namespaces/cluster/shop.json": JSON.stringify(SPACE),
    });

  it("has each object once, with its resource", async () => {
    assert.deepEqual(await readArchive(Readable.from([await whole()])), [
      { resource: "configmaps", namespace: "shop", name: "prices", object: CONFIG },
      { resource: "namespaces", namespace: undefined, name: "shop", object: SPACE },
    ]);
  });

  it("may hold no object at all", async () => {
    assert.deepEqual(await readArchive(Readable.from([await archive({ "metadata/version": "1.1.0" })])), []);
  });

  it("is damaged wherever it is cut off", async () => {
    const bytes = await whole();
    for (const length of [0, 100, 700, 1600, 2600])
      await assert.rejects(
        readArchive(Readable.from([bytes.subarray(0, length)])),
        DamagedArchiveError,
        `${length}`,
      );
    const packed = gzipSync(bytes);
    const cut = Readable.from([packed.subarray(0, packed.length - 20)]).pipe(createGunzip());
    await assert.rejects(readArchive(cut), {
      name: "DamagedArchiveError",
      message: /unexpected end of file/,
    });
  });

  it("is damaged if an object in it is", async () => {
    const bytes = await archive({
      "metadata/version": "1.1.0",
      "resources/configmaps/namespaces/shop/prices.json": "{",
    });
    await assert.rejects(readArchive(Readable.from([bytes])), DamagedArchiveError);
  });
});
