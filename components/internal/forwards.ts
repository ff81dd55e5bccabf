import * as nsxt from "@pulumi/nsxt";
import type * as pulumi from "@pulumi/pulumi";

import { joinPath } from "../../network/faults";
import type { PortForward } from "../natSegment";
import type { Children } from "./children";
import { sorted } from "./sorted";

/** One outside address and one inside address with their ports: one NAT rule. */
export interface ForwardPair {
  /** Key of the forward, followed by the host's where it has hosts: `jobs`, `jobs.web1`. */
  id: string;
  /** Key of the forward. */
  forward: string;
  /** Where in the arguments the two addresses stand. */
  paths: { outside: string; inside: string };
  protocol: string;
  from?: pulumi.Input<string>[];
  outside: pulumi.Input<string>;
  inside: pulumi.Input<string>;
  outsidePorts: pulumi.Input<string>;
  insidePorts: pulumi.Input<string>;
}

/**
 * One pair per NAT rule: NSX takes a translated network as a pool, so many machines are many rules.
 * A pair that lacks an address is left out; the checks have said so.
 */
export function pairsOf(forwards: Record<string, PortForward> | undefined): ForwardPair[] {
  return Object.entries(forwards ?? {}).flatMap(([key, forward]) => {
    const path = joinPath("portForwards", key);
    const common = {
      forward: key,
      protocol: forward.protocol,
      from: forward.from,
      outsidePorts: forward.outside?.ports,
      insidePorts: forward.inside?.ports,
    };
    if (forward.hosts !== undefined) {
      return Object.entries(forward.hosts).map(([host, { outside, inside }]) => {
        const at = joinPath(path, "hosts", host);
        const paths = { outside: joinPath(at, "outside"), inside: joinPath(at, "inside") };
        return { ...common, id: `${key}.${host}`, paths, outside, inside };
      });
    }
    const outside = forward.outside?.address;
    const inside = forward.inside?.address;
    if (outside === undefined || inside === undefined) {
      return [];
    }
    const paths = {
      outside: joinPath(path, "outside.address"),
      inside: joinPath(path, "inside.address"),
    };
    return [{ ...common, id: key, paths, outside, inside }];
  });
}

/** A pair with the service that matches its inside ports. */
export interface AddedForward extends ForwardPair {
  servicePath: pulumi.Output<string>;
}

/** Adds service and DNAT rule of every pair. */
export function addForwards(
  children: Children,
  gatewayPath: pulumi.Output<string>,
  forwards: Record<string, PortForward>,
): AddedForward[] {
  return pairsOf(forwards).map((pair) => {
    const service = children.add(nsxt.PolicyService, ["service", pair.id], {
      l4PortSetEntries: [
        {
          displayName: `${pair.protocol}-inside`,
          protocol: pair.protocol.toUpperCase(),
          destinationPorts: [pair.insidePorts],
        },
      ],
    });
    children.add(
      nsxt.PolicyNatRule,
      ["forward", pair.id],
      {
        gatewayPath,
        action: "DNAT",
        destinationNetworks: [pair.outside],
        translatedNetworks: [pair.inside],
        // The outside ports: the service's are the inside ones.
        translatedPorts: pair.outsidePorts,
        service: service.path,
        ...(pair.from === undefined ? {} : { sourceNetworks: sorted(pair.from) }),
      },
      { ownReferences: ["service"] },
    );
    return { ...pair, servicePath: service.path };
  });
}
