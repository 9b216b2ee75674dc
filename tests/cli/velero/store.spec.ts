import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { askStore } from "../../../cli/velero/store.ts";

/** More than all buffers on the way hold, so that the end of the connection waits for the reader. */
const ARCHIVE = Buffer.alloc(8 * 1024 * 1024, "archive ");
/** A little more than the reader's own buffer: the end of the connection is seen before all is read. */
const SMALL = ARCHIVE.subarray(0, 70_000);

describe("what a store answers", () => {
  let server: Server | undefined;

  afterEach(() => server?.close());

  const never = new AbortController().signal;

  /** A store that sends an archive, or the beginning of it, and closes the connection. */
  async function storeOf(archive: Buffer, sent = archive.length): Promise<string> {
    server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => {
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${archive.length}\r\nConnection: close\r\n\r\n`);
        socket.end(archive.subarray(0, sent));
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/archive`;
  }

  it("is whole, however slowly it is read, and although the connection was closed long ago", async () => {
    for (const archive of [SMALL, ARCHIVE]) {
      const response = await askStore(await storeOf(archive), never);
      await sleep(200);
      assert.ok((await buffer(response)).equals(archive));
      server?.close();
    }
  });

  it("is an error of the network if it ends too early", async () => {
    const response = await askStore(await storeOf(ARCHIVE, 1024), never);
    await assert.rejects(buffer(response), { code: "ECONNRESET" });
  });

  it("is an error of the network if nothing answers", async () => {
    const address = await storeOf(ARCHIVE);
    const gone = server;
    gone?.close();
    if (gone !== undefined) await once(gone, "close");
    await assert.rejects(askStore(address, never), { code: "ECONNREFUSED" });
  });

  it("is given up when the time is over", async () => {
    const abort = new AbortController();
    const response = await askStore(await storeOf(ARCHIVE), abort.signal);
    abort.abort();
    await assert.rejects(buffer(response), { code: "ECONNRESET" });
  });
});
