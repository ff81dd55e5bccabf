import * as pulumi from "@pulumi/pulumi";

import type { VpnEnd } from "../../network/vpn";
import type { CrossClusterVpnArgs, VpnCredential } from "../crossClusterVpn";

/** The half of a plan that a site takes. */
export function halfOf(plan: Readonly<Record<string, VpnEnd>>, site: string): VpnEnd {
  const end = plan[site];
  if (end === undefined) {
    throw new Error(`the plan has no site ${site}`);
  }
  return end;
}

/**
 * The arguments with their secrets marked as such: a component's arguments are written to the state
 * as they come, and a key may come as a plain text.
 */
export function sealed(args: CrossClusterVpnArgs): CrossClusterVpnArgs {
  const credentials = Object.entries(args.credentials).map(([key, credential]) => {
    const { psk, bgpPassword, ...rest } = credential;
    const closed: VpnCredential = {
      ...rest,
      ...(psk === undefined ? {} : { psk: pulumi.secret(psk) }),
      ...(bgpPassword === undefined ? {} : { bgpPassword: pulumi.secret(bgpPassword) }),
    };
    return [key, closed] as const;
  });
  return { ...args, credentials: Object.fromEntries(credentials) };
}
