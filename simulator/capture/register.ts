import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { UNKNOWN } from "vmnet/network/model/resource";
import type { PropertyMap } from "vmnet/network/model/resource";
import { RegisterResourceResponse } from "@pulumi/pulumi/proto/resource_pb";
import type {
  RegisterResourceRequest,
  TransformResourceOptions,
} from "@pulumi/pulumi/proto/resource_pb";
import { open, seal, toStruct } from "../provider/values";
import type { Opened } from "../provider/values";
import { adopt, check, create, read, Refused } from "./answers";
import type { Subject } from "./answers";
import { createBuiltin } from "./builtin";
import { Fault } from "./deployment";
import type { Deployment, Goal } from "./deployment";
import { capturedOptions, transformOptions } from "./options";
import { pluginInputs } from "./providers";
import type { ProviderInstance, Providers } from "./providers";
import type { Transforms } from "./transforms";
import type { CapturedResource } from "./types";
import { checkToken, isProviderType, packageOf } from "./urn";
import { dependenciesOf, downgrade, upgrade } from "./wire";

/** What the operations of one run share. */
export interface Run {
  deployment: Deployment;
  providers: Providers;
  transforms: Transforms;
}

/** A resource after transforms, ready for its provider. */
interface Wanted {
  subject: Subject;
  custom: boolean;
  parent: string;
  properties: PropertyMap;
  options: TransformResourceOptions;
  packageRef: string;
  provider: string;
  dependencies: string[];
  propertyDependencies: Record<string, string[]>;
}

/** Made-up text of the engine: what it prints in front of a provider's refusal in a preview. */
function refusal({ deployment }: Run, error: unknown, urn: string): unknown {
  if (!(error instanceof Refused)) return error;
  const prefix = deployment.options.preview ? "Preview failed: " : "";
  return new Fault(prefix + error.message, urn);
}

/** Runs one provider operation of a resource; its refusal ends the program. */
export function forResource<Answer>(run: Run, urn: string, operation: () => Answer): Answer {
  try {
    return operation();
  } catch (error) {
    throw refusal(run, error, urn);
  }
}

/** RegisterResource, as the engine does it for a stack without any resource yet. */
export async function registerResource(
  run: Run,
  request: RegisterResourceRequest,
): Promise<RegisterResourceResponse> {
  const { deployment, transforms } = run;
  const type = request.getType();
  const name = request.getName();
  if (request.getRemote()) {
    throw new Fault(
      `${type} '${name}' is a remote component: its resources are made by another process, which ` +
        `a capture does not start. Import its class and make it in the program, or preview with ` +
        `the real engine.`,
    );
  }
  const goal = inherit(deployment, request);
  if (request.getCustom()) checkToken(type);
  const wanted = await transformed(run, request, goal);
  const { urn } = wanted.subject;
  goal.provider = request.getCustom() && !isProviderType(type) ? wanted.provider : "";
  deployment.goals.set(urn, goal);
  transforms.remember(urn, request.getParent(), request.getTransformsList());
  if (request.getCustom()) return registerCustom(run, wanted);

  const inputs = open(toStruct(wanted.properties));
  record(run, wanted, { inputs, outputs: inputs });
  deployment.componentProviders.set(urn, providersBelow(run, wanted));
  return new RegisterResourceResponse().setUrn(urn).setObject(new Struct());
}

/** What the parent decides where the request does not. */
function inherit({ goals }: Deployment, request: RegisterResourceRequest): Goal {
  const above = goals.get(request.getParent());
  if (above) {
    if (request.getDeletedwith() === "") request.setDeletedwith(above.deletedWith);
    if (!request.hasProtect() && above.protect !== undefined) request.setProtect(above.protect);
    if (!request.hasRetainondelete() && above.retainOnDelete !== undefined) {
      request.setRetainondelete(above.retainOnDelete);
    }
    const sameProvider =
      !request.getCustom() ||
      (above.provider !== "" && packageOf(request.getType()) === packageOf(above.type));
    if (request.getProvider() === "" && sameProvider) request.setProvider(above.provider);
  }
  return {
    type: request.getType(),
    provider: request.getProvider(),
    protect: request.hasProtect() ? request.getProtect() : undefined,
    retainOnDelete: request.hasRetainondelete() ? request.getRetainondelete() : undefined,
    deletedWith: request.getDeletedwith(),
  };
}

async function transformed(
  run: Run,
  request: RegisterResourceRequest,
  goal: Goal,
): Promise<Wanted> {
  const { deployment, transforms } = run;
  const type = request.getType();
  const name = request.getName();
  const parent = request.getParent();
  const custom = request.getCustom();
  let properties = (request.getObject()?.toJavaScript() ?? {}) as PropertyMap;
  const byProperty = requestedDependencies(request, properties);
  let options = transformOptions(request, custom ? providerFor(deployment, request) : undefined);

  const own = request.getTransformsList();
  const all = transforms.of(parent, own);
  if (all.length > 0) {
    properties = upgrade(properties, own.length > 0 ? byProperty : new Map());
    const subject = { name, type, custom, parent };
    ({ properties, options } = await transforms.run(all, subject, { properties, options }));
    goal.protect = options.hasProtect() ? options.getProtect() : undefined;
    goal.retainOnDelete = options.hasRetainOnDelete() ? options.getRetainOnDelete() : undefined;
    goal.deletedWith = options.getDeletedWith();
  }

  const dependencies = new Set(options.getDependsOnList());
  // With transforms of its own, a resource's dependencies are what its properties then carry.
  if (own.length > 0) byProperty.clear();
  for (const [key, value] of Object.entries(properties)) {
    const carried = dependenciesOf(value);
    byProperty.set(key, new Set([...(byProperty.get(key) ?? []), ...carried]));
    if (own.length > 0) carried.forEach((urn) => dependencies.add(urn));
  }
  const urn = deployment.claim(parent, type, name);
  return {
    subject: { urn, type, name },
    custom,
    parent,
    properties: downgrade(properties),
    options,
    packageRef: request.getPackageref(),
    provider: custom ? chooseProvider(run, request, options) : "",
    dependencies: [...dependencies].sort(),
    propertyDependencies: Object.fromEntries(
      [...byProperty].flatMap(([key, urns]) => (urns.size > 0 ? [[key, [...urns].sort()]] : [])),
    ),
  };
}

function requestedDependencies(
  request: RegisterResourceRequest,
  properties: PropertyMap,
): Map<string, Set<string>> {
  const given = request.getPropertydependenciesMap();
  if (given.getLength() > 0) {
    return new Map(
      [...given.entries()].map(([key, value]) => [key, new Set(value.getUrnsList())] as const),
    );
  }
  const all = request.getDependenciesList();
  return new Map(Object.keys(properties).map((key) => [key, new Set(all)] as const));
}

/** The explicit provider: the resource's own, one of its list, or one that a component passes on. */
function providerFor({ componentProviders }: Deployment, request: RegisterResourceRequest): string {
  const name = packageOf(request.getType());
  return (
    request.getProvider() ||
    request.getProvidersMap().get(name) ||
    componentProviders.get(request.getParent())?.get(name) ||
    ""
  );
}

function chooseProvider(
  { providers }: Run,
  request: RegisterResourceRequest,
  options: TransformResourceOptions,
): string {
  const type = request.getType();
  if (isProviderType(type)) return "";
  if (options.getProvider() !== "") return options.getProvider();
  const wanted = providers.request(
    type,
    options.getVersion(),
    options.getPluginDownloadUrl(),
    request.getPackageref(),
  );
  return providers.defaultFor(wanted, type);
}

function providersBelow({ deployment }: Run, wanted: Wanted): Map<string, string> {
  const passed = new Map(deployment.componentProviders.get(wanted.parent));
  for (const [name, reference] of wanted.options.getProvidersMap().entries()) {
    passed.set(name, reference);
  }
  return passed;
}

function registerCustom(run: Run, wanted: Wanted): RegisterResourceResponse {
  const { subject } = wanted;
  if (isProviderType(subject.type)) return registerProvider(run, wanted);
  const { deployment } = run;
  const { preview } = deployment.options;
  const instance = run.providers.find(wanted.provider);
  if (!instance.session && instance.packageName !== "pulumi") {
    deployment.notSimulated.add(instance.packageName);
  }
  const answer = forResource(run, subject.urn, () => provide(instance, wanted, preview));
  const secret = wanted.options.getAdditionalSecretOutputsList();
  const object = seal(answer.outputs.values, answer.outputs, secret);
  const id = answer.id || UNKNOWN;
  record(run, wanted, { inputs: answer.inputs, outputs: open(object), id });
  return new RegisterResourceResponse().setUrn(subject.urn).setId(answer.id).setObject(object);
}

/** Check, then create: or read and update, for an object that is adopted (`import`). */
function provide(
  instance: ProviderInstance,
  { subject, properties, options }: Wanted,
  preview: boolean,
): { id: string; inputs: Opened; outputs: Opened } {
  const news = toStruct(properties);
  const adopted = options.getImport();
  const found = adopted === "" ? undefined : read(instance, subject, adopted);
  if (adopted !== "" && !found) throw new Refused(`resource '${adopted}' does not exist`);
  const olds = found && toStruct(found.inputs.values);
  const { inputs, struct, failures } = check(instance, subject, news, olds);
  if (failures.length > 0) throw new Fault(failures, subject.urn);
  if (found) {
    const outputs = adopt(instance, subject, found, struct, preview);
    return { id: found.id, inputs, outputs };
  }
  const builtin = createBuiltin(subject, inputs, preview);
  return { inputs, ...(builtin ?? create(instance, subject, struct, preview)) };
}

function registerProvider(run: Run, wanted: Wanted): RegisterResourceResponse {
  const { subject, options, properties } = wanted;
  const inputs = open(toStruct(properties));
  Object.assign(inputs.values, pluginOf(run, wanted));
  const packageName = packageOf(subject.type);
  const { id, outputs } = run.providers.configure(subject.urn, packageName, inputs);
  const secret = options.getAdditionalSecretOutputsList();
  record(run, wanted, { inputs, outputs, id });
  return new RegisterResourceResponse()
    .setUrn(subject.urn)
    .setId(id)
    .setObject(seal(outputs.values, outputs, secret));
}

function pluginOf({ providers }: Run, { subject, options, packageRef }: Wanted): PropertyMap {
  const wanted = providers.request(
    subject.type,
    options.getVersion(),
    options.getPluginDownloadUrl(),
    packageRef,
  );
  return pluginInputs(wanted);
}

function record(
  { deployment }: Run,
  { subject, custom, parent, options, provider, dependencies, propertyDependencies }: Wanted,
  { inputs, outputs, id }: { inputs: Opened; outputs: Opened; id?: string },
): void {
  const more = capturedOptions(deployment.options, subject, parent, options);
  const resource: CapturedResource = {
    ...subject,
    custom,
    ...(parent !== "" && { parent }),
    ...(id !== undefined && { id }),
    inputs: {},
    outputs: {},
    ...(dependencies.length > 0 && { dependencies }),
    ...(Object.keys(propertyDependencies).length > 0 && { propertyDependencies }),
    ...(provider !== "" && { provider }),
    ...(options.getProtect() && { protect: true }),
    ...(more && { options: more }),
  };
  deployment.states.set(subject.urn, { resource, inputs, outputs });
}
