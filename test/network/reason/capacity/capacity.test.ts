import fc from "fast-check";
import { buildModel } from "../../../../network/model";
import type { PropertyMap, Resource } from "../../../../network/model/resource";
import type { Surroundings } from "../../../../network/model/surroundings";
import { capacityFindings, capacityOf, type Metrics } from "../../../../network/reason/capacity";
import { nsx, vsphere } from "../../model/resources";
import { guest } from "../mtu/site";

const SITE: Surroundings = {
  format: 1,
  site: "test",
  fabrics: [{ name: "campus" }],
  transportZones: [{ path: "/tz", type: "overlay" }],
  hosts: [1, 2].map((at) => ({
    id: `host-${at}`,
    name: `esxi-${at}`,
    nics: ["vmnic0", "vmnic1"].map((name) => ({ name, speedMbit: 10_000 })),
  })),
};

function resources(more: PropertyMap = {}): Resource[] {
  return [
    vsphere("DistributedVirtualSwitch", "dvs", "uuid-dvs", {
      uplinks: ["u1", "u2"],
      activeUplinks: ["u1", "u2"],
      hosts: [1, 2].map((at) => ({ hostSystemId: `host-${at}`, devices: ["vmnic0", "vmnic1"] })),
      networkResourceControlEnabled: true,
      vmotionReservationMbit: 4_000,
      managementReservationMbit: 1_000,
      ...more,
    }),
    vsphere("DistributedPortGroup", "lan", "group-lan", {
      distributedVirtualSwitchUuid: "uuid-dvs",
      vlanId: 10,
      numberOfPorts: 2,
      autoExpand: false,
    }),
    nsx("Segment", "app", {
      transportZonePath: "/tz",
      subnets: [{ cidr: "10.0.0.1/29", dhcpRanges: ["10.0.0.3-10.0.0.4"] }],
    }),
    nsx("IpPool", "teps", {}),
    nsx("IpPoolStaticSubnet", "teps-1", {
      poolPath: "/infra/ip-pools/teps",
      cidr: "172.16.0.0/24",
      allocationRanges: [{ start: "172.16.0.10", end: "172.16.0.13" }],
    }),
    nsx("UplinkHostSwitchProfile", "up", {
      teaming: {
        policy: "LOADBALANCE_SRCID",
        actives: [{ uplinkName: "u1" }, { uplinkName: "u2" }],
      },
    }),
    nsx("HostTransportNodeProfile", "hosts", {
      standardHostSwitches: [
        {
          hostSwitchId: "uuid-dvs",
          uplinkProfile: "/infra/host-switch-profiles/up",
          ipAssignment: { staticIpPool: "/infra/ip-pools/teps" },
          transportZoneEndpoints: [{ transportZone: "/tz" }],
        },
      ],
    }),
    guest("a", "group-lan", "192.168.0.1/24"),
    guest("b", "group-lan", "192.168.0.2/24", { host: "host-2" }),
    guest("c", "app", "10.0.0.3/29"),
  ];
}

const given = (more: PropertyMap = {}) => buildModel(resources(more), SITE);

test("ports, addresses, DHCP, the pool of tunnel endpoints and reservations, each with its limit", () => {
  const { usages } = capacityOf(given());
  expect(usages.map(({ name, used, limit }) => `${name}: ${used}/${limit ?? "?"}`)).toEqual([
    "ports lan: 2/2",
    "addresses VLAN 10 on campus 192.168.0.0/24: 2/254",
    "addresses app 10.0.0.0/29: 1/6",
    "dhcp app: 1/2",
    // Two hosts with two endpoints each, since traffic is divided by source.
    "pool teps: 4/4",
    "reservation dvs: 5000/7500",
  ]);
});

test("full is a warning, more than there is an error, and what grows on demand neither", () => {
  const checks = (more: PropertyMap, metrics: Metrics = {}) =>
    capacityFindings(given(more), [], metrics).map(
      ({ check, severity, subjects }) => `${severity} ${check} ${subjects[0]}`,
    );
  expect(checks({})).toEqual([
    "warning capacity/nearly-full ports lan",
    "warning capacity/nearly-full pool teps",
  ]);
  expect(checks({ vmotionReservationMbit: 9_000 })).toContain(
    "error capacity/exceeded reservation dvs",
  );
  expect(checks({}, { limits: { ports: 100, pool: 100 } })).toEqual([]);
  expect(checks({}, { limits: { "ports lan": 1, pool: 100 } })).toEqual([
    "error capacity/exceeded ports lan",
  ]);
});

test("nobody says the speed of an uplink: what is reserved has no limit", () => {
  const { usages } = capacityOf(buildModel(resources(), { ...SITE, hosts: [] }));
  const usage = usages.find(({ kind }) => kind === "reservation");
  expect(usage?.limit).toBeUndefined();
  expect(usage?.source).toContain("nobody says the speed");
});

test("disabled rules count for the limit of their policy", () => {
  const policy = nsx("SecurityPolicy", "p", {
    category: "Application",
    rules: [1, 2, 3].map((at) => ({ displayName: `r${at}`, action: "ALLOW", disabled: at > 1 })),
  });
  const list = [...resources(), policy];
  const { usages } = capacityOf(buildModel(list, SITE), list);
  expect(usages.find(({ name }) => name === "rules policy p")).toMatchObject({
    used: 3,
    limit: 1_000,
  });
});

test("growth is a straight line to the day on which it is full", () => {
  const name = "addresses app 10.0.0.0/29";
  const snapshots = [
    { date: "2026-01-01", used: { [name]: 1 } },
    { date: "2026-01-11", used: { [name]: 3 } },
  ];
  const { growth } = capacityOf(given(), [], { snapshots });
  // 0.2 a day, 3 left: 15 days after the second snapshot.
  expect(growth).toEqual([
    {
      name,
      from: "2026-01-01",
      to: "2026-01-11",
      perDay: 0.2,
      limit: 6,
      exhausted: "2026-01-26",
      daysLeft: 15,
    },
  ]);
  const found = capacityFindings(given(), [], { snapshots }).find(
    ({ check }) => check === "capacity/exhausted-soon",
  );
  expect(found?.text).toContain("will be exhausted on 2026-01-26");
});

test("at the day before exhaustion there is room, and the day after there is none", () => {
  const name = "addresses VLAN 10 on campus 192.168.0.0/24";
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 100 }),
      fc.integer({ min: 3, max: 150 }),
      fc.integer({ min: 1, max: 100 }),
      (before, more, days) => {
        const to = new Date(Date.UTC(2026, 0, 1 + days)).toISOString().slice(0, 10);
        const snapshots = [
          { date: to, used: { [name]: before + more } },
          { date: "2026-01-01", used: { [name]: before } },
        ];
        const [growth] = capacityOf(given(), [], { snapshots }).growth;
        const at = (day: number) => before + more + growth!.perDay * day;
        expect(at(growth!.daysLeft!)).toBeLessThanOrEqual(254.000001);
        expect(at(growth!.daysLeft! + 1)).toBeGreaterThan(254 - 0.000001);
      },
    ),
    { numRuns: 40 },
  );
});

test("an uplink above 90 % of its speed is told, and one of unknown speed has no share", () => {
  const links = [
    { host: "host-1", nic: "vmnic0", mbit: 9_100, date: "2026-02-01" },
    { host: "esxi-2", nic: "vmnic1", mbit: 9_000 },
    { host: "host-9", nic: "vmnic0", mbit: 1 },
  ];
  const { loads } = capacityOf(given(), [], { links });
  expect(loads.map(({ percent }) => percent)).toEqual([91, 90, undefined]);
  const found = capacityFindings(given(), [], { links }).filter(
    ({ check }) => check === "capacity/link-load",
  );
  expect(found.map(({ text }) => text)).toEqual([
    "vmnic0 of esxi-1 carries 9100 of 10000 Mbit/s, 91 %",
  ]);
});

test.each(["2026-02-30", "yesterday", "2026-13-01", "1"])("fails: %s is no date", (date) => {
  const snapshots = [
    { date, used: {} },
    { date: "2026-01-01", used: {} },
  ];
  expect(() => capacityOf(given(), [], { snapshots })).toThrow(/this is no date/);
});

test("names of metrics that mean nothing here are told", () => {
  const { strangers } = capacityOf(given(), [], { limits: { ports: 3, porst: 4, __proto__x: 1 } });
  expect(strangers).toEqual(["porst", "__proto__x"]);
});
