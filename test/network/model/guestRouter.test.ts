import {
  buildModel,
  checkSurroundings,
  UNKNOWN,
  type GuestRouting,
  type PropertyMap,
  type Resource,
  type Surroundings,
} from "../../../network/model";
import { declaredMachineText } from "../../../network/model/surroundings/declared";
import { explain } from "../../../network/reason";
import { expect as expectThat } from "../../../network/reason/expectation";
import { SubjectIndex } from "../../../network/reason/expectation/subjects";
import { endpoint, gapTexts, machine, nsx, router, site, vsphere } from "./resources";

const NIC = { nics: [{ addresses: ["10.9.0.2/28"] }], gateways: ["10.9.0.1"] };
const POOL = "10.8.0.0/24";
const MAIN = "192.168.9.0/24";

const routing = (changes: Partial<GuestRouting> = {}): GuestRouting => ({
  networks: [{ name: "clients", addresses: ["10.8.0.2-10.8.0.254"], routerAddress: "10.8.0.1" }],
  masquerades: [POOL],
  passes: [{ from: [POOL], to: [MAIN], traffic: ["tcp/443"] }],
  accepts: [{ traffic: ["icmp/8"] }, { from: [POOL], action: "DROP" }, { traffic: ["udp/1194"] }],
  ...changes,
});

const declares = (changes: Partial<GuestRouting> = {}): PropertyMap => ({
  extraConfig: {
    "guestinfo.metadata": UNKNOWN,
    "guestinfo.vmnet.machine": declaredMachineText({ ...NIC, routing: routing(changes) }),
  },
});

/** The gateway's segment and a main network below one tier-1, a file server, and the gateway. */
function built(props: PropertyMap, more: Resource[] = [], where: Surroundings = site, vpn = {}) {
  const gatewayPath = "/infra/tier-1s/t1";
  return buildModel(
    [
      nsx("Tier1Gateway", "t1", { edgeClusterPath: "/infra/edges/1" }),
      nsx("Segment", "vpn", {
        connectivityPath: gatewayPath,
        subnets: [{ cidr: "10.9.0.1/28" }],
        ...vpn,
      }),
      nsx("Segment", "main", {
        connectivityPath: gatewayPath,
        subnets: [{ cidr: "192.168.9.1/24" }],
      }),
      machine("files", [{ networkId: "main", address: "192.168.9.20/24", gateway: "192.168.9.1" }]),
      vsphere("VirtualMachine", "gate", "uuid-gate", {
        networkInterfaces: [{ networkId: "vpn", macAddress: "00:50:56:00:00:07" }],
        ...props,
      }),
      ...more,
    ],
    where,
  );
}

const poolRoute = nsx("StaticRoute", "pool", {
  gatewayPath: "/infra/tier-1s/t1",
  network: POOL,
  nextHops: [{ ipAddress: "10.9.0.2" }],
});

const ADDRESSES: Record<string, string> = {
  clients: "10.8.0.7",
  files: "192.168.9.20",
  gate: "10.9.0.2",
};

/** What becomes of one packet: `allowed delivered`, `denied firewall`. */
function verdict(
  model: ReturnType<typeof built>,
  [from, to]: [string, string],
  [protocol, destinationPort]: [number, number],
  at = ADDRESSES[to]!,
): string {
  const ends = { source: ADDRESSES[from]!, destination: at };
  const packet = { ...ends, protocol, sourcePort: 50_000, destinationPort };
  const answer = explain(model, packet, endpoint(model, from).id);
  return `${answer.verdict} ${answer.reason}`;
}
const [TCP, UDP, ICMP] = [6, 17, 1];
const ECHO = 8 * 256;

describe("a machine that routes for clients behind its own address", () => {
  const model = built(declares());

  test("lets them reach what its filter passes, and the answers come back", () => {
    expect(verdict(model, ["clients", "files"], [TCP, 443])).toBe("allowed delivered");
    expect(verdict(model, ["clients", "files"], [TCP, 22])).toBe("denied firewall");
    expect(verdict(model, ["clients", "files"], [UDP, 443])).toBe("denied firewall");
  });

  test("keeps clients from each other where its filter does, and only there", () => {
    const between = (changes: Partial<GuestRouting>) =>
      verdict(built(declares(changes)), ["clients", "clients"], [TCP, 443], "10.8.0.9");
    expect(between({})).toBe("denied firewall");
    expect(between({ passes: [{ from: [POOL], to: [POOL] }] })).toBe("allowed delivered");
    expect(between({ passes: undefined })).toBe("allowed delivered");
    const [network] = routing().networks!;
    expect(between({ networks: [{ ...network!, direct: true }] })).toBe("denied notSent");
  });

  test("is itself a machine: it sends by its own routes, and takes what it accepts", () => {
    expect(verdict(model, ["gate", "files"], [TCP, 22])).toBe("allowed delivered");
    expect(verdict(model, ["files", "gate"], [UDP, 1194], "10.9.0.2")).toBe("allowed delivered");
    expect(verdict(model, ["files", "gate"], [TCP, 22], "10.9.0.2")).toBe("denied firewall");
    expect(verdict(model, ["files", "gate"], [ICMP, ECHO], "10.9.0.2")).toBe("allowed delivered");
  });

  test("takes nothing but echo requests from its clients, by any of its addresses", () => {
    for (const at of ["10.8.0.1", "10.9.0.2"]) {
      expect(verdict(model, ["clients", "gate"], [ICMP, ECHO], at)).toBe("allowed delivered");
      expect(verdict(model, ["clients", "gate"], [UDP, 1194], at)).toBe("denied firewall");
    }
  });

  test("lets nobody in to its clients, even where a route leads to it", () => {
    expect(verdict(model, ["files", "clients"], [TCP, 443])).not.toContain("allowed");
    const routed = built(declares(), [poolRoute]);
    expect(verdict(routed, ["files", "clients"], [TCP, 443])).toBe("denied firewall");
  });

  test("is one thing to groups and expectations, under the names it has", () => {
    const index = SubjectIndex.of(model);
    expect(index.find({ name: "gate" })).toEqual({ ids: [endpoint(model, "gate").id] });
    expect(index.find({ name: "vpn" })).toEqual({ ids: [endpoint(model, "gate").id] });
    expect(index.check([expectThat("clients").canReach("files")]).isEmpty).toBe(true);
    const group = nsx("Group", "gates", {
      criterias: [{ pathExpression: { memberPaths: ["/infra/segments/vpn"] } }],
    });
    const [gates] = built(declares(), [group]).groups;
    expect(gates?.addresses.toText()).toBe("10.9.0.2");
    expect(gapTexts(model)).toEqual([]);
  });
});

describe("a machine that routes for clients with their own addresses", () => {
  const routed = { masquerades: [] };

  test("needs the way back", () => {
    const lost = built(declares(routed));
    expect(verdict(lost, ["clients", "files"], [TCP, 443])).toBe("denied noReturnPath");
    const whole = built(declares(routed), [poolRoute]);
    expect(verdict(whole, ["clients", "files"], [TCP, 443])).toBe("allowed delivered");
  });

  test("is met by rules that name the pool", () => {
    const rule = (name: string, action: string) =>
      nsx("SecurityPolicy", name, {
        category: "Application",
        rules: [{ displayName: name, action, sourceGroups: [POOL] }],
      });
    const model = built(declares(routed), [poolRoute, rule("no-clients", "DROP")]);
    expect(verdict(model, ["clients", "files"], [TCP, 443])).toBe("denied firewall");
    const hidden = built(declares(), [rule("no-clients", "DROP")]);
    // The distributed firewall stands behind the machine, where clients have its address.
    expect(verdict(hidden, ["clients", "files"], [TCP, 443])).toBe("allowed delivered");
  });

  test.each([
    [true, "denied firewall"],
    [false, "allowed delivered"],
  ])("is cut off by a spoof guard that binds addresses (%s)", (binds, outcome) => {
    const guard = nsx("SpoofGuardProfile", "guard", { addressBindingAllowlist: binds });
    const bound = {
      securityProfile: { spoofguardProfilePath: "/infra/spoofguard-profiles/guard" },
    };
    const model = built(declares(routed), [poolRoute, guard], site, bound);
    expect(verdict(model, ["clients", "files"], [TCP, 443])).toBe(outcome);
    const hidden = built(declares(), [guard], site, bound);
    expect(verdict(hidden, ["clients", "files"], [TCP, 443])).toBe("allowed delivered");
  });

  test("is doubtful behind a spoof guard that nobody describes", () => {
    const bound = { securityProfile: { spoofguardProfilePath: "/infra/spoofguard-profiles/x" } };
    const model = built(declares(routed), [poolRoute], site, bound);
    expect(verdict(model, ["clients", "files"], [TCP, 443])).toMatch(/^unknown /);
  });
});

describe("how a machine routes", () => {
  test("comes from the surroundings for machines of others, and filters only when they say so", () => {
    const open = { networks: routing().networks!, masquerades: [POOL] };
    const stated: Surroundings = {
      ...site,
      machines: [{ name: "gate", ...NIC, routing: open }],
    };
    expect(checkSurroundings(stated)).toEqual([]);
    const model = built({}, [], stated);
    expect(verdict(model, ["clients", "files"], [TCP, 22])).toBe("allowed delivered");
    expect(router(model, "gate").origins.map(({ source }) => source)).toContain("surroundings");
  });

  test("is taken from the surroundings where both say it", () => {
    const stated: Surroundings = {
      ...site,
      machines: [{ name: "gate", routing: routing({ passes: [] }) }],
    };
    const model = built(declares(), [], stated);
    expect(verdict(model, ["clients", "files"], [TCP, 443])).toBe("denied firewall");
  });

  test.each<[string, PropertyMap[string], RegExp]>([
    ["not known yet", UNKNOWN, /guestinfo\.vmnet\.machine is not known yet, or secret/],
    ["no JSON", "{", /guestinfo\.vmnet\.machine cannot be read/],
    ["of another form", '{"format":2}', /cannot be read/],
  ])("is a doubt when it is %s, and never left out", (_what, value, doubt) => {
    const model = built({ extraConfig: { "guestinfo.vmnet.machine": value } }, [], {
      ...site,
      machines: [{ name: "gate", ...NIC }],
    });
    expect(endpoint(model, "gate").doubt?.reason).toMatch(doubt);
  });

  test("fails with every fault of a surroundings file", () => {
    const faults = checkSurroundings({
      ...site,
      machines: [
        {
          name: "gate",
          routing: {
            networks: [
              { name: "corp", addresses: [POOL], routerAddress: "10.8.0" },
              { name: "b", addresses: [], routerAddress: "10.8.0.1" },
            ],
            masquerade: [POOL],
            passes: [{ to: [], traffic: ["tcp/443x"], action: "PASS" }],
          },
        },
      ],
    });
    expect(Object.fromEntries(faults.map(({ path, message }) => [path, message]))).toMatchObject({
      "machines[0].routing.networks[0].routerAddress": expect.anything(),
      "machines[0].routing.networks[1].addresses": expect.stringContaining("nobody in it"),
      "machines[0].routing.masquerade": "unknown field",
      "machines[0].routing.passes[0].traffic[0]": expect.anything(),
      "machines[0].routing.passes[0].action": "not one of the allowed values",
    });
    const named = { networks: [{ name: "corp", addresses: [POOL], routerAddress: "10.8.0.1" }] };
    expect(checkSurroundings({ ...site, machines: [{ name: "gate", routing: named }] })).toEqual([
      expect.objectContaining({
        path: "machines[0].routing.networks[0].name",
        message: "the same as outside[0]",
      }),
    ]);
  });
});
