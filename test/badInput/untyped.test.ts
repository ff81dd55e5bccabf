import * as pulumi from "@pulumi/pulumi";
import {
  BridgedNetwork,
  EdgeGateway,
  HostOnlyNetwork,
  IsolatedNetwork,
  NatSegment,
  NetworkedVm,
  RoutedSegment,
  SegmentGuards,
} from "vmnet";

import {
  bridgedArgs,
  edgeArgs,
  jobs,
  lab,
  natArgs,
  sealedArgs,
  vmArgs,
} from "../components/fixtures";
import { runProgram } from "../components/harness";
import { faultLines, linesOf, untyped, type Row } from "./lines";

jest.setTimeout(180_000);

const nat = (changes: Record<string, unknown>) => () => {
  new NatSegment("app", { ...natArgs(), ...changes });
};
const bridged = (changes: Record<string, unknown>) => () => {
  new BridgedNetwork("lan", { ...bridgedArgs(), ...changes });
};
const vm = (changes: Record<string, unknown>) => () => {
  new NetworkedVm("web", { ...vmArgs(), ...changes });
};

/** A program in JavaScript, or one that reads its arguments from somewhere. */
const rows: Row[] = [
  [
    "no arguments",
    () => new NatSegment("app", untyped(undefined)),
    ["args: the arguments are missing (allowed: an object, see NatSegmentArgs)"],
  ],
  [
    "a list for the arguments",
    () => new SegmentGuards("g", untyped([])),
    ["args: the arguments are missing (got []; allowed: an object, see SegmentGuardsArgs)"],
  ],
  [
    "a text for a list",
    nat({ dhcp: { ranges: "10.0.0.100-10.0.0.199" } }),
    [
      'dhcp.ranges: this is not a list (got "10.0.0.100-10.0.0.199"; allowed: a list); write a list, ["10.0.0.100-10.0.0.199"]',
    ],
  ],
  [
    "a text for a list of sources",
    nat({ portForwards: { jobs: { ...jobs, from: "any" } } }),
    [
      'portForwards.jobs.from: this is not a list (got "any"; allowed: a list); write a list, ["any"]',
    ],
  ],
  [
    "a list for a map",
    bridged({ hosts: [{ hostSystemId: "host-21" }] }),
    [
      'hosts: this is not a map (got [{"hostSystemId":"host-21"}]; allowed: a map, keyed by name); give every entry a name of its own',
    ],
  ],
  [
    "a text for a map",
    nat({ portForwards: "jobs" }),
    [
      'portForwards: this is not a map (got "jobs"; allowed: a map, keyed by name); write { first: ..., second: ... }, with names of your own',
    ],
  ],
  [
    "a number for a map",
    edge({ interfaces: 5 }),
    [
      "interfaces: this is not a map (got 5; allowed: a map, keyed by name); write { first: ..., second: ... }, with names of your own",
    ],
  ],
  [
    "a list for a text",
    nat({ cidr: ["10.0.0.0/24"] }),
    [
      'cidr: this is not a text (got ["10.0.0.0/24"]; allowed: a text); write its one entry alone, "10.0.0.0/24"',
    ],
  ],
  [
    "a number for a text",
    nat({ datacenterId: 2 }),
    ['datacenterId: this is not a text (got 2; allowed: a text); write it in quotes: "2"'],
  ],
  [
    "an object for a text",
    nat({ tier0Path: { path: lab.tier0Path } }),
    [
      'tier0Path: this is not a text (got {"path":"/infra/tier-0s/site-t0"}; allowed: a text); pass its path',
    ],
  ],
  [
    "a text for a number",
    bridged({ vlanId: "10" }),
    ['vlanId: this is not a number (got "10"; allowed: a number); write it without quotes: 10'],
  ],
  [
    "a text that is no number",
    vm({ cpus: "two" }),
    ['cpus: this is not a number (got "two"; allowed: a number); write a number'],
  ],
  [
    "a text for a flag",
    bridged({ disposable: "yes" }),
    ['disposable: this is not true or false (got "yes"; allowed: true or false); write true'],
  ],
  [
    "a number for a flag",
    nat({ logDrops: 1 }),
    ["logDrops: this is not true or false (got 1; allowed: true or false); write true or false"],
  ],
  [
    "a flag for a text",
    bridged({ networkName: true }),
    ['networkName: this is not a text (got true; allowed: a text); write it in quotes: "true"'],
  ],
  [
    "a text for an object",
    nat({ sourceNat: "192.168.1.50" }),
    [
      'sourceNat: this is not an object (got "192.168.1.50"; allowed: an object with address); write { address: ... }',
    ],
  ],
  [
    "a rate as a text",
    bridged({ limit: "1 Gbit/s" }),
    [
      'limit: this is not an object (got "1 Gbit/s"; allowed: an object with bitsPerSecond); write gigabit(1) or the like',
    ],
  ],
  [
    "services as texts",
    () => new IsolatedNetwork("db", tier({ services: ["tcp/3306"] })),
    [
      'reachableFrom.app.services[0]: this is not an object (got "tcp/3306"; allowed: an object with protocol, ports, icmpType, icmpCode); write tcp("3306") or the like',
    ],
  ],
  [
    "a machine's adapters as one object",
    vm({ nics: { networkId: "network-11" } }),
    ['nics: this is not a list (got {"networkId":"network-11"}; allowed: a list); write a list'],
  ],
  [
    "null for a text",
    nat({ cidr: null }),
    ["cidr: null is no value (got null; allowed: a text); leave this out"],
  ],
  [
    "null for a map",
    nat({ portForwards: null }),
    ["portForwards: null is no value (got null; allowed: a map, keyed by name); leave this out"],
  ],
  [
    "null in a map",
    hostOnly({ hosts: { "esxi-01": null } }),
    [
      "hosts.esxi-01: null is no value (got null; allowed: an object with hostSystemId, hostAddress); leave this out",
    ],
  ],
  [
    "nothing in a map",
    hostOnly({ hosts: { "esxi-01": undefined } }),
    ["hosts.esxi-01: there is a place for an entry and no entry; write it, or leave its place out"],
  ],
  [
    "a hole in a list",
    nat({ dhcp: { ranges: [undefined, "10.0.0.100"] } }),
    [
      "dhcp.ranges[0]: there is a place for an entry and no entry; write it, or leave its place out",
    ],
  ],
  [
    "NaN",
    bridged({ vlanId: NaN }),
    ["vlanId: this is not a number (got NaN; allowed: a number); write a number"],
  ],
  [
    "infinity",
    vm({ memoryMb: Infinity }),
    ["memoryMb: this is not a number (got Infinity; allowed: a number); write a number"],
  ],
  [
    "a fraction",
    vm({ cpus: 1.5 }),
    ["cpus: out of range (got 1.5; allowed: a whole number from 1 to 768); the nearest is 2"],
  ],
  [
    "a bigint",
    vm({ cpus: 2n }),
    ["cpus: this is not a number (got 2; allowed: a number); write a number"],
  ],
  [
    "a function",
    nat({ cidr: () => "10.0.0.0/24" }),
    ['cidr: this is not a text (got ()=>"10.0.0.0/24"; allowed: a text); write a text'],
  ],
  [
    "a Map of JavaScript",
    nat({ portForwards: new Map([["jobs", jobs]]) }),
    [
      "portForwards: this is not a map (got {}; allowed: a map, keyed by name); write { first: ..., second: ... }, with names of your own",
    ],
  ],
  [
    "a route without its parts",
    () => new RoutedSegment("far", routed({ routes: { a: {} } })),
    [
      "routes.a.cidr: this is required (allowed: a network such as 192.168.2.0/24); write it",
      "routes.a.nextHop: this is required (allowed: an address such as 192.168.1.9); write it",
    ],
  ],
];

function edge(changes: Record<string, unknown>) {
  return () => new EdgeGateway("edge", { ...edgeArgs(), ...changes });
}

function hostOnly(changes: Record<string, unknown>) {
  return () => new HostOnlyNetwork("lab", untyped({ datacenterId: lab.datacenterId, ...changes }));
}

function tier(peer: object) {
  const reachableFrom = untyped<never>({ app: { addresses: ["10.0.0.0/24"], ...peer } });
  return sealedArgs({ gatewayPath: "/infra/tier-1s/app", cidr: "10.0.9.0/24", reachableFrom });
}

function routed(changes: object) {
  const { tier0Path, datacenterId, overlayPath: transportZonePath } = lab;
  return untyped<never>({
    tier0Path,
    datacenterId,
    transportZonePath,
    cidr: "10.2.0.0/24",
    ...changes,
  });
}

describe("a program without types fails", () => {
  test.each(rows)("fails: %s", async (_title, program, lines) => {
    expect(await linesOf(program)).toEqual(lines);
  });

  test("fails for a value that turns out to be of the wrong type only later", async () => {
    const lines = await linesOfLater({ cidr: pulumi.output(untyped<string>(10)) });
    expect(lines).toEqual([
      'cidr: this is not a text (got 10; allowed: a text); write it in quotes: "10"',
    ]);
  });

  test("fails without showing a secret of the wrong type", async () => {
    const lines = await linesOfLater({ cidr: pulumi.secret(untyped<string>(4711)) });
    expect(lines).toEqual(["cidr: this is not a text (allowed: a text)"]);
    expect(lines.join()).not.toContain("4711");
  });
});

async function linesOfLater(changes: object): Promise<string[]> {
  const { errors } = await runProgram(() => new NatSegment("app", { ...natArgs(), ...changes }));
  return faultLines(errors[0]!.message);
}
