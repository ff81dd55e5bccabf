import { Estate } from "@vmnet/simulator";
import {
  CertificateAuthority,
  ClusterBalancing,
  CrossClusterVpn,
  EdgeGateway,
  IntrusionPrevention,
  NatSegment,
  NetworkedVm,
  OpenVpnGateway,
  tcp,
} from "vmnet";

import { both, transit } from "./edgeFixtures";
import { balancingArgs } from "./fabricFixtures";
import { edgeArgs, lab, natArgs, vmArgs } from "./fixtures";
import { GROWTH_TIMEOUT_MILLISECONDS, growsInPlace } from "./growth";
import { built } from "./harness";
import { vpnArgs, vpnOf } from "./vpnFixtures";

jest.setTimeout(GROWTH_TIMEOUT_MILLISECONDS);

const { "edge-01": first } = both;
const token = "vsphere:index/getNetwork:getNetwork";
const networkId = String(Estate.open().invoke(token, { name: "VM Network" })["id"]);

describe("a key inserted anywhere changes no other object", () => {
  test("a server of an authority is three objects", async () => {
    // Keys are made anew in every run, so that names alone can be compared.
    const names = async (servers: string[]) => {
      const args = { servers: Object.fromEntries(servers.map((name) => [name, {}])) };
      const { registrations } = await built(() => new CertificateAuthority("pki", args));
      return registrations.map(({ name, parent }) => `${parent}/${name}`);
    };
    const before = await names(["a", "c"]);
    const after = await names(["a", "b", "c"]);
    expect(before.filter((name) => !after.includes(name))).toEqual([]);
    expect(after.filter((name) => !before.includes(name))).toHaveLength(3);
  });

  test("a rule that keeps machines apart is a rule", () =>
    growsInPlace({
      entry: (index) => index,
      program: (rules) => {
        const vm = (name: string) => new NetworkedVm(name, vmArgs({ nics: [{ networkId }] })).vmId;
        const [always = "", ...others] = ["a", "b", "c", "d", "e", "f"].map(vm);
        const separate = Object.fromEntries(
          Object.entries(rules).map(([key, index]) => [key, { vmIds: [always, others[index]!] }]),
        );
        return new ClusterBalancing("drs", balancingArgs({ separate }));
      },
    }));

  test("a network of a site changes the lists of networks alone", () => {
    const { sites, ...vpn } = vpnOf({ allow: {}, groups: {} });
    const holders = ["vpn-announced-main", "vpn-no-snat-main"];
    return growsInPlace({
      entry: (index) => `10.1.${100 + index}.0/24`,
      holders,
      program: (more) => {
        const west = { ...sites["west"]!, networks: { app: "10.1.0.0/24", ...more } };
        return new CrossClusterVpn("vpn", vpnArgs({ vpn: { ...vpn, sites: { ...sites, west } } }));
      },
    });
  });

  test("an interface of an edge gateway is an interface", () =>
    growsInPlace({
      entry: (index) => ({ ...first, address: `192.168.1.${10 + index}/24` }),
      program: (more) =>
        new EdgeGateway("edge", edgeArgs({ interfaces: { ...more, "edge-01": first } })),
    }));

  test("an interface in another uplink is one, too", () =>
    growsInPlace({
      entry: (index) => ({ ...first, address: `203.0.113.${20 + index}/24` }),
      program: (more) => {
        const wan = { ...transit, interfaces: { ...more, ...transit.interfaces } };
        return new EdgeGateway("edge", edgeArgs({ uplinks: { wan } }));
      },
    }));

  test("services of a network that clients reach are a service and a rule", () => {
    const key = { vpn: "of the server" };
    const clients = { anna: "of anna" };
    const { resourcePoolId, datastoreId, template, hostSystemId } = vmArgs();
    const networks = Object.fromEntries(
      [0, 1, 2, 3, 4].map((index) => [`n${index}`, `192.168.${index + 1}.0/24`]),
    );
    return growsInPlace({
      entry: (index) => index,
      // The rule for networks as a whole, and the machine's own filter.
      holders: ["remote-outbound-networks", "remote-vm"],
      program: (named) =>
        new OpenVpnGateway("remote", {
          ...natArgs({ cidr: "10.9.0.0/28", edgeClusterPath: lab.edgeClusterPath }),
          outside: { address: "192.168.1.70" },
          sourceNat: { address: "192.168.1.71" },
          pool: "10.8.0.0/24",
          // Named after the key of each service, which must be one of these.
          networks: {
            main: "192.168.9.0/24",
            ...Object.fromEntries(
              Object.entries(named).map(([name, index]) => [name, networks[`n${index}`]!]),
            ),
          },
          services: Object.fromEntries(Object.keys(named).map((name) => [name, [tcp("443")]])),
          authority: {
            caCertificatePem: "ca",
            serverCertificatesPem: key,
            serverPrivateKeysPem: key,
            clientCertificatesPem: clients,
            clientPrivateKeysPem: clients,
          },
          serverName: "vpn",
          clients: { anna: {} },
          machine: { resourcePoolId, datastoreId, template, hostSystemId },
        }),
    });
  });

  test("a gateway with flood protection is a binding", () =>
    growsInPlace({
      entry: (index) => index,
      program: (more) => {
        const paths = [0, 1, 2, 3, 4].map((index) => {
          const cidr = `10.${index}.0.0/24`;
          return new NatSegment(`app${index}`, natArgs({ cidr })).gatewayPath;
        });
        const gatewayPaths = { main: lab.tier0Path };
        const added = Object.entries(more).map(([key, index]) => [key, paths[index]!] as const);
        return new IntrusionPrevention("ips", {
          floodProtection: { gatewayPaths: { ...gatewayPaths, ...Object.fromEntries(added) } },
        });
      },
    }));
});
