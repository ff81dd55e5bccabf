import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import {
  CheckResponse,
  ConfigureResponse,
  DiffResponse,
  GetSchemaResponse,
  ParameterizeResponse,
  PropertyDiff,
  ProviderHandshakeResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import type {
  CheckRequest,
  ConfigureRequest,
  DiffRequest,
  ParameterizeRequest,
} from "@pulumi/pulumi/proto/provider_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { configuredRetries } from "../faults/retries";
import { packageSpec } from "./session";
import type { Session } from "./session";
import { open } from "./values";

// Resource references and output values are left to the engine, which turns them into ids and
// plain values; secrets and previews are ours.
export function handshake(): ProviderHandshakeResponse {
  return new ProviderHandshakeResponse()
    .setAcceptSecrets(true)
    .setAcceptResources(false)
    .setAcceptOutputs(false);
}

export function configure(session: Session, request: ConfigureRequest): ConfigureResponse {
  session.retries = configuredRetries(session.packageName, open(request.getArgs()).values);
  return new ConfigureResponse()
    .setAcceptsecrets(true)
    .setSupportspreview(true)
    .setAcceptresources(false)
    .setAcceptoutputs(false);
}

export function attach(): Empty {
  return new Empty();
}

export function pluginInfo(session: Session): PluginInfo {
  return new PluginInfo().setVersion(session.plugin.version);
}

export function getSchema(session: Session): GetSchemaResponse {
  const spec = { ...packageSpec(session.packageName), version: session.version };
  return new GetSchemaResponse().setSchema(JSON.stringify(spec));
}

/** Takes on the name and version asked for: by an SDK (value), or by the command line (args). */
export function parameterize(session: Session, request: ParameterizeRequest): ParameterizeResponse {
  const value = request.getValue();
  const response = new ParameterizeResponse();
  if (value) return response.setName(value.getName()).setVersion(value.getVersion());
  const version = request.getArgs()?.getArgsList()[1] ?? session.version;
  return response.setName(session.packageName).setVersion(version);
}

/** Any address and any credentials will do: nothing is contacted. */
export function checkConfig(request: CheckRequest): CheckResponse {
  return new CheckResponse().setInputs(request.getNews());
}

/** Another server or account is an update in place, as it is in the real provider. */
export function diffConfig(request: DiffRequest): DiffResponse {
  const olds = open(request.getOldInputs() ?? request.getOlds()).values;
  const news = open(request.getNews()).values;
  // The version is the engine's own: for a parameterized package it names once the package's, once
  // the base provider's.
  const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])]
    .filter((key) => key !== "version")
    .sort();
  const changed = keys.filter((key) => JSON.stringify(olds[key]) !== JSON.stringify(news[key]));
  const response = new DiffResponse()
    .setChanges(
      changed.length > 0 ? DiffResponse.DiffChanges.DIFF_SOME : DiffResponse.DiffChanges.DIFF_NONE,
    )
    .setDiffsList(changed)
    .setHasdetaileddiff(true);
  for (const key of changed) {
    const kind =
      olds[key] === undefined
        ? PropertyDiff.Kind.ADD
        : news[key] === undefined
          ? PropertyDiff.Kind.DELETE
          : PropertyDiff.Kind.UPDATE;
    response.getDetaileddiffMap().set(key, new PropertyDiff().setKind(kind));
  }
  return response;
}
