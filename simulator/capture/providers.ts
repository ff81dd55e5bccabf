import { createHash, randomUUID } from "node:crypto";
import { UNKNOWN } from "vmnet/network/model/resource";
import type { PropertyMap } from "vmnet/network/model/resource";
import type { RegisterPackageRequest } from "@pulumi/pulumi/proto/resource_pb";
import { openSession } from "../provider/session";
import type { Session, SimulatedPackage } from "../provider/session";
import { TlsEstate } from "../tls/tls";
import type { Opened } from "../provider/values";
import type { Deployment } from "./deployment";
import { Fault } from "./deployment";
import { packageOf, parseReference, providerType } from "./urn";
import { containsUnknown } from "./wire";

/** Which plugin a program asks for: a package, or a base plugin that is told to be one. */
export interface PackageRequest {
  name: string;
  version: string;
  url: string;
  parameterization?: { name: string; version: string; value: Uint8Array };
}

/** A configured provider. */
export interface ProviderInstance {
  packageName: string;
  /** False when its configuration is not known yet; it then answers nothing, as in an engine. */
  known: boolean;
  /** Absent for packages that nothing here simulates. */
  session?: Session;
}

const simulated: readonly string[] = ["vsphere", "nsxt", "tls"] satisfies SimulatedPackage[];

function isSimulated(name: string): name is SimulatedPackage {
  return simulated.includes(name);
}

/** The name of a package's default provider: `default_3_11_1`, with the download URL if any. */
export function defaultName(request: PackageRequest): string {
  const version = request.parameterization?.version ?? request.version;
  const [, core = "", pre, build] = /^([^-+]*)(?:-([^+]*))?(?:\+(.*))?$/.exec(version) ?? [];
  const parts = [core, pre, build].flatMap((part) => (part ? part.split(".") : []));
  const url = request.url
    .split("/")
    .filter((segment) => segment !== "")
    .map((segment) => segment.replace(/^[^A-Za-z_]/, "_").replace(/[^A-Za-z0-9_.-]/g, "_"))
    .join("/");
  return ["default", ...parts, ...(url ? [url] : [])].join("_");
}

/** The inputs of a provider resource that say which plugin it is, as the engine records them. */
export function pluginInputs(request: PackageRequest): PropertyMap {
  const { name, version, url, parameterization } = request;
  const internal: PropertyMap = url ? { pluginDownloadURL: url } : {};
  if (parameterization) {
    internal.name = name;
    if (version) internal.version = version;
    internal.parameterization = Buffer.from(parameterization.value).toString("base64");
  }
  const own = parameterization?.version ?? version;
  // The engine writes `__internal` beside every version, even when there is nothing in it.
  const present = own !== "" || url !== "";
  return {
    ...(own && { version: own }),
    ...(present && { __internal: internal as Record<string, PropertyMap[string]> }),
  };
}

/** The packages and providers of one run. */
export class Providers {
  private readonly packages = new Map<string, PackageRequest>();
  private readonly instances = new Map<string, ProviderInstance>();
  private readonly defaults = new Map<string, string>();
  private readonly sessions = new Map<SimulatedPackage, Session>();

  constructor(private readonly deployment: Deployment) {}

  registerPackage(message: RegisterPackageRequest): string {
    if (message.getName() === "") throw new Error("package name is empty");
    const parameterization = message.getParameterization();
    const request: PackageRequest = {
      name: message.getName(),
      version: message.getVersion(),
      url: message.getDownloadUrl().replace(/\/$/, ""),
      ...(parameterization && {
        parameterization: {
          name: parameterization.getName(),
          version: parameterization.getVersion(),
          value: parameterization.getValue_asU8(),
        },
      }),
    };
    const key = JSON.stringify(pluginInputs(request)) + request.name;
    for (const [reference, known] of this.packages) {
      if (JSON.stringify(pluginInputs(known)) + known.name === key) return reference;
    }
    const reference = randomUUID();
    this.packages.set(reference, request);
    return reference;
  }

  /** The plugin that a request names by package reference, else by token, version and URL. */
  request(token: string, version: string, url: string, packageRef: string): PackageRequest {
    if (packageRef === "") return { name: packageOf(token), version, url: url.replace(/\/$/, "") };
    const known = this.packages.get(packageRef);
    if (!known) throw new Error(`unknown provider package '${packageRef}'`);
    return known;
  }

  /**
   * The default provider of a package, made at its first use.
   *
   * @throws Error when `pulumi:disable-default-providers` forbids it
   */
  defaultFor(request: PackageRequest, token: string): string {
    const packageName = request.parameterization?.name ?? request.name;
    if (this.isDenied(packageName)) {
      throw new Error(
        `Default provider for '${packageName}' disabled. '${token}' must use an explicit provider.`,
      );
    }
    const name = defaultName(request);
    const known = this.defaults.get(`${packageName} ${name}`);
    if (known !== undefined) return known;
    const { config, secretKeys = [] } = this.deployment.options;
    const inputs: Opened = { values: {}, secretPaths: [] };
    for (const [key, value] of Object.entries(config)) {
      const [namespace, property = ""] = key.split(":");
      if (namespace !== packageName) continue;
      inputs.values[property] = value;
      if (secretKeys.includes(key)) inputs.secretPaths.push([property]);
    }
    Object.assign(inputs.values, pluginInputs(request));
    const type = providerType(packageName);
    const urn = this.deployment.claim("", type, name);
    const { id, outputs } = this.configure(urn, packageName, inputs);
    const resource = { urn, type, name, custom: true, id, inputs: {}, outputs: {} };
    this.deployment.states.set(urn, { resource, inputs, outputs });
    this.defaults.set(`${packageName} ${name}`, `${urn}::${id}`);
    return `${urn}::${id}`;
  }

  /** Registers a provider that a program or the engine's part made. */
  configure(urn: string, packageName: string, inputs: Opened): { id: string; outputs: Opened } {
    const values: PropertyMap = { ...inputs.values };
    delete values.__internal;
    const known = !containsUnknown(Object.values(values).map((value) => value ?? null));
    // From the URN and not random, so that two captures of one program are equal.
    const digest = createHash("sha256").update(urn).digest("hex");
    const uuid = digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
    const id = this.deployment.options.preview ? UNKNOWN : uuid;
    const session = isSimulated(packageName) ? this.session(packageName) : undefined;
    this.instances.set(`${urn}::${id}`, { packageName, known, ...(session && { session }) });
    return { id, outputs: { values, secretPaths: inputs.secretPaths } };
  }

  /** @throws Fault when nothing has that reference */
  find(reference: string): ProviderInstance {
    const { urn } = parseReference(reference);
    const instance = this.instances.get(reference);
    if (!instance) throw new Fault(`unknown provider '${reference}'`, urn);
    return instance;
  }

  private session(packageName: SimulatedPackage): Session {
    const known = this.sessions.get(packageName);
    if (known) return known;
    const estate = packageName === "tls" ? new TlsEstate() : this.deployment.options.estate;
    const opened = openSession({ packageName, estate });
    this.sessions.set(packageName, opened);
    return opened;
  }

  private isDenied(packageName: string): boolean {
    const text = this.deployment.options.config["pulumi:disable-default-providers"];
    if (!text || packageName === "pulumi") return false;
    const list: unknown = JSON.parse(text);
    return (
      Array.isArray(list) && list.some((entry) => ["*", packageName].includes(String(entry).trim()))
    );
  }
}
