import { join } from "node:path";
import { loadNetwork, type LoadedNetwork } from "../../../cli/model/load";
import { planProbes, planSizes, objectiveProbes, traceflows } from "../../../network/probe";
import { expectedText, objectiveLines, probeLine, sizeLine } from "../../../network/probe/lines";
import { samplesOf } from "../../../network/probe/samples";
import { expect as expecting } from "../../../network/reason/expectation";
import { explain, Verdict } from "../../../network/reason";
import { icmp, tcp, udp } from "../../../network/services";
import { expectations } from "../../../stacks/threeTierNat.expectations";

jest.setTimeout(120_000);
const cwd = join(__dirname, "../../..");

describe("probes of the three tiers", () => {
  let network: LoadedNetwork;
  beforeAll(async () => {
    network = await loadNetwork({ cwd, stack: "three-tier-nat-lab" });
  });
  const plan = (options = {}) => planProbes(network.model, expectations, options);

  it("are packets whose fate the solver knows: what must pass is allowed, what must not is denied", () => {
    const { probes } = plan({ pairs: 2, targets: { internet: "1.1.1.1" } });
    expect(probes.length).toBeGreaterThan(100);
    for (const { packet, from, to, expected } of probes) {
      const answer = explain(network.model, packet, from.id);
      expect(answer.verdict).toBe(expected === "allowed" ? Verdict.Allowed : Verdict.Denied);
      if (expected === "allowed") {
        expect(answer.receiver).toBe(to.id);
      }
    }
    expect(probes.filter(({ needsTarget }) => needsTarget)).toEqual([]);
  });

  it("ask every expectation, by the outside address where it names one (R11, R12)", () => {
    const { probes, unprobed } = plan();
    const lines = probes.map((probe) => `${probeLine(probe)} = ${expectedText(probe)}`);
    expect(lines).toEqual(
      expect.arrayContaining([
        "nc -z -v -w 3 192.168.1.60 5000 = connected",
        "nc -z -v -w 3 192.168.1.60 6000 = connected",
        "nc -z -v -w 3 192.168.1.60 4999 = times out",
        "nc -z -v -w 3 10.0.9.11 3306 = connected",
        "nc -z -v -w 3 10.0.9.11 3307 = times out",
        "ping -c 3 -W 2 10.0.9.11 = no reply",
      ]),
    );
    expect(unprobed.filter(({ reason }) => !reason.includes("is lost"))).toEqual([
      {
        expectation: "db-segment never reaches db-segment",
        reason: "it is about one machine and itself: there is nothing to send",
      },
    ]);
  });

  it("name an outside network's machine only where the operator gave one", () => {
    const asked = [expecting("app-segment").canReach("internet", tcp("443"))];
    const [guess] = planProbes(network.model, asked).probes;
    expect(guess).toMatchObject({ needsTarget: true, packet: { destination: "198.51.100.77" } });
    const [known] = planProbes(network.model, asked, { targets: { internet: "1.1.1.1" } }).probes;
    expect(known).toMatchObject({ needsTarget: false, packet: { destination: "1.1.1.1" } });
  });

  it("take a gateway for a receiver, and a host's address for a network's", () => {
    const asked = [
      expecting("db-1").neverReaches("edge-gateway", tcp("22")),
      expecting("db-1").neverReaches("corp", tcp("22")),
    ];
    const { probes } = planProbes(network.model, asked);
    const pairs = probes.map(({ to, packet }) => `${to.kind} ${packet.destination}`);
    expect(pairs.some((pair) => pair.startsWith("gateway "))).toBe(true);
    expect(pairs.some((pair) => /^network 192\.168\.1\.(?!0$)/.test(pair))).toBe(true);
  });

  it("fails for targets that are no network or no address, both at once", () => {
    expect(() => plan({ targets: { intranet: "1.1.1.1", internet: "1.1.1" } })).toThrow(
      /intranet[^]*corp, internet[^]*1\.1\.1/,
    );
  });

  it("leave out what the model does not decide as expected", () => {
    const broken = expecting("db-1").canReach("app-1", tcp("22"));
    const { probes, unprobed } = planProbes(network.model, [broken]);
    expect(probes).toEqual([]);
    expect(unprobed[0]?.reason).toContain("vmnet check");
  });

  it("leave out what is expected of a network that lost a part", () => {
    const lost = { ...expecting("app-1").canReach("db-1", tcp("3306")), without: ["esxi-01"] };
    const { probes, unprobed } = planProbes(network.model, [lost]);
    expect(probes).toEqual([]);
    expect(unprobed[0]?.reason).toContain("when a part is lost");
  });

  it("become traceflow requests where a machine is on a segment of NSX", () => {
    const { probes } = plan();
    const requests = traceflows(network.model, probes);
    const one = requests.find(
      ({ probe }) => probe.from.name === "app-1" && probe.packet.destinationPort === 3306,
    );
    expect(one).toMatchObject({
      segmentPath: "/infra/segments/app-segment",
      sourceMac: "00:50:56:32:51:9e",
      expected: "delivered",
      body: {
        is_transient: true,
        packet: {
          resource_type: "FieldsPacketData",
          routed: true,
          ip_header: { src_ip: "10.0.0.11", dst_ip: "10.0.9.11", protocol: 6 },
          transport_header: { tcp_header: { src_port: 49152, dst_port: 3306, tcp_flags: 2 } },
        },
      },
    });
    expect(requests.every(({ probe }) => /^(app|db)-/.test(probe.from.name))).toBe(true);
  });

  it("send the largest packets that the model proves, in one piece (R40)", () => {
    const sizes = planSizes(network.model, new Map());
    expect(sizes.map(sizeLine)).toContain("ping -M do -c 3 -s 1472 192.168.1.20");
  });
});

describe("samples of traffic", () => {
  it("are the ends of its ranges, those beside a gap first", () => {
    const ports = samplesOf([tcp("1-4999,6001-65535")], 4).map((one) => one.destinationPort);
    expect(ports).toEqual([4999, 6001, 1, 65535]);
  });

  it("are an echo request and usual ports where anything is meant", () => {
    expect(samplesOf([], 4)).toEqual([
      { protocol: 1, destinationPort: 2048 },
      { protocol: 6, destinationPort: 22 },
      { protocol: 6, destinationPort: 443 },
      { protocol: 17, destinationPort: 53 },
    ]);
    expect(samplesOf([udp(), icmp()], 4)).toHaveLength(2);
    expect(samplesOf([], 6)[0]).toEqual({ protocol: 58, destinationPort: 128 * 256 });
  });
});

describe("objectives (R50, R33)", () => {
  const monitoring = (objectives: Record<string, string>) => ({
    urn: "urn:m",
    type: "vmnet:index:NetworkMonitoring",
    name: "m",
    custom: false,
    inputs: {},
    outputs: { objectives },
  });

  it("are measured with what NetworkMonitoring recorded, and with R50's numbers where it did not", () => {
    const [way, ocsp] = objectiveProbes([
      monitoring({
        way: '{"from":"web-1","to":"10.0.0.9","packets":10000}',
        ocsp: '{"from":"web-1","to":"ocsp.example.com","service":{"protocol":"tcp","ports":"80"},"latencyMilliseconds":2000}',
      }),
    ]);
    expect(way).toMatchObject({ latencyMilliseconds: 5, lossPercent: 0.1, utilisationPercent: 90 });
    expect(objectiveLines(way!)[1]).toMatchObject({ line: "ping -q -i 0.01 -c 10000 10.0.0.9" });
    expect(objectiveLines(ocsp!)[0]?.line).toContain("http://ocsp.example.com:80/");
    expect(objectiveLines(ocsp!)[0]?.wanted).toContain("less than 2 s");
  });

  it("cannot break out of their lines, and what is no objective is left out", () => {
    const hostile = objectiveProbes([
      monitoring({ a: '{"from":"x","to":"$(reboot)\\n; id"}', b: "no JSON", c: '{"from":1}' }),
    ]);
    expect(hostile).toHaveLength(1);
    expect(objectiveLines(hostile[0]!)[0]?.line).toBe("ping -q -c 100 '$(reboot) ; id'");
  });
});
