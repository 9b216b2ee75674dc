import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A record set of one name and type. */
export interface RecordSet {
  /** `weighted`, `latency`, …, by the element that Route 53 chooses by. */
  readonly policy: string;
  readonly values: readonly string[];
  /** As it was sent. */
  readonly xml: string;
}

const POLICIES: Readonly<Record<string, string>> = {
  Weight: "weighted",
  Region: "latency",
  GeoLocation: "geolocation",
  Failover: "failover",
};

/**
 * As much of Route 53 as external-dns asks for (API reference 2013-04-01: ListHostedZones, ListResourceRecordSets,
 * ChangeResourceRecordSets), with one zone. Batches are taken whole or not at all, and what it refuses of one name is
 * refused here: a record that is there or is not, two policies, two primaries, one area twice.
 */
export class SimulatedRoute53 {
  /** What was refused, and why. */
  readonly refused: string[] = [];
  readonly #server: Server;
  readonly #zone: string;
  readonly #onChange: (zone: SimulatedRoute53) => void;
  #records: ReadonlyMap<string, RecordSet> = new Map();

  private constructor(zone: string, onChange: (zone: SimulatedRoute53) => void) {
    this.#zone = zone;
    this.#onChange = onChange;
    this.#server = createServer((request, response) => {
      void this.#answer(request).then(({ status, body }) => {
        response.writeHead(status, { "content-type": "text/xml" }).end(body);
      });
    });
  }

  /** @param onChange Called after every change, with no other in between. */
  static async start(zone: string, onChange: (zone: SimulatedRoute53) => void): Promise<SimulatedRoute53> {
    const route53 = new SimulatedRoute53(zone, onChange);
    route53.#server.listen(0, "127.0.0.1");
    await once(route53.#server, "listening");
    return route53;
  }

  /** For the environment of its clients. */
  get env(): NodeJS.ProcessEnv {
    const { port } = this.#server.address() as AddressInfo;
    return {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "simulated",
      AWS_SECRET_ACCESS_KEY: "simulated",
      AWS_EC2_METADATA_DISABLED: "true",
    };
  }

  /** The addresses of a name, by set identifier; empty for a record without. */
  answers(name: string): Record<string, string> {
    const prefix = `${name} A `;
    const own = [...this.#records].filter(([key]) => key.startsWith(prefix));
    const pairs = own.map(([key, { values }]): [string, string] => [key.slice(prefix.length), values.join()]);
    return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  record(name: string, setIdentifier: string): RecordSet | undefined {
    return this.#records.get(keyOf(name, "A", setIdentifier));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #answer(request: IncomingMessage): Promise<{ status: number; body: string }> {
    const { pathname } = new URL(request.url ?? "", "http://localhost");
    if (/\/rrset\/?$/.test(pathname))
      return request.method === "POST" ? this.#change(await text(request)) : this.#list();
    const zone = `<Id>/hostedzone/Z1</Id><Name>${this.#zone}.</Name><CallerReference>1</CallerReference>`;
    const body = `<HostedZones><HostedZone>${zone}</HostedZone></HostedZones>${END}`;
    return { status: 200, body: `<ListHostedZonesResponse>${body}</ListHostedZonesResponse>` };
  }

  #list(): { status: number; body: string } {
    const sets = [...this.#records.values()].map(
      ({ xml }) => `<ResourceRecordSet>${xml}</ResourceRecordSet>`,
    );
    const body = `<ResourceRecordSets>${sets.join("")}</ResourceRecordSets>${END}`;
    return { status: 200, body: `<ListResourceRecordSetsResponse>${body}</ListResourceRecordSetsResponse>` };
  }

  #change(batch: string): { status: number; body: string } {
    const records = new Map(this.#records);
    const fault = applyAll(batch, records) ?? contradiction(records);
    if (fault !== undefined) {
      this.refused.push(fault);
      const error = `<Error><Type>Sender</Type><Code>InvalidChangeBatch</Code><Message>${fault}</Message></Error>`;
      return { status: 400, body: `<ErrorResponse>${error}</ErrorResponse>` };
    }
    this.#records = records;
    this.#onChange(this);
    const info = "<Id>/change/C1</Id><Status>INSYNC</Status><SubmittedAt>2026-01-01T00:00:00Z</SubmittedAt>";
    const body = `<ChangeInfo>${info}</ChangeInfo>`;
    return {
      status: 200,
      body: `<ChangeResourceRecordSetsResponse>${body}</ChangeResourceRecordSetsResponse>`,
    };
  }
}

const END = "<IsTruncated>false</IsTruncated><MaxItems>300</MaxItems>";

function keyOf(name: string, type: string, setIdentifier: string): string {
  return `${name} ${type} ${setIdentifier}`;
}

function element(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>(.*?)</${name}>`, "s").exec(xml)?.[1];
}

/** @returns why the batch is refused. */
function applyAll(batch: string, records: Map<string, RecordSet>): string | undefined {
  for (const [, change = ""] of batch.matchAll(/<Change>(.*?)<\/Change>/gs)) {
    const fault = apply(change, records);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function apply(change: string, records: Map<string, RecordSet>): string | undefined {
  const xml = element(change, "ResourceRecordSet") ?? "";
  const name = (element(xml, "Name") ?? "").replace(/\.$/, "");
  const key = keyOf(name, element(xml, "Type") ?? "", element(xml, "SetIdentifier") ?? "");
  const action = element(change, "Action");
  if (action === "CREATE" && records.has(key)) return `${key} is there already`;
  if (action === "DELETE") return records.delete(key) ? undefined : `${key} is not there`;
  const values = [...xml.matchAll(/<Value>(.*?)<\/Value>/gs)].map(([, value = ""]) => value);
  const policy = Object.keys(POLICIES).find((each) => element(xml, each) !== undefined);
  records.set(key, { policy: policy === undefined ? "simple" : (POLICIES[policy] ?? ""), values, xml });
  return undefined;
}

/** What Route 53 does not have of one name and type. */
function contradiction(records: ReadonlyMap<string, RecordSet>): string | undefined {
  const groups = Map.groupBy([...records], ([key]) => key.split(" ", 2).join(" "));
  for (const [name, group] of groups) {
    const sets = group.map(([, set]) => set);
    if (new Set(sets.map(({ policy }) => policy)).size > 1) return `${name} has records of two policies`;
    const parts = sets.flatMap(({ xml }) => element(xml, "Failover") ?? element(xml, "GeoLocation") ?? []);
    if (new Set(parts).size < parts.length) return `${name} has two records for one part`;
  }
  return undefined;
}
