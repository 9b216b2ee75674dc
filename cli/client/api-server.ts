import type { IncomingMessage } from "node:http";
import { Agent, request, type RequestOptions } from "node:https";
import { json, text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { readContext } from "../../fleet/kubeconfig.ts";
import { credentialsOf } from "./credentials.ts";

/** An API server could not be asked, or did not answer in time. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
}

/** The API server has answered, and not as was hoped. */
export class RefusalError extends Error {
  override readonly name = "RefusalError";
  /** Of HTTP. */
  readonly status: number;

  constructor(request: string, { statusCode = 0, statusMessage = "" }: IncomingMessage) {
    super(`${request}: ${statusCode} ${statusMessage}`);
    this.status = statusCode;
  }
}

/**
 * The API server that a kubeconfig's current context names. Plain HTTPS: a client library takes longer to
 * load than all the questions take to answer, and looks around for other kubeconfigs.
 */
export class ApiServer {
  readonly #endpoint: string;
  readonly #options: RequestOptions;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 4 });
  readonly #signal: AbortSignal;

  private constructor(endpoint: string, options: RequestOptions, signal: AbortSignal) {
    this.#endpoint = endpoint;
    this.#options = options;
    this.#signal = signal;
  }

  /** @param signal Ends whatever is going on when the time is up. */
  static async connect(kubeconfig: string, signal: AbortSignal): Promise<ApiServer> {
    const { endpoint, ca, user } = readContext(kubeconfig);
    const credentials = await credentialsOf(user, { server: endpoint, ca }, signal);
    // Without one the API server shows a certificate that every machine trusts.
    const trust = ca === "" ? {} : { ca: Buffer.from(ca, "base64") };
    return new ApiServer(endpoint, { ...credentials, ...trust }, signal);
  }

  /** A resource, as JSON. */
  async get<T>(path: string): Promise<T> {
    return this.#ask({ path }, async (response) => {
      if (response.statusCode === 200) return (await json(response)) as T;
      response.resume();
      throw new RefusalError(`GET ${path}`, response);
    });
  }

  /** Names and labels of the resources of a list, without their content. */
  async labelsOf(path: string): Promise<readonly LabelledObject[]> {
    // kubernetes.io, "API concepts", metadata-only fetches.
    const headers = { accept: "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1" };
    return this.#ask({ path, headers }, async (response) => {
      if (response.statusCode === 200)
        return ((await json(response)) as { items: { metadata: LabelledObject }[] }).items.map(
          ({ metadata }) => metadata,
        );
      response.resume();
      throw new RefusalError(`GET ${path}`, response);
    });
  }

  /** Deletes a resource; one that is gone already is as good. */
  async delete(path: string): Promise<void> {
    await this.#ask({ path, method: "DELETE" }, (response) => {
      response.resume();
      if (response.statusCode === 200 || response.statusCode === 404) return Promise.resolve();
      return Promise.reject(new RefusalError(`DELETE ${path}`, response));
    });
  }

  /** Changes a resource by a JSON merge patch (RFC 7396). */
  async patch(path: string, change: object): Promise<void> {
    const body = JSON.stringify(change);
    const headers = { "content-type": "application/merge-patch+json" };
    await this.#ask({ path, method: "PATCH", headers, body }, (response) => {
      response.resume();
      if (response.statusCode === 200) return Promise.resolve();
      return Promise.reject(new RefusalError(`PATCH ${path}`, response));
    });
  }

  /** Names of the health checks that fail; none if the server is ready. */
  async failingChecks(): Promise<string[]> {
    const path = "/readyz?verbose";
    return this.#ask({ path }, async (response) => {
      const body = await text(response);
      if (response.statusCode === 200) return [];
      const failing = [...body.matchAll(/^\[-\](\S+)/gm)].map(([, name]) => String(name));
      if (failing.length === 0) throw new RefusalError(`GET ${path}`, response);
      return failing;
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  async #ask<T>(asked: Question, read: (response: IncomingMessage) => Promise<T>): Promise<T> {
    let answered = false;
    try {
      const response = await this.#sendWhenTaken(asked);
      answered = true;
      return await read(response);
    } catch (error) {
      if (this.#signal.aborted) throw new UnreachableError("no answer in time");
      if (answered) throw error;
      const { message, code = "no connection" } = error as NodeJS.ErrnoException;
      // Where a name has several addresses the error has no text of its own.
      throw new UnreachableError(message === "" ? code : message);
    }
  }

  /**
   * An API server that has too much to do says when to ask again, and so does one whose storage for a kind is only
   * just being made: after a new definition, the first to ask are told 429.
   */
  async #sendWhenTaken(asked: Question): Promise<IncomingMessage> {
    for (;;) {
      const response = await this.#send(asked);
      if (response.statusCode !== 429) return response;
      response.resume();
      const seconds = Number(response.headers["retry-after"]) || 1;
      await sleep(seconds * 1000, undefined, { signal: this.#signal });
    }
  }

  #send({ path, method = "GET", headers = {}, body }: Question): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const all = { ...(this.#options.headers as Record<string, string> | undefined), ...headers };
      const options = { ...this.#options, method, headers: all, agent: this.#agent, signal: this.#signal };
      request(`${this.#endpoint}${path}`, options, resolve).on("error", reject).end(body);
    });
  }
}

export interface LabelledObject {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
}

interface Question {
  readonly path: string;
  readonly method?: "GET" | "PATCH" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}
