import { get } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";

/** How to reach an API server: nothing but its address and its certificate authority. */
export interface ApiServer {
  readonly endpoint: string;
  /** PEM. */
  readonly ca: string;
}

/** Whether the API server says that it is ready. Every failure to ask is a no. */
export async function isReady(server: ApiServer): Promise<boolean> {
  return (await ask(server, "/readyz").catch(() => undefined)) === "ok";
}

/** Waits until it is ready, for at most the given seconds. */
export async function waitUntilReady(server: ApiServer, seconds = 60): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await isReady(server))) {
    if (Date.now() > deadline)
      throw new Error(`The API server at ${server.endpoint} is not ready after ${seconds} s.`);
    await sleep(100);
  }
}

/** Version of Kubernetes, such as `v1.35.4`. */
export async function readVersion(server: ApiServer): Promise<string> {
  const { gitVersion } = JSON.parse(await ask(server, "/version")) as { gitVersion: string };
  return gitVersion;
}

/** Paths that every API server answers without authentication (ClusterRole `system:public-info-viewer`). */
function ask({ endpoint, ca }: ApiServer, path: "/readyz" | "/version"): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get(`${endpoint}${path}`, { ca, agent: false, timeout: 2_000 }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (body += chunk));
      response.on("end", () => {
        if (response.statusCode === 200) resolve(body);
        else reject(new Error(`${endpoint}${path} answers ${String(response.statusCode)}`));
      });
    });
    request.on("timeout", () => request.destroy(new Error(`${endpoint}${path} does not answer`)));
    request.on("error", reject);
  });
}
