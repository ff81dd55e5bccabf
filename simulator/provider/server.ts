import { Server, ServerCredentials } from "@grpc/grpc-js";
import type { handleUnaryCall, UntypedServiceImplementation } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { EstateRefusal } from "../estate/types";
import * as configuration from "./configuration";
import { toWireError } from "./errors";
import { faultsFor } from "./faults";
import { TlsEstate } from "../tls/tls";
import * as resources from "./resources";
import { openSession, subjectOf } from "./session";
import type { ProviderOptions, Session } from "./session";
import { open } from "./values";
import type { Opened } from "./values";

export type { ProviderOptions } from "./session";

/** A provider server that is listening on the loopback interface. */
export interface ProviderServer {
  /** Name of the plugin that an engine attaches: `vsphere`, or `terraform-provider` for nsxt. */
  plugin: string;
  /** Version of that plugin. */
  version: string;
  port: number;
  close(): void;
}

/** What all resource requests have in common, as far as errors need it. */
interface AnyRequest {
  getUrn?(): string;
  getType?(): string;
  getName?(): string;
  getTok?(): string;
}

const structGetters = ["getNews", "getOlds", "getOldInputs", "getProperties", "getInputs"] as const;

/** Every struct of a request, opened, so that an error can be cleared of its secrets. */
function arrivedWith(request: object): Opened[] {
  const getters = request as Partial<Record<string, () => unknown>>;
  return [...structGetters, "getArgs"].flatMap((name) => {
    const value = getters[name]?.call(request);
    return value instanceof Struct ? [open(value)] : [];
  });
}

function tokenAndName(request: AnyRequest): { token?: string; name?: string } {
  if (request.getTok) return { token: request.getTok() };
  const { getUrn, getType, getName } = request;
  if (!getUrn || !getType || !getName) return {};
  const { type, name } = subjectOf(request as Required<AnyRequest>);
  return { token: type, name };
}

const RETRY_MILLISECONDS = 100;

/** Calls after which the systems are no longer what they were. */
const changing: ReadonlySet<string> = new Set(["Create", "Update", "Delete"]);

// By name and not by class, as in errors.ts.
const isRefusal = (error: unknown): error is EstateRefusal =>
  error instanceof Error && error.name === "EstateRefusal";

/**
 * One remote procedure over a plain function: exceptions become wire errors. Where the real provider
 * waits for others, the call is tried again until the session's patience ends; other calls are served
 * meanwhile.
 */
function unary<Request extends object, Response>(
  session: Session,
  method: string,
  answer: (session: Session, request: Request) => Response,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    const deadline = Date.now() + session.patienceMilliseconds;
    const refuse = (error: unknown) => {
      if (isRefusal(error) && error.waits && !call.cancelled && Date.now() < deadline) {
        setTimeout(attempt, RETRY_MILLISECONDS);
        return;
      }
      const subject = tokenAndName(call.request);
      const { packageName } = session;
      const arrived = arrivedWith(call.request);
      const wire = toWireError(error, { method, packageName, arrived, ...subject });
      if (!isRefusal(error)) {
        session.onFault(error, method, subject.token);
      }
      callback(wire);
    };
    // Success is told when it is safe; calls that arrive meanwhile share the wait.
    const send = (response: Response) => {
      const safe = changing.has(method) ? session.estate.flushed?.() : undefined;
      if (safe === undefined) {
        callback(null, response);
      } else {
        void safe.then(() => callback(null, response), refuse);
      }
    };
    const attempt = () => {
      let response: Response;
      try {
        const respond = () => answer(session, call.request);
        const faulty = faultsFor(session, method, call.request, respond);
        if (faulty !== undefined) {
          void faulty.then(send, refuse);
          return;
        }
        response = respond();
      } catch (error) {
        refuse(error);
        return;
      }
      send(response);
    };
    attempt();
  };
}

/** The service of one package, for a gRPC server. */
function providerService(session: Session): UntypedServiceImplementation {
  return {
    handshake: unary(session, "Handshake", configuration.handshake),
    attach: unary(session, "Attach", configuration.attach),
    getPluginInfo: unary(session, "GetPluginInfo", configuration.pluginInfo),
    getSchema: unary(session, "GetSchema", configuration.getSchema),
    parameterize: unary(session, "Parameterize", configuration.parameterize),
    checkConfig: unary(session, "CheckConfig", (_, request) => configuration.checkConfig(request)),
    diffConfig: unary(session, "DiffConfig", (_, request) => configuration.diffConfig(request)),
    configure: unary(session, "Configure", configuration.configure),
    check: unary(session, "Check", resources.check),
    diff: unary(session, "Diff", resources.diff),
    create: unary(session, "Create", resources.create),
    read: unary(session, "Read", resources.read),
    update: unary(session, "Update", resources.update),
    delete: unary(session, "Delete", resources.remove),
    invoke: unary(session, "Invoke", resources.invoke),
    // Nothing runs between two calls, so there is nothing to stop.
    cancel: unary(session, "Cancel", () => new Empty()),
  };
}

/**
 * Serves one package of an estate over Pulumi's provider protocol, on 127.0.0.1 and a free port.
 * An engine attaches with `PULUMI_DEBUG_PROVIDERS=<plugin>:<port>`.
 */
export async function startProviderServer(options: ProviderOptions): Promise<ProviderServer> {
  const server = new Server({
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
  });
  const session = openSession(options);
  server.addService(ResourceProviderService, providerService(session));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  const { name: plugin, version } = session.plugin;
  return { plugin, version, port, close: () => server.forceShutdown() };
}

/** Both packages over one estate, `tls` beside them, and the setting that attaches an engine to them. */
export interface LabServers {
  servers: ProviderServer[];
  /** Value of `PULUMI_DEBUG_PROVIDERS`. */
  debugProviders: string;
  close(): void;
}

/** Options of one package beyond its estate. */
export type PackageVersions = Partial<
  Record<ProviderOptions["packageName"], Pick<ProviderOptions, "version" | "baseVersion">>
>;

export async function startLabServers(
  options: Pick<ProviderOptions, "estate" | "onFault" | "injected" | "patienceMilliseconds"> & {
    versions?: PackageVersions;
  },
): Promise<LabServers> {
  const { versions = {}, ...shared } = options;
  const { onFault } = shared;
  const tls = { estate: new TlsEstate(), ...(onFault === undefined ? {} : { onFault }) };
  const servers = await Promise.all([
    ...(["vsphere", "nsxt"] as const).map((packageName) =>
      startProviderServer({ ...shared, packageName, ...versions[packageName] }),
    ),
    startProviderServer({ ...tls, packageName: "tls", ...versions.tls }),
  ]);
  return {
    servers,
    debugProviders: servers.map(({ plugin, port }) => `${plugin}:${port}`).join(","),
    close: () => servers.forEach((server) => server.close()),
  };
}
