import type { PropertyMap } from "vmnet/network/model/resource";
import type { Change, Families, Family, World } from "../family";
import { isMap, isZero, numberOf, textOf } from "../generic/values";
import { N } from "../kinds";
import { managerRefusal } from "../refusal";
import type { EstateObject } from "../stateFile";
import { EstateRefusal } from "../types";
import { localeServices } from "./references";

/** The gateway that an argument names; the references were checked before. */
export function gatewayAt(
  world: World,
  inputs: PropertyMap,
  argument = "gatewayPath",
): EstateObject {
  const path = textOf(inputs[argument]) ?? "";
  const gateway = world.store.at(path);
  if (gateway === undefined || !(gateway.type === N.tier0 || gateway.type === N.tier1)) {
    throw managerRefusal(`path=[${path}] is no Tier-0 or Tier-1 gateway`, undefined, argument);
  }
  return gateway;
}

/** The locale service that interfaces and BGP of a gateway use: `default`, else the first. */
export function localeServiceOf(gateway: EstateObject): string {
  const names = localeServices(gateway);
  const chosen = names.includes("default") ? "default" : names[0];
  if (chosen === undefined) {
    throw new EstateRefusal(
      `No locale services found for GW ${gateway.id}`,
      undefined,
      "gatewayPath",
    );
  }
  return chosen;
}

export function requireTier0(inputs: PropertyMap, property: string, world: World): void {
  const path = textOf(inputs[property]);
  if (path !== undefined && world.store.at(path)?.type !== N.tier0) {
    throw managerRefusal(`path=[${path}] is no Tier-0 gateway`, undefined, property);
  }
}

export const ipv6Profiles = {
  ipv6DadProfilePath: "/infra/ipv6-dad-profiles/default",
  ipv6NdraProfilePath: "/infra/ipv6-ndra-profiles/default",
};

function named(inputs: PropertyMap): PropertyMap {
  const listed = inputs["localeServices"];
  if (!Array.isArray(listed)) {
    return {};
  }
  return {
    localeServices: listed.map((item) =>
      isMap(item)
        ? { ...item, nsxId: item["nsxId"] ?? "default", revision: item["revision"] ?? 0 }
        : item,
    ),
  };
}

export function withFallbacks(inputs: PropertyMap, fallbacks: PropertyMap): PropertyMap {
  const missing = Object.entries(fallbacks).filter(([key]) => (inputs[key] ?? null) === null);
  return Object.fromEntries(missing);
}

/** A segment's QoS profile is no gateway's; both are named alike. */
function requireLimits(inputs: PropertyMap, world: World): void {
  for (const property of ["ingressQosProfilePath", "egressQosProfilePath"]) {
    const path = textOf(inputs[property]);
    if (path !== undefined && world.store.at(path)?.type !== N.gatewayQosProfile) {
      throw managerRefusal(`path=[${path}] is no gateway QoS profile`, undefined, property);
    }
  }
}

const tier1: Family = {
  admit({ world, inputs }) {
    if (inputs["type"] === "ROUTED" && textOf(inputs["tier0Path"]) === undefined) {
      throw new EstateRefusal(
        "tier0_path needs to be specified for gateway type ROUTED",
        undefined,
        "tier0Path",
      );
    }
    requireTier0(inputs, "tier0Path", world);
    requireLimits(inputs, world);
    if (textOf(inputs["edgeClusterPath"]) !== undefined && inputs["haMode"] === "NONE") {
      throw new EstateRefusal(
        "when edge_cluster_path is specified, ha_mode can not be set to NONE",
        undefined,
        "haMode",
      );
    }
  },
  complete({ inputs }) {
    const edges = textOf(inputs["edgeClusterPath"]) !== undefined;
    const fallbacks = withFallbacks(inputs, {
      ...ipv6Profiles,
      haMode: edges ? "ACTIVE_STANDBY" : "NONE",
      routeAdvertisementTypes: ["TIER1_IPSEC_LOCAL_ENDPOINT"],
    });
    return { outputs: { ...fallbacks, ...named(inputs) } };
  },
};

const bgpDefaults: PropertyMap = {
  enabled: true,
  ecmp: true,
  gracefulRestartMode: "HELPER_ONLY",
  gracefulRestartTimer: 180,
  gracefulRestartStaleRouteTimer: 600,
  interSrIbgp: true,
  multipathRelax: true,
};

export const bgpOf = (outputs: PropertyMap | undefined) => {
  const bgp = outputs?.["bgpConfig"];
  return isMap(bgp) ? bgp : undefined;
};

/** The gateway writes the copy of the BGP settings that its state holds, with that revision. */
function refuseStaleBgp({ before, recorded }: Change): void {
  const now = numberOf(bgpOf(before?.outputs)?.["revision"]);
  const sent = numberOf(bgpOf(recorded)?.["revision"]);
  if (now !== undefined && sent !== undefined && now !== sent) {
    throw managerRefusal(
      `The object bgp is at revision ${now}, the request has ${sent}. ` +
        "Fetch the latest copy of the object and retry",
      604,
      "bgpConfig",
    );
  }
}

const tier0: Family = {
  admit(change) {
    const { world, inputs } = change;
    refuseStaleBgp(change);
    const vrf = inputs["vrfConfig"];
    if (isMap(vrf)) {
      requireTier0(vrf, "gatewayPath", world);
    }
    const edges =
      textOf(inputs["edgeClusterPath"]) !== undefined || !isZero(inputs["localeServices"]);
    if (bgpOf(inputs)?.["enabled"] === true && !edges) {
      throw managerRefusal("BGP needs an edge cluster on the gateway", undefined, "bgpConfig");
    }
  },
  complete({ inputs, path, before }) {
    const outputs = withFallbacks(inputs, {
      ...ipv6Profiles,
      transitSubnets: ["100.64.0.0/16"],
      internalTransitSubnets: ["169.254.0.0/24"],
      advancedConfig: { connectivity: "ON", forwardingUpTimer: 5 },
      redistributionSet: false,
    });
    const edges = textOf(inputs["edgeClusterPath"]) !== undefined;
    const bgp = bgpOf(inputs);
    if (edges || bgp !== undefined) {
      const old = numberOf(bgpOf(before?.outputs)?.["revision"]);
      outputs["bgpConfig"] = {
        ...bgpDefaults,
        ...(bgp ?? { enabled: false }),
        path: `${path ?? ""}/locale-services/default/bgp`,
        revision: old === undefined ? 0 : old + 1,
      };
    }
    return { outputs: { ...outputs, ...named(inputs) } };
  },
};

export const gatewayFamilies: Families = { [N.tier0]: tier0, [N.tier1]: tier1 };
