import empty from "google-protobuf/google/protobuf/empty_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import rpc from "@pulumi/pulumi/proto/provider_pb.js";
import { answer } from "../../../components/cluster/plugin/calls.ts";
import { endWithTheEngine, serveCalls } from "../../../components/cluster/plugin/serve.ts";
import { toProperties, toStruct } from "../../../components/cluster/plugin/properties.ts";
import type { Properties } from "./properties.ts";
import type { SimulatedCloud, Subject } from "./simulated-cloud.ts";

/*
 * A simulated cloud as a provider plugin of the engine. Over the protocol itself: the server of the SDK
 * (@pulumi/pulumi/provider) does not pass on a provider's configuration, nor whether a call is a preview.
 */

/** Serves a cloud to the engine that has started this process, until that engine ends. */
export async function serve(cloud: SimulatedCloud, version: string): Promise<void> {
  endWithTheEngine();
  await serveCalls(callsOf(cloud, version));
}

type Call =
  | "configure"
  | "getPluginInfo"
  | "cancel"
  | "check"
  | "diff"
  | "create"
  | "read"
  | "update"
  | "delete"
  | "invoke"
  | "checkConfig"
  | "diffConfig";

function callsOf(cloud: SimulatedCloud, version: string): Pick<IResourceProviderServer, Call> {
  return {
    getPluginInfo: answer(() => new plugin.PluginInfo().setVersion(version)),
    cancel: answer(() => new empty.Empty()),
    checkConfig: answer((request) => new rpc.CheckResponse().setInputs(request.getNews())),
    diffConfig: answer((request) => {
      const { DIFF_SOME, DIFF_NONE } = rpc.DiffResponse.DiffChanges;
      const [olds, news] = [request.getOlds(), request.getNews()].map((struct) =>
        JSON.stringify(struct?.toJavaScript()),
      );
      return new rpc.DiffResponse().setChanges(olds === news ? DIFF_NONE : DIFF_SOME);
    }),
    // The engine unseals secrets for a provider that does not accept them, and seals again what was secret.
    configure: answer((request) => {
      cloud.configure(configurationOf(read(request.getArgs())));
      return new rpc.ConfigureResponse().setSupportspreview(true);
    }),
    check: answer((request) => {
      const { inputs, failures } = cloud.check(
        subjectOf(request),
        read(request.getOlds()),
        read(request.getNews()),
      );
      const list = failures.map(({ property, reason }) =>
        new rpc.CheckFailure().setProperty(property).setReason(reason),
      );
      return new rpc.CheckResponse().setInputs(toStruct(inputs)).setFailuresList(list);
    }),
    diff: answer((request) => {
      const olds = request.getOldInputs() ?? request.getOlds();
      const { changed, replaces } = cloud.diff(subjectOf(request), read(olds), read(request.getNews()));
      const { DIFF_SOME, DIFF_NONE } = rpc.DiffResponse.DiffChanges;
      return new rpc.DiffResponse()
        .setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE)
        .setDiffsList(changed)
        .setReplacesList(replaces);
    }),
    create: answer(async (request) => {
      const [subject, inputs] = [subjectOf(request), read(request.getProperties())];
      if (request.getPreview())
        return new rpc.CreateResponse().setProperties(toStruct(cloud.foresee(subject, inputs)));
      const { id, outputs } = await cloud.create(subject, inputs);
      return new rpc.CreateResponse().setId(id).setProperties(toStruct(outputs));
    }),
    update: answer(async (request) => {
      const [olds, news] = [read(request.getOlds()), read(request.getNews())];
      if (request.getPreview()) return new rpc.UpdateResponse().setProperties(toStruct({ ...olds, ...news }));
      const before = read(request.getOldInputs() ?? request.getOlds());
      const outputs = await cloud.update(subjectOf(request), request.getId(), before, news);
      return new rpc.UpdateResponse().setProperties(toStruct(outputs));
    }),
    read: answer(async (request) => {
      const found = await cloud.read(subjectOf(request), request.getId(), {
        ...read(request.getProperties()),
        ...read(request.getInputs()),
      });
      const response = new rpc.ReadResponse();
      // Without an id the resource is gone.
      if (found === undefined) return response;
      return response
        .setId(found.id)
        .setInputs(toStruct(found.inputs))
        .setProperties(toStruct(found.outputs));
    }),
    delete: answer(async (request) => {
      await cloud.delete(subjectOf(request), request.getId(), read(request.getProperties()));
      return new empty.Empty();
    }),
    invoke: answer(async (request) => {
      const result = await cloud.invoke(request.getTok(), read(request.getArgs()));
      return new rpc.InvokeResponse().setReturn(toStruct(result));
    }),
  };
}

type Struct = Parameters<typeof toProperties>[0];

function read(struct: Struct): Properties {
  return toProperties(struct) as Properties;
}

/** In a provider's configuration, what is not text is JSON. */
function configurationOf(args: Properties): Properties {
  return Object.fromEntries(
    Object.entries(args).map(([key, value]) => {
      if (typeof value !== "string" || !/^[[{]|^(true|false)$/.test(value)) return [key, value];
      return [key, JSON.parse(value) as unknown];
    }),
  );
}

function subjectOf(request: { getUrn(): string; getType(): string; getName(): string }): Subject {
  return { type: request.getType(), name: request.getName() };
}
