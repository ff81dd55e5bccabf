import type { PropertyMap } from "vmnet/network/model/resource";
import { idOfPath } from "vmnet/network/model/paths";
import type { Change, Families, Family } from "../family";
import { numberOf, textOf } from "../generic/values";
import { N } from "../kinds";
import { managerRefusal } from "../refusal";
import { EstateRefusal } from "../types";
import { subnetsOf } from "./addresses";
import { refuseNatAddress } from "./natAddresses";
import {
  bgpOf,
  gatewayAt,
  ipv6Profiles,
  localeServiceOf,
  requireTier0,
  withFallbacks,
} from "./gateways";

/** One address is on one interface of a segment only. */
function refuseTakenAddress({ world, inputs, path }: Change): void {
  const segment = textOf(inputs["segmentPath"]);
  for (const other of world.store.list(N.tier0Interface, N.tier1Interface)) {
    if (segment === undefined || other.path === path || other.outputs["segmentPath"] !== segment) {
      continue;
    }
    const theirs = subnetsOf(other.outputs["subnets"]).map(({ address }) => address);
    const taken = subnetsOf(inputs["subnets"]).find(({ address }) => theirs.includes(address));
    if (taken !== undefined) {
      throw managerRefusal(
        `IP address ${taken.address} is already used by path=[${other.path}] on path=[${segment}]`,
        undefined,
        taken.property,
      );
    }
  }
}

const gatewayInterface: Family = {
  admit(change) {
    const { world, type, inputs } = change;
    const gateway = gatewayAt(world, inputs);
    const wanted = type === N.tier0Interface ? N.tier0 : N.tier1;
    if (gateway.type !== wanted) {
      throw managerRefusal(
        `path=[${gateway.path}] is no ${wanted === N.tier0 ? "Tier-0" : "Tier-1"} gateway`,
        undefined,
        "gatewayPath",
      );
    }
    localeServiceOf(gateway);
    const kind = textOf(inputs["type"]) ?? "SERVICE";
    if (kind !== "LOOPBACK" && textOf(inputs["segmentPath"]) === undefined) {
      throw new EstateRefusal(
        `segment_path is mandatory for interface of type ${kind}`,
        undefined,
        "segmentPath",
      );
    }
    refuseTakenAddress(change);
    for (const { address, property } of subnetsOf(inputs["subnets"])) {
      refuseNatAddress(world, address, property);
    }
  },
  complete({ world, inputs }) {
    const outputs: PropertyMap = {
      localeServiceId: localeServiceOf(gatewayAt(world, inputs)),
      ...withFallbacks(inputs, { ipv6NdraProfilePath: ipv6Profiles.ipv6NdraProfilePath }),
    };
    if (textOf(inputs["type"]) !== undefined) {
      outputs["ipAddresses"] = subnetsOf(inputs["subnets"]).map(({ address }) => address);
    }
    return { outputs };
  },
};

/** What hangs on a gateway's locale service and is no object with a path of its own kind. */
const localeServiceChild: Family = {
  admit({ world, inputs }) {
    const gateway = gatewayAt(world, inputs);
    requireTier0(inputs, "gatewayPath", world);
    localeServiceOf(gateway);
  },
  complete({ world, inputs }) {
    const gateway = gatewayAt(world, inputs);
    return { outputs: { gatewayId: gateway.id, localeServiceId: localeServiceOf(gateway) } };
  },
};

const bgpConfig: Family = {
  ...localeServiceChild,
  complete(change) {
    const base = localeServiceChild.complete?.(change);
    const fallbacks = withFallbacks(change.inputs, { interSrIbgp: true, multipathRelax: true });
    return { outputs: { ...fallbacks, ...base?.outputs } };
  },
  /** The gateway's own computed copy of the settings moves on; its recorded state does not. */
  settle({ world, inputs }, object) {
    const gateway = gatewayAt(world, inputs);
    const copy = bgpOf(gateway.outputs);
    if (copy !== undefined) {
      const revision = (numberOf(copy["revision"]) ?? 0) + 1;
      const { enabled, ecmp, localAsNum } = inputs;
      const bgp = {
        ...copy,
        enabled,
        ecmp,
        localAsNum: localAsNum ?? copy["localAsNum"],
        revision,
      };
      world.store.put({ ...gateway, outputs: { ...gateway.outputs, bgpConfig: bgp } });
      world.store.put({ ...object, outputs: { ...object.outputs, revision } });
    }
  },
};

const neighbour: Family = {
  admit({ inputs }) {
    const path = textOf(inputs["bgpPath"]) ?? "";
    if (!path.endsWith("/bgp")) {
      throw managerRefusal(`path=[${path}] is no BGP configuration`, undefined, "bgpPath");
    }
  },
};

const haVip: Family = {
  admit({ world, inputs }) {
    const paths = JSON.stringify(inputs["configs"] ?? []);
    for (const item of world.store.list(N.tier0Interface)) {
      const gateway = textOf(item.outputs["gatewayPath"]) ?? "";
      const mode = world.store.at(gateway)?.outputs["haMode"];
      if (item.path !== undefined && paths.includes(`"${item.path}"`) && mode === "ACTIVE_ACTIVE") {
        throw managerRefusal(
          `HA VIP is not supported on the ACTIVE_ACTIVE gateway path=[${gateway}]`,
        );
      }
    }
  },
  complete({ world, inputs }) {
    const first =
      /"(\/infra\/tier-0s\/[^/"]+)/.exec(JSON.stringify(inputs["configs"] ?? []))?.[1] ?? "";
    const known = world.store.at(first);
    return { outputs: { tier0Id: known?.id ?? idOfPath(first), localeServiceId: "default" } };
  },
};

const onGateway: Family = {
  admit({ world, inputs }) {
    gatewayAt(world, inputs);
  },
};

/** Interfaces, BGP and what else belongs to a gateway. */
export const gatewayPartFamilies: Families = {
  [N.tier0Interface]: gatewayInterface,
  [N.tier1Interface]: gatewayInterface,
  [N.bgpConfig]: bgpConfig,
  [N.redistribution]: localeServiceChild,
  [N.bgpNeighbor]: neighbour,
  [N.haVip]: haVip,
  [N.staticRoute]: onGateway,
  [N.prefixList]: onGateway,
  [N.routeMap]: onGateway,
};
