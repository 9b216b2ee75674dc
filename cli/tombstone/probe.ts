import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";

/** What there was at the address of a cluster, over some seconds. */
export type Probe =
  /** Something answered; `said` is how. */
  | { readonly answered: true; readonly said: string }
  /** Nothing did, every time; `reason` is the last. */
  | { readonly answered: false; readonly reason: string };

export interface ProbeOptions {
  readonly tries: number;
  readonly pauseMs: number;
  /** Time for one try. */
  readonly deadlineMs: number;
}

/** A cluster that is restarted, or a network that is rerouted, is often back within these seconds. */
const PATIENTLY: ProbeOptions = { tries: 4, pauseMs: 2_000, deadlineMs: 3_000 };

/**
 * Asks for anything at all, as nobody. An answer is an answer, also "unauthorized", and also with a certificate that is
 * not the cluster's: then somebody has to look before it is called dead.
 */
export async function probe(
  endpoint: string,
  { tries, pauseMs, deadlineMs }: ProbeOptions = PATIENTLY,
): Promise<Probe> {
  let last: Probe = { answered: false, reason: "not asked" };
  for (let attempt = 1; attempt <= tries; attempt++) {
    last = await askOnce(endpoint, deadlineMs);
    if (last.answered) return last;
    if (attempt < tries) await sleep(pauseMs);
  }
  return last;
}

function askOnce(endpoint: string, deadlineMs: number): Promise<Probe> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(deadlineMs);
    const options = { rejectUnauthorized: false, agent: false as const, signal };
    request(`${endpoint}/readyz`, options, (response) => {
      response.resume();
      resolve(judge(response));
    })
      .on("error", (error: NodeJS.ErrnoException) => {
        const { message, code = "no connection" } = error;
        const reason = signal.aborted ? "no answer in time" : message === "" ? code : message;
        resolve({ answered: false, reason });
      })
      .end();
  });
}

/**
 * A load balancer in front of a dead API server says 502 to 504 in its place. An API server marks all it says with an
 * audit id (kubernetes, staging/src/k8s.io/apiserver/pkg/endpoints/filters/audit_init.go).
 */
function judge({ statusCode = 0, statusMessage = "", headers }: IncomingMessage): Probe {
  const said = `HTTP ${statusCode} ${statusMessage}`.trim();
  if (statusCode >= 502 && statusCode <= 504 && headers["audit-id"] === undefined)
    return { answered: false, reason: `only a proxy answers: ${said}` };
  return { answered: true, said };
}
