import http, { type IncomingMessage } from "node:http";
import https from "node:https";

/**
 * What a store answers to an address that was signed; the body is still to be read. Not by `fetch`: that of Node 24 ends
 * the process if the store closes the connection while a part of what it has sent is not read yet (undici, issue 5360),
 * as it is with every archive that is larger than a buffer.
 *
 * @throws Error of the network, with its code.
 */
export function askStore(address: string, signal: AbortSignal): Promise<IncomingMessage> {
  const { get } = address.startsWith("https:") ? https : http;
  return new Promise((resolve, reject) => {
    get(address, { signal }, resolve).on("error", reject);
  });
}
