import { status } from "@grpc/grpc-js";
import type { handleUnaryCall, ServiceError, UntypedServiceImplementation } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Callback } from "@pulumi/pulumi/proto/callback_pb";
import {
  GetRootResourceResponse,
  LogSeverity,
  RequirePulumiVersionResponse,
  SetRootResourceResponse,
} from "@pulumi/pulumi/proto/engine_pb";
import type {
  GetRootResourceRequest,
  LogRequest,
  RequirePulumiVersionRequest,
  SetRootResourceRequest,
} from "@pulumi/pulumi/proto/engine_pb";
import { RegisterPackageResponse, SupportsFeatureResponse } from "@pulumi/pulumi/proto/resource_pb";
import type {
  ReadResourceRequest,
  RegisterPackageRequest,
  RegisterResourceOutputsRequest,
  RegisterResourceRequest,
  ResourceCallRequest,
  ResourceInvokeRequest,
  SupportsFeatureRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import { open } from "../provider/values";
import { Fault } from "./deployment";
import { invokeFunction, readResource } from "./read";
import { registerResource } from "./register";
import type { Run } from "./register";
import type { Severity } from "./types";
import { EMULATED_ENGINE, inVersionRange } from "./versionRange";

/** What a program may use. Hooks are accepted and never called: they may act on the outside. */
const features = new Set([
  "secrets",
  "resourceReferences",
  "outputValues",
  "aliasSpecs",
  "replacementTrigger",
  "deletedWith",
  "replaceWith",
  "transforms",
  "invokeTransforms",
  "parameterization",
  "resourceHooks",
  "errorHooks",
  "sendsOptionsToHooks",
]);

/** Told of every remote call, so that the end of a failed run can be seen. */
export interface Activity {
  begin(): void;
  /** `answered` is false for a call that ended the run and stays open. */
  end(answered: boolean): void;
}

type Handler<Request, Response> = (request: Request) => Response | Promise<Response>;

/** One remote procedure over a plain function. A fault is recorded and stays unanswered. */
function unary<Request, Response>(
  { deployment }: Run,
  activity: Activity,
  handler: Handler<Request, Response>,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    activity.begin();
    Promise.resolve(call.request)
      .then(handler)
      .then(
        (response) => {
          callback(null, response);
          activity.end(true);
        },
        (error: unknown) => {
          if (error instanceof Fault) {
            for (const text of error.texts) deployment.say("error", text, error.urn);
            activity.end(false);
            return;
          }
          const details = error instanceof Error ? error.message : String(error);
          const wire: Pick<ServiceError, "code" | "details"> = { code: status.UNKNOWN, details };
          callback(wire);
          activity.end(true);
        },
      );
  };
}

/** The resource monitor and the engine of one run, as services for a gRPC server. */
export function services(
  run: Run,
  activity: Activity,
): { monitor: UntypedServiceImplementation; engine: UntypedServiceImplementation } {
  const { deployment, providers, transforms } = run;
  const on = <Request, Response>(
    handler: Handler<Request, Response>,
  ): handleUnaryCall<Request, Response> => unary(run, activity, handler);
  const nothing = (): Empty => new Empty();
  let rootResource = "";

  const monitor: UntypedServiceImplementation = {
    supportsFeature: on((request: SupportsFeatureRequest) =>
      new SupportsFeatureResponse().setHassupport(features.has(request.getId())),
    ),
    invoke: on((request: ResourceInvokeRequest) => invokeFunction(run, request)),
    call: on((request: ResourceCallRequest) => {
      throw new Error(
        `${request.getTok()} is a method of a remote component or provider: a capture starts ` +
          `neither; preview with the real engine`,
      );
    }),
    readResource: on((request: ReadResourceRequest) => readResource(run, request)),
    registerResource: on((request: RegisterResourceRequest) => registerResource(run, request)),
    registerResourceOutputs: on((request: RegisterResourceOutputsRequest) => {
      deployment.setOutputs(request.getUrn(), open(request.getOutputs()));
      return new Empty();
    }),
    registerStackTransform: on((callback: Callback) => {
      transforms.stack.push(callback);
      return new Empty();
    }),
    registerStackInvokeTransform: on((callback: Callback) => {
      transforms.stackInvokes.push(callback);
      return new Empty();
    }),
    registerResourceHook: on(nothing),
    registerErrorHook: on(nothing),
    registerPackage: on((request: RegisterPackageRequest) =>
      new RegisterPackageResponse().setRef(providers.registerPackage(request)),
    ),
    signalAndWaitForShutdown: on(nothing),
  };

  const engine: UntypedServiceImplementation = {
    log: on((request: LogRequest) => {
      log(run, request);
      return new Empty();
    }),
    getRootResource: on((_: GetRootResourceRequest) =>
      new GetRootResourceResponse().setUrn(rootResource),
    ),
    setRootResource: on((request: SetRootResourceRequest) => {
      rootResource = request.getUrn();
      return new SetRootResourceResponse();
    }),
    startDebugging: on(nothing),
    requirePulumiVersion: on((request: RequirePulumiVersionRequest) => {
      const range = request.getPulumiVersionRange();
      if (!inVersionRange(EMULATED_ENGINE, range)) {
        throw new Error(
          `Pulumi CLI version ${EMULATED_ENGINE} (which this capture reproduces) does not satisfy ` +
            `the version range "${range}"`,
        );
      }
      return new RequirePulumiVersionResponse();
    }),
  };
  return { monitor, engine };
}

const severities: Partial<Record<LogSeverity, Severity>> = {
  [LogSeverity.INFO]: "info",
  [LogSeverity.WARNING]: "warning",
  [LogSeverity.ERROR]: "error",
};

/** Debug messages and passing status lines are not kept. */
function log({ deployment }: Run, request: LogRequest): void {
  const severity = severities[request.getSeverity()];
  if (severity === undefined || request.getEphemeral()) return;
  deployment.say(severity, request.getMessage().trimEnd(), request.getUrn());
}
