import {
  activeActive,
  bareT0,
  type Case,
  dnat,
  gateway,
  named,
  served,
  service,
  snat,
  tcp,
  testRefusals,
} from "./cases";
import { Lab, N, overlay } from "./lab";

const cases: Case[] = [
  [
    "SNAT without translated networks",
    N.natRule,
    { ...snat, translatedNetworks: undefined },
    /^Translated Network must be specified for action type: SNAT$/,
    gateway,
  ],
  [
    "NO_SNAT with translated networks",
    N.natRule,
    { ...snat, action: "NO_SNAT" },
    /not allowed with NO_SNAT/,
    gateway,
  ],
  [
    "DNAT without destination",
    N.natRule,
    { ...dnat, destinationNetworks: undefined },
    /needs destinationNetworks/,
    gateway,
  ],
  [
    "translatedPorts on SNAT",
    N.natRule,
    { ...snat, translatedPorts: "443" },
    /translatedPorts 443 is allowed with DNAT only/,
    gateway,
  ],
  [
    "a priority out of range",
    N.natRule,
    { ...snat, rulePriority: 2147481600 },
    /rulePriority 2147481600/,
    gateway,
  ],
  [
    "NAT without an edge cluster",
    N.natRule,
    { ...snat, gatewayPath: "/infra/tier-0s/bare" },
    /NAT needs an edge cluster/,
    bareT0,
  ],
  [
    "SNAT on an ACTIVE_ACTIVE Tier-0",
    N.natRule,
    { ...snat, gatewayPath: "/infra/tier-0s/aa" },
    /ACTIVE_ACTIVE gateway.*only REFLEXIVE/,
    activeActive,
  ],
  [
    "a list of DNAT destinations",
    N.natRule,
    { ...dnat, destinationNetworks: ["192.168.1.60", "192.168.1.61"] },
    /one address or CIDR in destinationNetworks/,
    gateway,
  ],
  [
    "a DNAT target range",
    N.natRule,
    { ...dnat, translatedNetworks: ["10.0.0.1-10.0.0.9"] },
    /one address or CIDR in translatedNetworks/,
    gateway,
  ],
  [
    "a DNAT service of two entries",
    N.natRule,
    { ...dnat, service: "/infra/services/two" },
    /has 2 entries/,
    service("two", [tcp("80"), { protocol: "UDP", destinationPorts: ["80"] }]),
  ],
  [
    "DNAT port ranges of different length",
    N.natRule,
    { ...dnat, service: "/infra/services/jobs", translatedPorts: "5000-6000" },
    /outside ports 5000-6000 are 1001, inside ports 10000-11001 are 1002/,
    service("jobs", [tcp("10000-11001")]),
  ],
  [
    "a NAT address that a gateway has",
    N.natRule,
    { ...dnat, destinationNetworks: ["10.0.0.1"] },
    /NAT address 10\.0\.0\.1 is 10\.0\.0\.1, the gateway address/,
    served,
  ],
  [
    "a NAT address in a DHCP range",
    N.natRule,
    { ...dnat, destinationNetworks: ["10.0.0.55"] },
    /a DHCP range of/,
    served,
  ],
  [
    "a NAT address of a VMkernel adapter",
    N.natRule,
    { ...snat, translatedNetworks: ["192.168.0.11"] },
    /the VMkernel adapter host-21_vmk0/,
    gateway,
  ],
  [
    "a DNAT destination that covers a subnet",
    N.natRule,
    { ...dnat, destinationNetworks: ["10.5.0.0/16"] },
    /covers the connected subnet 10\.5\.7\.0\/24/,
    (lab) => {
      gateway(lab);
      lab.segment("far", { subnets: [{ cidr: "10.5.7.1/24" }] });
    },
  ],
];

describe("what NSX refuses of NAT rules", () => testRefusals(cases));

test("fails: a gateway interface, a segment or a binding on an address that a NAT rule has", () => {
  const lab = new Lab();
  served(lab);
  lab.add(N.natRule, { ...dnat, destinationNetworks: ["192.168.1.60"] });
  lab.add(N.natRule, { ...snat, ...named("s"), translatedNetworks: ["10.0.0.70"] });
  const inside = { gatewayPath: "/infra/tier-1s/t1", segmentPath: "/infra/segments/web" };
  const taken = lab.refusal(N.tier1Interface, {
    ...named("i"),
    ...inside,
    subnets: ["192.168.1.60/24"],
  });
  expect(taken.message).toMatch(
    /Address 192\.168\.1\.60 is the NAT address 192\.168\.1\.60 of path=.*nat-rules\/n\]/,
  );
  const segment = {
    ...named("lan"),
    transportZonePath: overlay,
    subnets: [{ cidr: "192.168.1.60/24" }],
  };
  expect(lab.refusal(N.segment, segment).property).toBe("subnets[0].cidr");
  const bound = {
    ...named("b"),
    ipAddress: "10.0.0.70",
    macAddress: "00:50:56:00:00:01",
    segmentPath: "/infra/segments/web",
  };
  expect(lab.refusal(N.staticBinding, bound).property).toBe("ipAddress");
});
