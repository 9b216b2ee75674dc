import { request as httpsRequest, type RequestOptions } from "node:https";
import { readContext } from "../../../fleet/kubeconfig.ts";

/** An answer of the API server that is not the one that was hoped for. */
export class HubError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Time that the hub has for one answer. */
const DEADLINE_MS = 15_000;

/** The API server of the hub, asked with the token of a landing pad. */
export class HubApi {
  readonly #options: RequestOptions;

  /** @param kubeconfig Of the program's own making: it holds all it needs. */
  constructor(kubeconfig: string) {
    const { endpoint, ca, user, cluster = {} } = readContext(kubeconfig);
    const { hostname, port, pathname } = new URL(endpoint);
    const pem = (key: string) => decoded((user as Record<string, unknown>)[key]);
    const { token } = user as { token?: string };
    const { "tls-server-name": servername } = cluster as { "tls-server-name"?: string };
    this.#options = {
      hostname,
      port: port === "" ? 443 : Number(port),
      path: pathname.replace(/\/$/, ""),
      ca: decoded(ca),
      cert: pem("client-certificate-data"),
      key: pem("client-key-data"),
      ...(servername === undefined ? {} : { servername }),
      headers: {
        accept: "application/json",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
    };
  }

  /** The object at a path; `undefined` if there is none. */
  async get<T>(path: string): Promise<T | undefined> {
    return (await this.#send("GET", path)) as T | undefined;
  }

  /** Asks for a deletion, and does not wait for it. Nothing there is no error. */
  async delete(path: string): Promise<void> {
    await this.#send("DELETE", path);
  }

  #send(method: string, path: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const options = { ...this.#options, method, path: `${this.#options.path ?? ""}${path}` };
      const call = httpsRequest({ ...options, timeout: DEADLINE_MS }, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (text += chunk));
        response.on("error", reject);
        response.on("end", () => {
          const { statusCode = 0 } = response;
          if (statusCode === 404) resolve(undefined);
          else if (statusCode < 300) resolve(JSON.parse(text));
          else reject(new HubError(statusCode, `${method} ${path}: ${statusCode} ${messageIn(text)}`));
        });
      });
      call.on("timeout", () => call.destroy(new Error(`no answer within ${DEADLINE_MS / 1000} s`)));
      call.on("error", (error) => {
        reject(new HubError(0, `the hub cannot be reached: ${error.message}`));
      });
      call.end();
    });
  }
}

function decoded(value: unknown): string | undefined {
  return typeof value === "string" ? Buffer.from(value, "base64").toString() : undefined;
}

/** What a Status of Kubernetes says, and nothing of what else may have been answered. */
function messageIn(text: string): string {
  try {
    return (JSON.parse(text) as { message?: string }).message ?? "";
  } catch {
    return "";
  }
}
