import { AddressSet } from "../../../network/addressSet";
import type { NatRule } from "../../../network/model/types";
import { explain, flowsFrom, Verdict } from "../../../network/reason";
import { prepare, regionsFrom } from "../../../network/reason/reachability";
import { completeSpace } from "../../../network/reason/boxes";
import { Effort } from "../../../network/reason/loops";
import { domain, machine, model, nat, port, router, tcpPacket, verdicts } from "./models";

/** Two gateways that send a network to each other over any of several links; a second way leads to web. */
function site(links: number, rules: NatRule[], toWeb = false) {
  const numbers = Array.from({ length: links }, (_, index) => index + 1);
  const ports = (own: string, other: string) =>
    numbers.map((index) =>
      port(`${own}.${index}`, own, undefined, { peer: `${other}.${index}`, side: "service" }),
    );
  const ways = (own: string) => numbers.map((index): [string] => [`${own}.${index}`]);
  return model([
    domain("lan", { kind: "vlan" }),
    domain("app"),
    machine("corp", "lan", { ip: "192.168.1.10/24", via: "192.168.1.1" }),
    machine("web", "app", { ip: "10.0.30.11/24", via: "10.0.30.1" }),
    router(
      "t0",
      [
        port("t0.lan", "t0", "lan", { ip: "192.168.1.1/24", side: "service" }),
        ...ports("t0", "t1"),
      ],
      [
        ["192.168.1.0/24", ["t0.lan"]],
        ["10.0.30.0/24", ...ways("t0")],
      ],
      { kind: "tier0", nat: rules },
    ),
    router(
      "t1",
      [
        port("t1.app", "t1", "app", { ip: "10.0.30.1/24", side: "distributed" }),
        ...ports("t1", "t0"),
      ],
      [
        ["192.168.1.0/24", ...ways("t1")],
        ["10.0.30.0/24", ...ways("t1"), ...(toWeb ? [["t1.app"] as [string]] : [])],
      ],
    ),
  ]);
}

const hide = (translated: string) => nat("hide", "SNAT", { translated: AddressSet.of(translated) });
const packet = tcpPacket("192.168.1.10", "10.0.30.11");

describe("a loop over several links", () => {
  test.each([
    ["without translation", []],
    ["with a new source in each round", [hide("192.168.1.50")]],
    ["with one of several new sources in each round", [hide("192.168.1.50-192.168.1.53")]],
  ])("is seen %s", (_, rules) => {
    expect(explain(site(2, rules), packet, "corp")).toMatchObject({
      verdict: Verdict.Denied,
      reason: "loop",
    });
  });

  test("does not hide the way out of it", () => {
    const answer = explain(site(2, [hide("192.168.1.50")], true), packet, "corp");
    expect(answer).toMatchObject({ verdict: Verdict.Conditional, reason: "alternatives" });
    expect(answer.receiver).toBe("web");
  });

  test("is seen among all that a machine sends", () => {
    expect(verdicts(flowsFrom(site(2, [hide("192.168.1.50")]), "corp"))).toContain("denied loop");
  });
});

describe("more ways than anyone follows", () => {
  test("leave unknown what they may lead to, and nothing else", () => {
    const network = prepare(site(2, [hide("192.168.1.50")]));
    const sender = network.endpoints.get("corp")!;
    const regions = regionsFrom(network, sender, completeSpace(), { effort: new Effort(4) });
    const reasons = regions.flatMap(({ members }) => members.map(({ reason }) => reason));
    expect(reasons).toContain("tooManyWays");
    const cut = regions.filter(({ members }) =>
      members.some(({ reason }) => reason === "tooManyWays"),
    );
    expect(
      cut.every(({ box }) => box.destination.every(({ first }) => first >> 8n === 0x0a001en)),
    ).toBe(true);
  });
});
