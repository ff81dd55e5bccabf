/** BGP between gateways of a stack and the physical switches of a site. */
import { cidrContains, formatAddress, parseAddress, parseInterfaceCidr } from "../address";
import { listOf, mapOf, numberOf, propertiesOf, textOf } from "../model/build/values";
import { typeName, isUnknown, type PropertyMap, type Resource } from "../model/resource";
import type { CabledSwitch, NeighborNeed } from "./types";

const kind = ({ type }: Resource) => typeName(type);

interface Gateway {
  path: string;
  autonomousSystem: number | undefined;
  /** Interface addresses with mask. */
  addresses: string[];
}

/** Sessions that each switch has to hold, and those whose other end is no switch of the file. */
export function neighborsOf(resources: readonly Resource[], switches: readonly CabledSwitch[]) {
  const gateways = gatewaysOf(resources);
  const found = new Map<string, NeighborNeed[]>();
  const open: string[] = [];
  for (const resource of resources.filter((one) => kind(one) === "PolicyBgpNeighbor")) {
    const props = propertiesOf(resource);
    const far = textOf(props["neighborAddress"]) ?? "";
    const owner = gateways.find(({ path }) => textOf(props["bgpPath"])?.startsWith(`${path}/`));
    const near = owner === undefined ? [] : addressesTowards(owner, far);
    // A neighbour behind a tunnel is no switch's affair.
    if (owner?.autonomousSystem === undefined || near.length === 0) continue;
    const peer = switches.find(({ interfaces }) =>
      Object.values(interfaces).some((one) => addressOf(one) === far),
    );
    if (peer === undefined) {
      open.push(`BGP neighbour ${resource.name}: no switch of the cabling file has address ${far}`);
    } else if (String(peer.autonomousSystem) !== textOf(props["remoteAsNum"])) {
      const [own, wanted] = [peer.autonomousSystem ?? "none", textOf(props["remoteAsNum"])];
      open.push(
        `BGP neighbour ${resource.name}: ${peer.name} is AS ${own}, the stack expects ${wanted}`,
      );
    } else {
      const autonomousSystem = owner.autonomousSystem;
      const needs = near.map((address) => needOf(props, address, autonomousSystem));
      found.set(peer.name, [...(found.get(peer.name) ?? []), ...needs]);
    }
  }
  return { found, open };
}

function needOf(props: PropertyMap, address: string, autonomousSystem: number): NeighborNeed {
  const { password } = props;
  return {
    address,
    autonomousSystem,
    bfd: mapOf(props["bfdConfig"])?.["enabled"] === true,
    keepAliveSeconds: numberOf(props["keepAliveTime"]) ?? 60,
    holdSeconds: numberOf(props["holdDownTime"]) ?? 180,
    password: isUnknown(password) || textOf(password) !== undefined,
  };
}

function gatewaysOf(resources: readonly Resource[]): Gateway[] {
  const interfaces = resources
    .filter((one) => kind(one) === "PolicyTier0GatewayInterface")
    .map(propertiesOf);
  return resources
    .filter((one) => kind(one) === "PolicyTier0Gateway")
    .map((resource) => {
      const props = propertiesOf(resource);
      const path =
        textOf(props["path"]) ?? `/infra/tier-0s/${textOf(props["nsxId"]) ?? resource.name}`;
      return {
        path,
        autonomousSystem: numberOf(mapOf(props["bgpConfig"])?.["localAsNum"]),
        addresses: interfaces
          .filter((one) => textOf(one["gatewayPath"]) === path)
          .flatMap((one) => listOf(one["subnets"]))
          .flatMap((one) => textOf(one) ?? []),
      };
    });
}

/** The gateway's addresses in the network of the far end. */
function addressesTowards({ addresses }: Gateway, far: string): string[] {
  return addresses.flatMap((text) => {
    try {
      const { address, network } = parseInterfaceCidr(text);
      return cidrContains(network, parseAddress(far)) ? [formatAddress(address)] : [];
    } catch {
      return [];
    }
  });
}

function addressOf(text: string): string | undefined {
  try {
    return formatAddress(parseInterfaceCidr(text).address);
  } catch {
    return undefined;
  }
}
