import { schema } from "@vmnet/tables";
import type { PackageName, PackageSpec } from "@vmnet/tables";
import type { EstateProvider } from "../estate/types";
import { defaultRetries } from "../faults/retries";
import type { Retries } from "../faults/retries";
import type { FaultSite } from "../faults/inject";
import { TLS_VERSION } from "../tls/tls";

/** Faults that the simulated systems have on purpose. */
export type InjectedFaults = Pick<FaultSite, "plan" | "kill">;

/** The packages that are answered for: the two systems', and `tls`, which needs no system. */
export type SimulatedPackage = PackageName | "tls";

/** What one provider server needs to know. */
export interface ProviderOptions {
  /** The package that it answers for. */
  packageName: SimulatedPackage;
  /** The simulated data centre behind it; servers of both packages may share one. */
  estate: EstateProvider;
  /**
   * Version to report: the one in the package.json of the SDK that the program uses, because the
   * engine warns when they differ. By default the version of the rule tables.
   */
  version?: string;
  /** Version of the base provider of a parameterized package; by default the tables' own. */
  baseVersion?: string;
  /**
   * How long a call waits where the real provider waits for others, in milliseconds: the delete of a
   * segment for its machines to leave. After that it is refused. Default: 5000.
   */
  patienceMilliseconds?: number;
  /** Told of exceptions that are no refusals: faults of the simulator, with their stack. */
  onFault?: (error: unknown, method: string, token: string | undefined) => void;
  /** What goes wrong on purpose; default: nothing. Servers of both packages may share one plan. */
  injected?: InjectedFaults;
}

/** The settled facts of one server. */
export interface Session {
  packageName: SimulatedPackage;
  estate: EstateProvider;
  version: string;
  /** Name and version of the plugin as the engine knows it: the base of a parameterized one. */
  plugin: { name: string; version: string };
  patienceMilliseconds: number;
  onFault: NonNullable<ProviderOptions["onFault"]>;
  injected?: InjectedFaults;
  /** As configured last; a server cannot tell its providers apart. */
  retries: Retries;
}

/** Interface facts of a package; of `tls` no more than its name, since SDKs bring their own. */
export function packageSpec(name: SimulatedPackage): PackageSpec {
  const nothing = { types: {}, provider: {}, resources: {}, functions: {} };
  return name === "tls" ? { name, version: TLS_VERSION, ...nothing } : schema(name);
}

export function openSession(options: ProviderOptions): Session {
  const spec = packageSpec(options.packageName);
  const version = options.version ?? spec.version;
  const base = spec.parameterization?.baseProvider;
  const plugin = base
    ? { name: base.name, version: options.baseVersion ?? base.version }
    : { name: spec.name, version };
  return {
    packageName: options.packageName,
    estate: options.estate,
    version,
    plugin,
    patienceMilliseconds: options.patienceMilliseconds ?? 5000,
    onFault: options.onFault ?? (() => undefined),
    retries: defaultRetries(options.packageName),
    ...(options.injected ? { injected: options.injected } : {}),
  };
}

/** Type token and logical name of a request; engines before 3.140 send the URN alone. */
export function subjectOf(request: { getUrn(): string; getType(): string; getName(): string }): {
  type: string;
  name: string;
  urn: string;
} {
  const urn = request.getUrn();
  const [, , qualified = "", ...rest] = urn.split("::");
  const type = request.getType() || qualified.slice(qualified.lastIndexOf("$") + 1);
  return { type, name: request.getName() || rest.join("::"), urn };
}
