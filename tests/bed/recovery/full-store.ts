import { once } from "node:events";
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";

/** What stores answer that have no room left: that of MinIO, since AWS has none (minio, cmd/api-errors.go). */
const FULL = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>XMinioStorageFull</Code><Message>Storage backend has reached its minimum free drive threshold. Please delete a few objects to proceed.</Message></Error>`;

/** A store that is full: it passes all on to a real one, but for what would be written. */
export class FullStore {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /**
   * @param url Where it is.
   * @param store Address of the real one.
   */
  static async start(url: string, store: string): Promise<FullStore> {
    const server = createServer((asked, answer) => {
      if (asked.method === "PUT" || asked.method === "POST") refuse(asked, answer);
      else passOn(store, asked, answer);
    });
    server.listen(Number(new URL(url).port), "127.0.0.1");
    await once(server, "listening");
    return new FullStore(server);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}

function refuse(asked: IncomingMessage, answer: ServerResponse): void {
  asked.resume();
  asked.once("end", () => answer.writeHead(507, { "content-type": "application/xml" }).end(FULL));
}

/** With the name that it was asked by: the signature is over that too. */
function passOn(store: string, asked: IncomingMessage, answer: ServerResponse): void {
  const { method, headers, url = "" } = asked;
  const onward = request(`${store}${url}`, { method, headers }, (real) => {
    answer.writeHead(real.statusCode ?? 502, real.headers);
    real.pipe(answer);
  });
  onward.on("error", () => answer.destroy());
  asked.pipe(onward);
}
