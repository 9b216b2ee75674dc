import grpc from "@grpc/grpc-js";
import any from "google-protobuf/google/protobuf/any_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import statusProto from "@pulumi/pulumi/proto/status_pb.js";
import rpc from "@pulumi/pulumi/proto/provider_pb.js";
import { toProperties, toStruct } from "./properties.ts";

/** A provider of one type of resource. What it rejects with is what the user is shown. */
export interface Provider<Spec, State> {
  /** What there is to do, if anything. */
  readonly diff: (state: State, spec: Spec) => Promise<Difference>;
  readonly create: (spec: Spec) => Promise<{ readonly id: string; readonly state: object }>;
  readonly update: (spec: Spec, state: State) => Promise<object>;
  readonly exists: (id: string, state: State) => Promise<boolean>;
  readonly delete: (id: string, state: State) => Promise<void>;
}

/**
 * The resource is there, but has not become what it is to be: it is written down, with what is wrong. The next run
 * updates it, and a destroy deletes it.
 */
export class UnfinishedError extends Error {
  readonly id: string;
  readonly state: object;

  constructor(message: string, id: string, state: object) {
    super(message);
    this.id = id;
    this.state = state;
  }
}

export interface Difference {
  readonly changes: boolean;
  /** Inputs that cannot be changed in place. */
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

type Call =
  "configure" | "getPluginInfo" | "cancel" | "check" | "diff" | "create" | "read" | "update" | "delete";

/** The calls of the engine, as a provider answers them. */
export function callsOf<Spec, State>(provider: Provider<Spec, State>): Pick<IResourceProviderServer, Call> {
  return {
    // No secrets and no references to other resources: what the engine sends is plain.
    configure: answer(() => new rpc.ConfigureResponse()),
    getPluginInfo: answer(() => new plugin.PluginInfo()),
    // It is told that the user has interrupted the engine. What has begun comes to its end.
    cancel: answer(() => new empty.Empty()),
    check: answer((request) => new rpc.CheckResponse().setInputs(request.getNews())),
    diff: answer(async (request) => {
      const { changes, replaces, deleteBeforeReplace } = await provider.diff(
        toProperties(request.getOlds()) as State,
        toProperties(request.getNews()) as Spec,
      );
      const { DIFF_SOME, DIFF_NONE } = rpc.DiffResponse.DiffChanges;
      return new rpc.DiffResponse()
        .setChanges(changes ? DIFF_SOME : DIFF_NONE)
        .setReplacesList([...replaces])
        .setDeletebeforereplace(deleteBeforeReplace);
    }),
    create: answer(async (request) => {
      const { id, state } = await provider.create(toProperties(request.getProperties()) as Spec);
      return new rpc.CreateResponse().setId(id).setProperties(toStruct(state));
    }),
    update: answer(async (request) => {
      const spec = toProperties(request.getNews()) as Spec;
      const state = await provider.update(spec, toProperties(request.getOlds()) as State);
      return new rpc.UpdateResponse().setProperties(toStruct(state));
    }),
    read: answer(async (request) => {
      const response = new rpc.ReadResponse();
      // Without an id the resource is gone.
      const state = toProperties(request.getProperties()) as State;
      if (!(await provider.exists(request.getId(), state))) return response;
      return response.setId(request.getId()).setProperties(request.getProperties());
    }),
    delete: answer(async (request) => {
      await provider.delete(request.getId(), toProperties(request.getProperties()) as State);
      return new empty.Empty();
    }),
  };
}

/** Answers a call with what comes of it, or with why nothing does. */
export function answer<Request, Response>(
  reply: (request: Request) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return ({ request }, callback) => {
    Promise.resolve(request)
      .then(reply)
      .then(
        (response) => {
          callback(null, response);
        },
        (error: unknown) => {
          callback({
            code: grpc.status.UNKNOWN,
            details: error instanceof Error ? error.message : String(error),
            ...(error instanceof UnfinishedError ? { metadata: detailsOf(error) } : {}),
          });
        },
      );
  };
}

/** The engine looks for details of an error where gRPC's libraries for other languages put them. */
function detailsOf({ message, id, state }: UnfinishedError): grpc.Metadata {
  const detail = new rpc.ErrorResourceInitFailed()
    .setId(id)
    .setProperties(toStruct(state))
    .setReasonsList([message]);
  const packed = new any.Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new statusProto.Status().setCode(grpc.status.UNKNOWN).setMessage(message);
  status.addDetails(packed);
  const metadata = new grpc.Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return metadata;
}
