import fc from "fast-check";

import { buildModel, type GuestRouting, type GuestRule } from "../../network/model";
import { flowsFrom } from "../../network/reason";
import { machine, nsx, site } from "../network/model/resources";
import { compareNetwork, emptyTally } from "./compare";

const EFFORT = { endpoints: 5, packetsPerEndpoint: 6, examplesPerEndpoint: 2 };
const POOL = "10.8.0.0/28";

const rule: fc.Arbitrary<GuestRule> = fc.record(
  {
    from: fc.constantFrom([POOL], ["10.8.0.14"], ["192.168.9.20"], ["10.9.0.2"]),
    to: fc.constantFrom(["192.168.9.0/24"], ["192.168.9.20"], [POOL], ["10.8.0.1"]),
    traffic: fc.constantFrom(["tcp/443"], ["icmp/8"], ["udp", "tcp/22"]),
    action: fc.constantFrom("ALLOW" as const, "DROP" as const),
  },
  { requiredKeys: [] },
);
const rules = fc.array(rule, { maxLength: 3 });

/** A machine that routes for two networks behind it, in every way that the surroundings can say. */
const routings: fc.Arbitrary<GuestRouting> = fc.record(
  {
    networks: fc.constant([
      { name: "clients", addresses: ["10.8.0.2-10.8.0.13"], routerAddress: "10.8.0.1" },
      { name: "one", addresses: ["10.8.0.14"], routerAddress: "10.8.0.1" },
    ]),
    masquerades: fc.constantFrom([POOL], ["10.8.0.14"], []),
    passes: rules,
    accepts: rules,
  },
  { requiredKeys: ["networks"] },
);

const gatewayPath = "/infra/tier-1s/t1";
const guard = nsx("SpoofGuardProfile", "guard", { addressBindingAllowlist: true });
const poolRoute = nsx("StaticRoute", "pool", {
  gatewayPath,
  network: POOL,
  nextHops: [{ ipAddress: "10.9.0.2" }],
});

function built(routing: GuestRouting, isRouted: boolean, isGuarded: boolean) {
  const path = { spoofguardProfilePath: "/infra/spoofguard-profiles/guard" };
  return buildModel(
    [
      nsx("Tier1Gateway", "t1", { edgeClusterPath: "/infra/edges/1" }),
      nsx("Segment", "vpn", {
        connectivityPath: gatewayPath,
        subnets: [{ cidr: "10.9.0.1/28" }],
        ...(isGuarded ? { securityProfile: path } : {}),
      }),
      nsx("Segment", "main", {
        connectivityPath: gatewayPath,
        subnets: [{ cidr: "192.168.9.1/24" }],
      }),
      nsx("SecurityPolicy", "rules", {
        category: "Application",
        rules: [{ displayName: "no-one", action: "DROP", sourceGroups: ["10.8.0.14"] }],
      }),
      machine("files", [{ networkId: "main", address: "192.168.9.20/24", gateway: "192.168.9.1" }]),
      machine("gate", [{ networkId: "vpn", address: "10.9.0.2/28", gateway: "10.9.0.1" }]),
      ...(isRouted ? [poolRoute] : []),
      ...(isGuarded ? [guard] : []),
    ],
    { ...site, outside: [], routers: [], machines: [{ name: "gate", routing }] },
  );
}

test("the solver and the walker agree on machines that route", () => {
  const tally = emptyTally();
  fc.assert(
    fc.property(
      routings,
      fc.boolean(),
      fc.boolean(),
      fc.nat(),
      (routing, routed, guarded, seed) => {
        const model = built(routing, routed, guarded);
        expect(compareNetwork(flowsFrom, model, seed, EFFORT, tally)).toBeUndefined();
      },
    ),
    { numRuns: 80, seed: 1 },
  );
  const reasons = ["allowed delivered", "denied firewall", "denied noReturnPath", "denied noRoute"];
  expect(reasons.filter((reason) => tally.reasons[reason] === undefined)).toEqual([]);
}, 120_000);
