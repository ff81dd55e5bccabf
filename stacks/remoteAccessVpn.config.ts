import { z } from "zod";

import { ClientPool } from "../components";
import { parseAddress, parseCidr, parseRange } from "../network/address";
import { poolLayout } from "../network/openvpn";
import { parseTraffic } from "../network/services";
import { addressWithMask, name, text, vlanId } from "./fields";
import { checkTier } from "./tiers";

const address = text(parseAddress);

const server = z.strictObject({
  /** In the main network, such as `192.168.1.33/24`. */
  address: addressWithMask,
  /** Name of the host that it starts on. */
  host: name,
  cpus: z.int().optional(),
  memoryMb: z.int().optional(),
  /** What clients may call, such as `tcp/443`. Default: nothing. */
  open: z.array(text(parseTraffic)).default([]),
});

const client = z.strictObject({
  /** Address in the tunnel, from the upper half of the pool. Default: one of the lower half, as it comes. */
  address: address.optional(),
  /** Names of the servers that it reaches; needs `address`. Default: all that are open. */
  servers: z.array(name).optional(),
  /** Its certificate is refused, and it gets no profile. */
  revoked: z.boolean().default(false),
});

/** Settings of the remote-access-vpn stack; what a site must say, the guide's numbers are the defaults. */
export const remoteAccessVpnConfig = z
  .strictObject({
    topology: z.literal("remote-access-vpn"),
    /** Everything may be deleted or replaced: a lab. */
    disposable: z.boolean().default(false),
    /** Names of what exists already. */
    site: z.strictObject({
      datacenter: name,
      cluster: name,
      hosts: z.array(name).min(1),
      datastore: name,
      template: name,
      overlayZone: name,
      vlanZone: name,
      edgeCluster: name,
    }),
    /** The main network, whose servers clients come for. */
    main: z.strictObject({
      cidr: text(parseCidr).default("192.168.1.0/24"),
      router: address.default("192.168.1.1"),
      vlanId,
      servers: z.record(name, server),
    }),
    /** The tier-0 gateway in the main network: one that exists, or a new one. */
    edge: z.strictObject({
      /** Name of a tier-0 gateway that somebody else made. */
      existing: name.optional(),
      /** The new gateway's address on each edge node, keyed by node. */
      interfaces: z.record(name, addressWithMask).optional(),
    }),
    vpn: z.strictObject({
      /** VPN_Net (R17). */
      cidr: text(parseCidr).default("10.9.0.0/28"),
      /** Address of the main network that clients connect to. */
      outside: address.default("192.168.1.70"),
      /** What profiles connect to, where a name or another translation stands before it. */
      outsideName: name.optional(),
      /** Sources that may connect. Default: anywhere. */
      from: z.array(text(parseRange)).optional(),
      /** Address of the main network that VPN_Net appears as. */
      sourceNat: address.default("192.168.1.71"),
      /** Addresses of the tunnel. */
      pool: text(poolLayout).default("10.8.0.0/24"),
      poolMode: z.enum(ClientPool).default(ClientPool.Masquerade),
      /** Name servers of the clients. */
      dnsServers: z.array(address).optional(),
      /** Networks that the machine loads its packages from. Default: its template has them. */
      repositories: z.array(text(parseRange)).optional(),
      /** Who may log in to the machine. Default: nobody. */
      administrators: z.array(text(parseRange)).optional(),
      /** Name of the host that the machine starts on. */
      host: name,
    }),
    /** Who may connect, by the common name of the certificate. */
    clients: z.record(name, client),
    /** Serial numbers of clients that are no longer listed, keyed by whose they were. */
    formerClients: z.record(name, name).default({}),
  })
  .superRefine(({ main, edge, clients }, context) => {
    const addresses = Object.entries(main.servers).map(([key, one]) => {
      return { path: ["main", "servers", key, "address"], text: one.address };
    });
    const nodes = Object.entries(edge.interfaces ?? {}).map(([node, one]) => {
      return { path: ["edge", "interfaces", node], text: one };
    });
    checkTier(context, ["main"], main, [...addresses, ...nodes]);
    if ((edge.existing === undefined) === (edge.interfaces === undefined)) {
      const message =
        edge.existing === undefined ? "there is no tier-0 gateway" : "there are two gateways";
      const params = { allowed: "either existing, or interfaces" };
      context.addIssue({ code: "custom", message, path: ["edge"], params });
    }
    const open = Object.keys(main.servers).filter((key) => main.servers[key]?.open.length !== 0);
    for (const [key, { servers = [] }] of Object.entries(clients)) {
      servers.forEach((one, index) => {
        if (!open.includes(one)) {
          const message = "no server of this name is open to clients";
          const path = ["clients", key, "servers", index];
          const params = { value: one, allowed: open.join(", ") };
          context.addIssue({ code: "custom", message, path, params });
        }
      });
    }
  });

export type RemoteAccessVpnConfig = z.output<typeof remoteAccessVpnConfig>;
