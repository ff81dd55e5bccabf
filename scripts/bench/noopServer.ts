/**
 * The least that a provider server can do: it takes everything, knows nothing and keeps nothing. What
 * a simulated system costs is what it costs beyond this.
 */
import { Server, ServerCredentials } from "@grpc/grpc-js";
import type { handleUnaryCall, UntypedServiceImplementation } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { Value } from "google-protobuf/google/protobuf/struct_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  CheckResponse,
  ConfigureResponse,
  CreateResponse,
  DiffResponse,
  InvokeResponse,
  ParameterizeResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import type {
  CheckRequest,
  CreateRequest,
  InvokeRequest,
  ParameterizeRequest,
} from "@pulumi/pulumi/proto/provider_pb";
import * as configuration from "@vmnet/simulator/provider/configuration";
import { openSession } from "@vmnet/simulator/provider/session";

type PackageName = "vsphere" | "nsxt";

function unary<Request, Response>(
  answer: (request: Request) => Response,
): handleUnaryCall<Request, Response> {
  return (call, callback) => callback(null, answer(call.request));
}

/** What was sent, with the one computed value that the program's other resources refer to. */
function created(request: CreateRequest): CreateResponse {
  const properties = request.getProperties() as Struct;
  const name = request.getName();
  properties.getFieldsMap().set("path", new Value().setStringValue(`/infra/${name}`));
  return new CreateResponse().setId(request.getPreview() ? "" : name).setProperties(properties);
}

function invoked(request: InvokeRequest): InvokeResponse {
  const answer = request.getArgs() as Struct;
  answer.getFieldsMap().set("id", new Value().setStringValue("network-1"));
  return new InvokeResponse().setReturn(answer);
}

function parameterized(request: ParameterizeRequest): ParameterizeResponse {
  const value = request.getValue();
  return new ParameterizeResponse()
    .setName(value?.getName() ?? "")
    .setVersion(value?.getVersion() ?? "");
}

function service(packageName: PackageName): UntypedServiceImplementation {
  // Never asked: the session only names the plugin.
  const session = openSession({ packageName, estate: {} as never });
  const same = unary((request: CheckRequest) => new CheckResponse().setInputs(request.getNews()));
  const none = unary(() => new DiffResponse().setChanges(DiffResponse.DiffChanges.DIFF_NONE));
  return {
    handshake: unary(() => configuration.handshake()),
    attach: unary(() => new Empty()),
    getPluginInfo: unary(() => configuration.pluginInfo(session)),
    parameterize: unary(parameterized),
    checkConfig: same,
    diffConfig: none,
    configure: unary(() =>
      new ConfigureResponse()
        .setAcceptsecrets(true)
        .setSupportspreview(true)
        .setAcceptresources(false),
    ),
    check: same,
    diff: none,
    create: unary(created),
    invoke: unary(invoked),
    delete: unary(() => new Empty()),
    cancel: unary(() => new Empty()),
  };
}

/** Both packages; gives the value of `PULUMI_DEBUG_PROVIDERS`. */
export async function startNoopServers(): Promise<string> {
  const names: PackageName[] = ["vsphere", "nsxt"];
  const settings = names.map(async (packageName) => {
    const server = new Server();
    server.addService(ResourceProviderService, service(packageName));
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
        if (error) reject(error);
        else resolve(bound);
      });
    });
    return `${openSession({ packageName, estate: {} as never }).plugin.name}:${port}`;
  });
  return (await Promise.all(settings)).join(",");
}
