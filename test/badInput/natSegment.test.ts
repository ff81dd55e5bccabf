import { NatSegment } from "vmnet";

import { jobs, natArgs } from "../components/fixtures";
import { linesOf, untyped, type Row } from "./lines";

jest.setTimeout(180_000);

const nat = (changes: object) => () => new NatSegment("app", natArgs(changes));
const forward = (changes: object) => nat({ portForwards: { jobs: { ...jobs, ...changes } } });

/** Values of the right type that cannot work. */
const rows: Row[] = [
  [
    "a key with blanks",
    nat({ portForwards: { "web server": jobs } }),
    [
      'portForwards.web server: this key names resources (got "web server"; allowed: letters a to z, digits, - and _, beginning with a letter or digit, at most 120); did you mean "web-server"?',
    ],
  ],
  [
    "a network without mask",
    nat({ cidr: "10.0.0.0" }),
    [
      'cidr: the mask is missing (got "10.0.0.0"; allowed: a network address with its mask, such as 10.0.0.0/24 or 2001:db8::/64); did you mean "10.0.0.0/8"?',
    ],
  ],
  [
    "a network with host bits",
    nat({ cidr: "10.0.0.7/24" }),
    [
      'cidr: a network\'s address has no bits set after the mask (got "10.0.0.7/24"; allowed: a network address with its mask, such as 10.0.0.0/24 or 2001:db8::/64); did you mean "10.0.0.0/24"?',
    ],
  ],
  [
    "an octet in octal",
    nat({ cidr: "010.0.0.0/24" }),
    [
      'cidr: octets of an address have no leading zeros (got "010.0.0.0/24"; allowed: a network address with its mask, such as 10.0.0.0/24 or 2001:db8::/64); did you mean "10.0.0.0/24"?',
    ],
  ],
  [
    "an IPv6 network",
    nat({ cidr: "2001:db8::/64" }),
    ['cidr: IPv6 is not offered here (got "2001:db8::/64"; allowed: IPv4)'],
  ],
  [
    "a network without room",
    nat({ cidr: "10.0.0.0/31" }),
    [
      'cidr: there is no room for a gateway and a machine (got "10.0.0.0/31"; allowed: a network of /30 or larger); take a shorter mask',
    ],
  ],
  [
    "a gateway elsewhere",
    nat({ gatewayAddress: "10.0.1.1" }),
    [
      'gatewayAddress: this address is not in the network (got "10.0.1.1"; allowed: a host address of 10.0.0.0/24); such as 10.0.0.1',
    ],
  ],
  [
    "the broadcast address as gateway",
    nat({ gatewayAddress: "10.0.0.255" }),
    [
      'gatewayAddress: this is the network\'s own or broadcast address (got "10.0.0.255"; allowed: a host address of 10.0.0.0/24); such as 10.0.0.1',
    ],
  ],
  [
    "a name where a policy path is asked for",
    nat({ tier0Path: "site-t0" }),
    [
      'tier0Path: this is not a policy path (got "site-t0"; allowed: a policy path such as /infra/tier-0s/edge); pass the `path` output of the resource or look-up',
    ],
  ],
  [
    "nothing to lease",
    nat({ dhcp: { ranges: [] } }),
    [
      "dhcp.ranges: there is nothing to lease (got []; allowed: such as 10.0.0.100-10.0.0.199); to do without leases, leave out dhcp",
    ],
  ],
  [
    "a lease of seconds",
    nat({ dhcp: { ranges: ["10.0.0.100"], leaseSeconds: 5 } }),
    [
      "dhcp.leaseSeconds: out of range (got 5; allowed: a whole number from 60 to 4294967295); the nearest is 60",
    ],
  ],
  [
    "more ports outside than inside",
    forward({ inside: { address: "10.0.0.11", ports: "10000" } }),
    [
      'portForwards.jobs.inside.ports: outside has 1001 ports and inside 1 (got "10000"; allowed: as many ports inside as outside); did you mean "10000-11000"?',
    ],
  ],
  [
    "a port beyond 65535",
    forward({ outside: { address: "192.168.1.60", ports: "70000" } }),
    [
      'portForwards.jobs.outside.ports: a port is at most 65535 (got "70000"; allowed: a port such as 443 or a range such as 5000-6000, from 1 to 65535, lower port first)',
    ],
  ],
  [
    "both protocols in one forward",
    forward({ protocol: untyped("tcp+udp") }),
    [
      'portForwards.jobs.protocol: this is not one of the choices (got "tcp+udp"; allowed: tcp, udp); one service has one protocol: write a forward for tcp and one for udp',
    ],
  ],
  [
    "a misspelt protocol",
    forward({ protocol: untyped("tpc") }),
    [
      'portForwards.jobs.protocol: this is not one of the choices (got "tpc"; allowed: tcp, udp); did you mean "tcp"?',
    ],
  ],
  [
    "an empty list of sources",
    forward({ from: [] }),
    [
      "portForwards.jobs.from: no source is named, which NSX takes as every source (got []; allowed: addresses or networks); leave this out if every source is meant",
    ],
  ],
  [
    "several at once",
    nat({ cidr: "10.0.0.0/33", tier0Path: "t0", nsxIdPrefix: "a/b", sourceNat: {} }),
    [
      'tier0Path: this is not a policy path (got "t0"; allowed: a policy path such as /infra/tier-0s/edge); pass the `path` output of the resource or look-up',
      'cidr: the mask is not a number of bits from 0 to 32 (got "10.0.0.0/33"; allowed: a network address with its mask, such as 10.0.0.0/24 or 2001:db8::/64)',
      "sourceNat.address: this is required (allowed: one address such as 192.168.1.50); write it",
      'nsxIdPrefix.a/b: this key names resources (got "a/b"; allowed: letters a to z, digits, - and _, beginning with a letter or digit, at most 120); did you mean "a-b"?',
    ],
  ],
];

describe("a NAT segment fails", () => {
  test.each(rows)("fails: %s", async (_title, program, lines) => {
    expect(await linesOf(program)).toEqual(lines);
  });
});
