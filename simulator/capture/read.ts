import { UNKNOWN } from "vmnet/network/model/resource";
import type { PropertyMap } from "vmnet/network/model/resource";
import { InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import { ReadResourceResponse, TransformInvokeOptions } from "@pulumi/pulumi/proto/resource_pb";
import type { ReadResourceRequest, ResourceInvokeRequest } from "@pulumi/pulumi/proto/resource_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { open, seal, toStruct } from "../provider/values";
import type { Opened } from "../provider/values";
import { invoke, read, Refused } from "./answers";
import type { Subject } from "./answers";
import { invokeBuiltin, isStackReference, readStackReference } from "./builtin";
import { forResource } from "./register";
import type { Run } from "./register";
import type { CapturedLookup, CapturedResource } from "./types";
import { checkToken, parseReference } from "./urn";
import { downgrade, hideSecrets, upgrade } from "./wire";

/** ReadResource: an object that exists and that the stack does not manage (`.get`). */
export function readResource(run: Run, request: ReadResourceRequest): ReadResourceResponse {
  const { deployment, providers } = run;
  const type = checkToken(request.getType());
  const name = request.getName();
  const parent = request.getParent();
  const packageRef = request.getPackageref();
  const provider =
    request.getProvider() ||
    providers.defaultFor(
      providers.request(type, request.getVersion(), request.getPlugindownloadurl(), packageRef),
      type,
    );
  const urn = deployment.claim(parent, type, name);
  const instance = providers.find(provider);
  if (!instance.session && !isStackReference(type))
    deployment.notSimulated.add(instance.packageName);
  const inputs = open(request.getProperties());
  const subject = { urn, type, name };
  const found = forResource(run, urn, () => find(run, subject, provider, request, inputs));

  const object = seal(
    found.outputs.values,
    found.outputs,
    request.getAdditionalsecretoutputsList(),
  );
  const dependencies = request.getDependenciesList();
  const resource: CapturedResource = {
    ...subject,
    custom: true,
    external: true,
    id: found.id,
    ...(parent !== "" && { parent }),
    inputs: {},
    outputs: {},
    ...(dependencies.length > 0 && { dependencies: [...dependencies].sort() }),
    provider,
  };
  deployment.states.set(urn, { resource, inputs, outputs: open(object) });
  return new ReadResourceResponse().setUrn(urn).setProperties(object);
}

function find(
  { deployment, providers }: Run,
  subject: Subject,
  provider: string,
  request: ReadResourceRequest,
  inputs: Opened,
): { id: string; outputs: Opened } {
  const id = request.getId();
  if (id === "") throw new Refused(`Expected an ID for ${subject.urn}`);
  if (isStackReference(subject.type) && id !== UNKNOWN) {
    const values = readStackReference(deployment, subject.urn, inputs.values);
    return { id, outputs: { values, secretPaths: [] } };
  }
  const struct = request.getProperties() ?? new Struct();
  const found = read(providers.find(provider), subject, id, struct);
  if (!found) throw new Refused(`resource '${id}' does not exist`);
  return found;
}

/** Invoke: a function of a provider. Its refusal goes back to the program, which may catch it. */
export async function invokeFunction(
  run: Run,
  request: ResourceInvokeRequest,
): Promise<InvokeResponse> {
  const { deployment, providers, transforms } = run;
  const token = request.getTok();
  let args = (request.getArgs()?.toJavaScript() ?? {}) as PropertyMap;
  let options = new TransformInvokeOptions()
    .setProvider(request.getProvider())
    .setVersion(request.getVersion())
    .setPluginDownloadUrl(request.getPlugindownloadurl());
  if (transforms.stackInvokes.length > 0) {
    const start = { properties: upgrade(args, new Map()), options };
    const changed = await transforms.runInvoke(token, start);
    args = downgrade(changed.properties);
    options = changed.options;
  }
  try {
    const opened = open(toStruct(args));
    const builtin = invokeBuiltin(deployment, token, opened.values);
    if (builtin) return new InvokeResponse().setReturn(builtin);
    const wanted = providers.request(
      token,
      options.getVersion(),
      options.getPluginDownloadUrl(),
      request.getPackageref(),
    );
    const reference = options.getProvider() || providers.defaultFor(wanted, token);
    return new InvokeResponse().setReturn(lookUp(run, reference, token, args, hideSecrets(opened)));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new Error(`invocation of ${token} returned an error: ${error.message}`);
  }
}

/** One look-up, noted with its answer or refusal. */
function lookUp(
  { deployment, providers }: Run,
  reference: string,
  token: string,
  args: PropertyMap,
  shown: PropertyMap,
): Struct {
  const instance = providers.find(reference);
  // Before its provider is known a look-up is not made, as in an engine.
  if (!instance.known) return invoke(instance, token, args);
  const noted: CapturedLookup = { token, args: shown, provider: parseReference(reference).urn };
  if (instance.session) deployment.lookups.push(noted);
  try {
    const answer = invoke(instance, token, args);
    noted.answer = hideSecrets(open(answer));
    return answer;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    noted.refusal = error.message;
    const instead = deployment.options.onRefusedLookup?.(token, shown);
    if (instead === undefined) throw error;
    noted.answer = instead;
    return toStruct(instead);
  }
}
