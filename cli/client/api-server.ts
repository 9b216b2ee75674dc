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

  /** @param reason What the API server says about it. */
  constructor(request: string, { statusCode = 0, statusMessage = "" }: IncomingMessage, reason = "") {
    super(`${request}: ${statusCode} ${reason === "" ? statusMessage : reason}`);
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
  readonly #questionMs: number | undefined;

  private constructor(
    endpoint: string,
    options: RequestOptions,
    signal: AbortSignal,
    questionMs: number | undefined,
  ) {
    this.#endpoint = endpoint;
    this.#options = options;
    this.#signal = signal;
    this.#questionMs = questionMs;
  }

  /**
   * @param signal Ends whatever is going on when the time is up.
   * @param questionMs Milliseconds for each question by itself. @default as long as the signal lets it
   */
  static async connect(kubeconfig: string, signal: AbortSignal, questionMs?: number): Promise<ApiServer> {
    const { endpoint, ca, user } = readContext(kubeconfig);
    const credentials = await credentialsOf(user, { server: endpoint, ca }, signal);
    // Without one the API server shows a certificate that every machine trusts.
    const trust = ca === "" ? {} : { ca: Buffer.from(ca, "base64") };
    return new ApiServer(endpoint, { ...credentials, ...trust }, signal, questionMs);
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
      if (response.statusCode === 200) {
        // Of an empty list it says null.
        const { items } = (await json(response)) as { items: { metadata: LabelledObject }[] | null };
        return (items ?? []).map(({ metadata }) => metadata);
      }
      response.resume();
      throw new RefusalError(`GET ${path}`, response);
    });
  }

  /** Makes a resource. @returns it as the API server has it. */
  async post<T>(path: string, object: object): Promise<T> {
    const headers = { "content-type": "application/json" };
    return this.#ask({ path, method: "POST", headers, body: JSON.stringify(object) }, async (response) => {
      if (response.statusCode === 201) return (await json(response)) as T;
      throw new RefusalError(`POST ${path}`, response, await reasonIn(response));
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
    const limit = this.#limit();
    try {
      const response = await this.#sendWhenTaken(asked, limit);
      answered = true;
      return await read(response);
    } catch (error) {
      if (limit.aborted) throw new UnreachableError("no answer in time");
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
  async #sendWhenTaken(asked: Question, signal: AbortSignal): Promise<IncomingMessage> {
    for (;;) {
      const response = await this.#send(asked, signal);
      if (response.statusCode !== 429) return response;
      response.resume();
      const seconds = Number(response.headers["retry-after"]) || 1;
      await sleep(seconds * 1000, undefined, { signal });
    }
  }

  #limit(): AbortSignal {
    if (this.#questionMs === undefined) return this.#signal;
    return AbortSignal.any([this.#signal, AbortSignal.timeout(this.#questionMs)]);
  }

  #send(
    { path, method = "GET", headers = {}, body }: Question,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const all = { ...(this.#options.headers as Record<string, string> | undefined), ...headers };
      const options = { ...this.#options, method, headers: all, agent: this.#agent, signal };
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
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The message of a refusal, if it is one of the API server's own. */
async function reasonIn(response: IncomingMessage): Promise<string> {
  try {
    return ((await json(response)) as { message?: string }).message ?? "";
  } catch {
    return "";
  }
}
