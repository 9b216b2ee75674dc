import grpc from "@grpc/grpc-js";
import {
  ResourceProviderService,
  type IResourceProviderServer,
} from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { callsOf, type Provider } from "./calls.ts";

/**
 * Serves a provider to the engine that has started this process. The SDK has a server too; it serves whatever a
 * provider can be, and takes twice the time to load. Every run of a stack waits for that.
 */
export async function serve<Spec extends object, State extends Spec>(
  provider: Provider<Spec, State>,
): Promise<void> {
  await serveCalls(callsOf(provider));
}

/** Serves calls of the protocol. What is not implemented the engine is told so, and it knows what to do instead. */
export async function serveCalls(calls: Partial<IResourceProviderServer>): Promise<void> {
  const server = new grpc.Server();
  server.addService(ResourceProviderService, calls as grpc.UntypedServiceImplementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  // The engine reads it from the first line.
  process.stdout.write(`${port}\n`);
}

/** An engine that is killed cannot tell its plugins. What is cut off here, the next run takes up. */
export function endWithTheEngine(): void {
  const engine = process.ppid;
  setInterval(() => {
    if (process.ppid !== engine) process.exit(1);
  }, 500).unref();
}
