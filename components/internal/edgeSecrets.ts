import * as pulumi from "@pulumi/pulumi";

import type { EdgeGatewayArgs } from "../edgeGateway";

/** The arguments with passwords marked as secrets: a component's arguments are written to the state. */
export function sealedEdge(args: EdgeGatewayArgs): EdgeGatewayArgs {
  const { bgp } = args;
  if (bgp === undefined) {
    return args;
  }
  const neighbors = Object.entries(bgp.neighbors).map(([key, { password, ...rest }]) => {
    const closed = password === undefined ? {} : { password: pulumi.secret(password) };
    return [key, { ...rest, ...closed }] as const;
  });
  return { ...args, bgp: { ...bgp, neighbors: Object.fromEntries(neighbors) } };
}
