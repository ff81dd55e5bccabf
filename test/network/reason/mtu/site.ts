import { buildModel } from "../../../../network/model";
import type { PropertyMap, Resource } from "../../../../network/model/resource";
import type { Surroundings } from "../../../../network/model/surroundings";
import type { NetworkModel } from "../../../../network/model/types";
import { nsx, vsphere } from "../../model/resources";

/** Two machines on standard switches of one host or of two, with a size at every layer. */
export interface Sizes {
  guests: [number | undefined, number | undefined];
  switches: [number, number];
  /** Of the physical fabric; absent = nobody says. */
  physical?: number;
  sameHost?: boolean;
}

const ZONES = "/infra/sites/default/enforcement-points/default/transport-zones";
export const OVERLAY = `${ZONES}/overlay`;

function surroundings(
  physical: number | undefined,
  more: Partial<Surroundings> = {},
): Surroundings {
  return {
    format: 1,
    site: "test",
    fabrics: [{ name: "campus", ...(physical === undefined ? {} : { mtuBytes: physical }) }],
    switches: ["vSwitch1", "dvs"].map((name) => ({ name, fabric: "campus" })),
    transportZones: [{ path: OVERLAY, type: "overlay" }],
    defaults: { distributedFirewall: "ALLOW", distributedPortGroupsFiltered: false },
    ...more,
  };
}

/** A machine whose guest is told its address and, where given, its MTU. */
export function guest(
  name: string,
  network: string,
  address: string,
  more: { mtu?: number; host?: string; gateway?: string } = {},
): Resource {
  const { mtu, host = "host-1", gateway } = more;
  const nic: PropertyMap = {
    addresses: [address],
    ...(mtu === undefined ? {} : { mtu }),
    ...(gateway === undefined ? {} : { routes: [{ to: "default", via: gateway }] }),
  };
  return vsphere("VirtualMachine", name, `uuid-${name}`, {
    hostSystemId: host,
    networkInterfaces: [{ networkId: network }],
    extraConfig: {
      "guestinfo.metadata": JSON.stringify({ network: { version: 2, ethernets: { nic0: nic } } }),
    },
  });
}

export function standardSwitch(host: string, mtu: number, more: PropertyMap = {}): Resource[] {
  return [
    vsphere("HostVirtualSwitch", `vSwitch1-${host}`, `switch-${host}`, {
      name: "vSwitch1",
      hostSystemId: host,
      mtu,
      networkAdapters: ["vmnic0", "vmnic1"],
      activeNics: ["vmnic0", "vmnic1"],
      standbyNics: [],
      teamingPolicy: "loadbalance_srcid",
      ...more,
    }),
    vsphere("HostPortGroup", `lan-${host}`, `group-${host}`, {
      name: `lan-${host}`,
      hostSystemId: host,
      virtualSwitchName: "vSwitch1",
      vlanId: 10,
    }),
  ];
}

export function vlanSite({ guests, switches, physical, sameHost = false }: Sizes): NetworkModel {
  const other = sameHost ? "host-1" : "host-2";
  const [a, b] = guests;
  return buildModel(
    [
      ...standardSwitch("host-1", switches[0]),
      ...(sameHost ? [] : standardSwitch("host-2", switches[1])),
      guest("a", "group-host-1", "10.0.0.1/24", a === undefined ? {} : { mtu: a }),
      guest("b", `group-${other}`, "10.0.0.2/24", {
        host: other,
        ...(b === undefined ? {} : { mtu: b }),
      }),
    ],
    surroundings(physical),
  );
}

/** Two machines on one overlay segment over a distributed switch. */
export function overlaySite(
  guestMtu: number,
  switchMtu: number,
  physical?: number,
  more: { profileMtu?: number; withTransport?: boolean } = {},
): NetworkModel {
  const { profileMtu, withTransport = true } = more;
  const profile = nsx(
    "UplinkHostSwitchProfile",
    "up",
    profileMtu === undefined ? {} : { mtu: profileMtu },
  );
  return buildModel(
    [
      vsphere("DistributedVirtualSwitch", "dvs", "uuid-dvs", {
        maxMtu: switchMtu,
        uplinks: ["u1", "u2"],
        activeUplinks: ["u1", "u2"],
        hosts: ["host-1", "host-2"].map((hostSystemId) => ({ hostSystemId, devices: ["vmnic2"] })),
      }),
      nsx("Segment", "app", { transportZonePath: OVERLAY, subnets: [{ cidr: "10.0.0.1/24" }] }),
      profile,
      ...(withTransport
        ? [
            nsx("HostTransportNodeProfile", "hosts", {
              standardHostSwitches: [
                {
                  hostSwitchId: "uuid-dvs",
                  uplinkProfile: "/infra/host-switch-profiles/up",
                  transportZoneEndpoints: [{ transportZone: OVERLAY }],
                },
              ],
            }),
          ]
        : []),
      guest("a", "app", "10.0.0.11/24", { mtu: guestMtu }),
      guest("b", "app", "10.0.0.12/24", { mtu: guestMtu, host: "host-2" }),
    ],
    surroundings(physical),
  );
}
