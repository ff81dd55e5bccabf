import { z } from "zod";

import { IntrusionAction } from "../components";
import { parseAddress, parseRange } from "../network/address";
import {
  parseDirectoryUrl,
  parseMailAddress,
  parseResponderUrl,
  parseServerName,
} from "../network/nginx";
import { addressWithMask, name, text, vlanId } from "./fields";

const machine = z.strictObject({
  /** An address of its tier's network. */
  address: text(parseAddress),
  /** Name of the host that it starts on. */
  host: name,
});
const machines = z.record(name, machine).default({});

const frontend = z.strictObject({
  address: text(parseAddress),
  /** Address of the LAN that stands for it. */
  outside: text(parseAddress),
  host: name,
});

/** Where frontends get their certificate or its status; nothing else leaves the network. */
const authorities = z.strictObject({
  /** Directory, responder: addresses or networks. */
  addresses: z.array(text(parseRange)).min(1),
  /** Address of the LAN that they are asked from. */
  sourceNat: text(parseAddress),
});

/** Settings of the hardened-production stack. */
export const hardenedProductionConfig = z.strictObject({
  topology: z.literal("hardened-production"),
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
  /** The LAN 192.168.1.0/24, which the internet's visitors come through. */
  lan: z.strictObject({
    vlanId,
    /** The gateway's address on each edge node, keyed by node. */
    edges: z.record(name, addressWithMask),
    /** Addresses and ranges that others have, keyed by who. */
    used: z.record(name, text(parseRange)).default({ router: "192.168.1.1" }),
  }),
  /** What ends TLS. */
  frontends: z.strictObject({
    serverNames: z.array(text(parseServerName)).min(1),
    machines: z.record(name, frontend),
    /** Certificate by ACME, with one machine. Default: from an authority of the stack's own. */
    acme: z
      .strictObject({
        agreeToTerms: z.boolean(),
        directoryUrl: text(parseDirectoryUrl).optional(),
        email: text(parseMailAddress).optional(),
      })
      .optional(),
    /** Responder of the authority. Default: the status is not stapled. */
    responderUrl: text(parseResponderUrl).optional(),
    authorities: authorities.optional(),
  }),
  /** The machines of the other tiers. */
  machines: z.strictObject({
    core: machines,
    management: machines,
    production: machines,
    vpn: machines,
  }),
  /** Management network of the ESXi hosts, which no machine outside of management may reach. */
  hostNetworks: z.array(text(parseRange)).default(["192.168.0.0/24"]),
  /** What happens to intrusions. */
  intrusions: z.enum(IntrusionAction).default(IntrusionAction.Detect),
  /** Who is told by mail when an alarm turns red. */
  alarmMail: text(parseMailAddress).optional(),
});

export type HardenedProductionConfig = z.output<typeof hardenedProductionConfig>;
