import { createHash } from "node:crypto";
import { createServer } from "node:net";

/** The ports one cluster listens on, all on loopback. */
export interface Ports {
  readonly kubeApiserverPort: number;
  readonly etcdPort: number;
  readonly etcdPeerPort: number;
  readonly kubeControllerManagerPort: number;
  readonly kubeSchedulerPort: number;
  readonly kwokControllerPort: number;
}

/** Below the ephemeral range of Linux (32768) and macOS (49152), so that no outgoing connection takes one of them. */
const FIRST = 20_000;
const BLOCK = 10;
const BLOCKS = 1_200;

/**
 * A block of free ports for the cluster kept in a folder, other than those taken, which may belong to clusters that
 * have stopped. The folder's path picks where to look first, so that the clusters of two clones spread out, and one
 * that is made again tends to get its ports back.
 */
export async function findPorts(folder: string, taken: ReadonlySet<number> = new Set()): Promise<Ports> {
  const start = createHash("sha256").update(folder).digest().readUInt32BE(0);
  for (let attempt = 0; attempt < BLOCKS; attempt++) {
    const ports = portsFrom(FIRST + ((start + attempt) % BLOCKS) * BLOCK);
    if (!taken.has(ports.kubeApiserverPort) && (await firstTaken(ports)) === undefined) return ports;
  }
  throw new Error(
    `No ${BLOCK} neighbouring free ports between ${FIRST} and ${FIRST + BLOCK * BLOCKS} on 127.0.0.1.`,
  );
}

/** The first of the ports that something else listens on. */
export async function firstTaken(ports: Ports): Promise<number | undefined> {
  for (const port of Object.values(ports) as number[]) if (!(await isFree(port))) return port;
  return undefined;
}

function portsFrom(base: number): Ports {
  return {
    kubeApiserverPort: base,
    etcdPort: base + 1,
    etcdPeerPort: base + 2,
    kubeControllerManagerPort: base + 3,
    kubeSchedulerPort: base + 4,
    kwokControllerPort: base + 5,
  };
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => {
      resolve(false);
    });
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
