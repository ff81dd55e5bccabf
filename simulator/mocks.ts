import type {
  MockCallArgs,
  MockResourceArgs,
  MockResourceResult,
  Mocks,
} from "@pulumi/pulumi/runtime";
import type { PropertyMap } from "vmnet/network/model/resource";
import { UNKNOWN } from "vmnet/network/model/resource";
import type { Estate } from "./estate";
import { EstateRefusal } from "./estate/types";
import type { EstateProvider } from "./estate/types";
import { TlsEstate } from "./tls/tls";

/** How {@link estateMocks} answers. */
export interface EstateMocksOptions {
  /** Answer as a preview does: computed values unknown, nothing created. Default: false. */
  preview?: boolean;
}

/** The key that marks a secret in the values that Pulumi's runtime hands to mocks. */
const signatureKey = "4dabf18193072939515e22adb298388d";

/** Plain JSON: secrets opened, undefined and promises' leftovers gone. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const map = value as Record<string, unknown>;
  if (map["__pulumiUnknown"] === true) {
    return UNKNOWN; // what the runtime hands to mocks for an output that a preview does not know
  }
  if (signatureKey in map) {
    return plain(map["value"]);
  }
  const entries = Object.entries(map).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, plain(item)]));
}

const plainMap = (value: unknown) => (plain(value) ?? {}) as PropertyMap;

/**
 * An object for `pulumi.runtime.setMocks` that answers from an estate: realistic ids, paths and
 * computed values, and the refusals of the real systems.
 *
 * @throws EstateRefusal (from the mocks' methods) for types that neither package has, with every
 * failed check of a resource, and where the estate refuses
 */
export function estateMocks(site: Estate, options: EstateMocksOptions = {}): Mocks {
  const tls = new TlsEstate();
  const answering = (token: string): EstateProvider => (token.startsWith("tls:") ? tls : site);
  const preview = options.preview === true;
  return {
    newResource(args: MockResourceArgs): MockResourceResult {
      const news = plainMap(args.inputs);
      const estate = answering(args.type);
      // Providers and components are the engine's business, not a system's.
      if (args.custom !== true || args.type.startsWith("pulumi:")) {
        return { id: args.custom === true ? `${args.name}-id` : undefined, state: news };
      }
      const urn = `urn:pulumi:stack::project::${args.type}::${args.name}`;
      const { inputs, failures } = estate.check(args.type, news, undefined, { urn });
      if (failures.length > 0) {
        const list = failures
          .map(({ property, reason }) => `\n  - ${property}: ${reason}`)
          .join("");
        throw new EstateRefusal(
          `${args.type} "${args.name}" has ${failures.length} faults:${list}`,
          "CheckFailed",
          failures[0]?.property,
        );
      }
      if (args.id !== undefined && args.id !== "") {
        const found = estate.read(args.type, args.id, inputs, {});
        if (found === undefined) {
          throw new EstateRefusal(`${args.type} "${args.name}": nothing exists with id ${args.id}`);
        }
        return { id: found.id, state: found.outputs };
      }
      const made = estate.create(args.type, inputs, { preview, urn });
      return { id: made.id === UNKNOWN ? undefined : made.id, state: made.outputs };
    },
    call(args: MockCallArgs): PropertyMap {
      return answering(args.token).invoke(args.token, plainMap(args.inputs));
    },
  };
}
