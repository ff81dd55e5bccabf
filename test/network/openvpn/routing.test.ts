import fc from "fast-check";

import { AddressSet } from "../../../network/addressSet";
import { checkSurroundings, type GuestRule } from "../../../network/model";
import { gatewayRouting, packetFilter, type OpenVpnPlan } from "../../../network/openvpn";
import { trafficMatch } from "../../../network/model/build/services";
import { anyTraffic, icmp, parseTraffic, tcp, udp } from "../../../network/services";
import { plan } from "./plans";

interface Packet {
  /** Whether it comes out of the tunnel. */
  tunnel: boolean;
  from: string;
  to: string;
  protocol: "tcp" | "udp" | "icmp";
  /** Destination port, or ICMP type. */
  port: number;
}

/** The lines of one chain of the IPv4 table. */
function chain(text: string, name: string): string[] {
  const [ip4 = ""] = text.split("table ip6");
  const [, body = ""] = ip4.split(`chain ${name} {`);
  return body
    .slice(0, body.indexOf("}\n"))
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("type "));
}

const within = (address: string, text: string) =>
  AddressSet.of(...text.replace(/[{}\s]/g, "").split(",")).containsAll(AddressSet.of(address));

const hasPort = (set: string, port: number) =>
  set
    .replace(/[{}\s]/g, "")
    .split(",")
    .map((text) => text.split("-").map(Number))
    .some(([first = 0, last = first]) => first <= port && port <= last);

/** Reads one nftables line as far as the generated ones go; undefined when it does not match. */
function decision(line: string, packet: Packet): "accept" | "drop" | undefined {
  const rest = line
    .replace(/(\w+) (saddr|daddr) (!= )?(\{[^}]*\}|\S+)/g, (_all, _ip, field, not, set: string) => {
      const is = within(field === "saddr" ? packet.from : packet.to, set);
      return is === (not === undefined) ? "" : "never";
    })
    .replace(/(iifname|oifname) (!= )?"(\w+)"/g, (_all, field, not, device) => {
      // Nothing of a new connection goes into the tunnel here: destinations are elsewhere.
      const is = field === "iifname" && device === "tun0" ? packet.tunnel : false;
      return is === (not === undefined) ? "" : "never";
    })
    .replace(/icmp type (echo-request|\d+)/g, (_all, type) =>
      packet.protocol === "icmp" && packet.port === (Number(type) || 8) ? "" : "never",
    )
    .replace(/ip protocol (\w+)/g, (_all, protocol) =>
      packet.protocol === protocol ? "" : "never",
    )
    .replace(/(tcp|udp) dport (\{[^}]*\}|\d+)/g, (_all, protocol, ports: string) =>
      packet.protocol === protocol && hasPort(ports, packet.port) ? "" : "never",
    )
    // Only first packets are asked about, and a size that is clamped decides nothing.
    .replace(/ct state established,related|tcp flags syn .*/g, "never")
    .trim();
  return rest === "accept" || rest === "drop" ? rest : undefined;
}

const filtered = (lines: string[], packet: Packet) =>
  lines.map((line) => decision(line, packet)).find((one) => one !== undefined) ?? "drop";

/** What the model's rules decide about it. */
function ruled(rules: readonly GuestRule[] = [], { from, to, protocol, port }: Packet) {
  const numbers = { icmp: 1, tcp: 6, udp: 17 };
  const value = BigInt(protocol === "icmp" ? port * 256 : port);
  const found = rules.find((rule) => {
    const isFrom = rule.from === undefined || within(from, rule.from.join(","));
    const isTo = rule.to === undefined || within(to, rule.to.join(","));
    const isTraffic = (rule.traffic ?? ["any"])
      .map(parseTraffic)
      .map(trafficMatch)
      .some(
        ({ protocols, destinationPorts }) =>
          (protocols?.includes(numbers[protocol]) ?? true) &&
          (destinationPorts?.ranges.some(
            ({ first, last }) => BigInt(first) <= value && value <= BigInt(last),
          ) ??
            true),
      );
    return isFrom && isTo && isTraffic;
  });
  return found !== undefined && found.action !== "DROP" ? "accept" : "drop";
}

const CLIENTS = ["10.8.0.2", "10.8.0.130", "10.8.0.254"];
const OTHERS = ["192.168.1.9", "192.168.1.10", "10.0.0.5", "203.0.113.9"];
const packets = fc.record({
  tunnel: fc.boolean(),
  to: fc.constantFrom(...OTHERS),
  protocol: fc.constantFrom("tcp" as const, "udp" as const, "icmp" as const),
  port: fc.constantFrom(8, 22, 53, 443, 1194),
  at: fc.nat(),
});
const plans = fc.record({
  mode: fc.constantFrom("masquerade", "routed"),
  port: fc.constantFrom(1194, 443),
  administrators: fc.constantFrom([], ["192.168.1.9"], ["192.168.1.0/24"]),
  services: fc.constantFrom<OpenVpnPlan["services"][]>(
    undefined,
    { "10.0.0.0/24": [tcp("22,440-450"), icmp(8)] },
    { "10.0.0.0/24": [udp()], "192.168.1.0/24": [anyTraffic()] },
  ),
  clients: fc.constantFrom<OpenVpnPlan["clients"][]>(
    {},
    { anna: { address: "10.8.0.130", networks: ["10.0.0.0/24"] }, ben: {} },
    { anna: { address: "10.8.0.130", networks: [] } },
    { anna: { address: "10.8.0.130" }, ben: { address: "10.8.0.254", networks: ["10.0.0.5"] } },
  ),
});

describe("gatewayRouting", () => {
  test("says of every first packet what the gateway's own nftables rules say", () => {
    fc.assert(
      fc.property(plans, packets, ({ services, ...changes }, { at, ...packet }) => {
        const ours = plan({ ...changes, ...(services === undefined ? {} : { services }) });
        const text = packetFilter(ours);
        const routing = gatewayRouting(ours, "vpn");
        // Who comes out of the tunnel has an address of the pool, and nobody else has (docs/semantics.md, 12).
        const list = packet.tunnel ? CLIENTS : OTHERS;
        const one = { ...packet, from: list[at % list.length]! };
        expect(ruled(routing.accepts, one)).toBe(filtered(chain(text, "input"), one));
        expect(ruled(routing.passes, one)).toBe(filtered(chain(text, "forward"), one));
      }),
      { numRuns: 500 },
    );
  });

  test("hides the pool in one mode only, as nftables does", () => {
    for (const mode of ["masquerade", "routed"]) {
      const hides = packetFilter(plan({ mode })).includes("masquerade");
      expect(gatewayRouting(plan({ mode }), "vpn").masquerades).toEqual(
        hides ? ["10.8.0.0/24"] : undefined,
      );
    }
  });

  test("is what a surroundings file may say of a machine, with who has an address of its own", () => {
    const routing = gatewayRouting(plan(), "vpn");
    const routerAddress = "10.8.0.1";
    expect(routing.networks).toEqual([
      {
        name: "vpn clients",
        addresses: ["10.8.0.2-10.8.0.129", "10.8.0.131-10.8.0.254"],
        routerAddress,
      },
      { name: "vpn client anna", addresses: ["10.8.0.130"], routerAddress },
    ]);
    const file = { format: 1, site: "s", machines: [{ name: "vpn", routing }] };
    expect(checkSurroundings(file)).toEqual([]);
  });
});
