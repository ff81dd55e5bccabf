import { credentials } from "@grpc/grpc-js";
import type { MethodDefinition, ServiceError } from "@grpc/grpc-js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";

/** A real gRPC client of a provider server, as an engine would be. */
export function connect(port: number): ResourceProviderClient {
  return new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
}

/** Calls one method: `await call(client, service.create, request)`. */
export function call<Request, Response>(
  client: ResourceProviderClient,
  method: MethodDefinition<Request, Response>,
  request: Request,
): Promise<Response> {
  const { path, requestSerialize, responseDeserialize } = method;
  return new Promise((resolve, reject) => {
    const done = (error: ServiceError | null, response?: Response) =>
      error ? reject(error) : resolve(response as Response);
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, done);
  });
}

export const struct = (value: Record<string, unknown>) =>
  Struct.fromJavaScript(value as Record<string, JavaScriptValue>);

/** A value with Pulumi's secret mark. */
export const secret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});
