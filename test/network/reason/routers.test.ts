import { explain, reach, Verdict } from "../../../network/reason";
import { domain, machine, model, port, router, tcpPacket, verdicts } from "./models";

describe("routers", () => {
  const seg = (id: string, net: string) => [
    domain(id),
    machine(`${id}-vm`, id, { ip: `${net}.10/24`, via: `${net}.1` }),
  ];
  const t1 = (routes: Parameters<typeof router>[2], more = {}) =>
    router(
      "t1",
      [
        port("t1.web", "t1", "web", { ip: "10.1.0.1/24", side: "distributed" }),
        port("t1.db", "t1", "db", { ip: "10.2.0.1/24", side: "distributed" }),
      ],
      routes,
      more,
    );
  const connected: Parameters<typeof router>[2] = [
    ["10.1.0.0/24", ["t1.web"]],
    ["10.2.0.0/24", ["t1.db"]],
  ];
  const parts = () => [...seg("web", "10.1.0"), ...seg("db", "10.2.0")];
  const packet = tcpPacket("10.1.0.10", "10.2.0.10");

  test("connect two segments", () => {
    const answer = explain(model([...parts(), t1(connected)]), packet, "web-vm");
    expect(answer.verdict).toBe(Verdict.Allowed);
    expect(answer.hops.map(({ action }) => action)).toEqual([
      "sent by web-vm on web-vm.nic, by 0.0.0.0/0 (static)",
      "over web to t1.web",
      "t1 routes by 10.2.0.0/24 (static)",
      "over db to db-vm.nic",
      "delivered to db-vm",
    ]);
  });

  test("are reached themselves, without a reply", () => {
    const net = model([...parts(), t1(connected)]);
    expect(verdicts(reach(net, "web-vm", "t1"))).toEqual(["allowed delivered t1"]);
    expect(reach(net, "web-vm", "t1")[0]?.space.destination.toText()).toBe("10.1.0.1, 10.2.0.1");
  });

  test("fails without a way back", () => {
    const oneWay = model([...parts(), t1([["10.2.0.0/24", ["t1.db"]]])]);
    const answer = explain(oneWay, packet, "web-vm");
    expect(answer).toMatchObject({ verdict: Verdict.Denied, reason: "noReturnPath" });
    expect(answer.hops[answer.hops.length - 1]?.action).toBe("reply: t1 has no route to 10.1.0.10");
  });

  test("fails in a blackhole", () => {
    const hole = model([...parts(), t1([...connected, ["10.2.0.10/32"]])]);
    expect(explain(hole, packet, "web-vm")).toMatchObject({
      verdict: Verdict.Denied,
      reason: "noRoute",
      origin: { label: "10.2.0.10/32" },
    });
  });

  test("fails when two routers send a packet to and fro", () => {
    const pair = model([
      ...seg("web", "10.1.0"),
      router(
        "t1",
        [
          port("t1.web", "t1", "web", { ip: "10.1.0.1/24", side: "distributed" }),
          port("t1.up", "t1", undefined, { peer: "t0.down" }),
        ],
        [
          ["10.1.0.0/24", ["t1.web"]],
          ["0.0.0.0/0", ["t1.up"]],
        ],
      ),
      router(
        "t0",
        [port("t0.down", "t0", undefined, { peer: "t1.up" })],
        [["0.0.0.0/0", ["t0.down"]]],
      ),
    ]);
    expect(explain(pair, tcpPacket("10.1.0.10", "9.9.9.9"), "web-vm").reason).toBe("loop");
  });

  test("that answer for a translated address but do not translate deny it", () => {
    const gateway = router(
      "t1",
      [
        port("t1.web", "t1", "web", {
          ip: "10.1.0.1/24",
          side: "service",
          answersFor: ["10.1.0.50"],
        }),
      ],
      [["10.1.0.0/24", ["t1.web"]]],
    );
    const net = model([...seg("web", "10.1.0"), gateway]);
    expect(explain(net, tcpPacket("10.1.0.10", "10.1.0.50"), "web-vm").reason).toBe(
      "noTranslation",
    );
  });

  test("a machine that calls its own gateway's outside address is not confirmed", () => {
    const gateway = router(
      "t1",
      [
        port("t1.web", "t1", "web", { ip: "10.1.0.1/24", side: "distributed" }),
        port("t1.up", "t1", "db", {
          ip: "10.2.0.1/24",
          side: "service",
          answersFor: ["10.2.0.50"],
        }),
      ],
      connected,
    );
    const net = model([...parts(), gateway]);
    expect(explain(net, tcpPacket("10.1.0.10", "10.2.0.50"), "web-vm")).toMatchObject({
      verdict: Verdict.Unknown,
      reason: "hairpin",
    });
  });

  test("with two equal ways agree, or leave it open", () => {
    const two = (second: string) =>
      model([
        ...seg("web", "10.1.0"),
        ...seg("db", "10.2.0"),
        domain("wrong"),
        router(
          "t1",
          [
            port("t1.web", "t1", "web", { ip: "10.1.0.1/24", side: "distributed" }),
            port("t1.db", "t1", "db", { ip: "10.2.0.1/24", side: "distributed" }),
            port("t1.db2", "t1", second, { ip: "10.2.0.2/24", side: "distributed" }),
          ],
          [
            ["10.1.0.0/24", ["t1.web"]],
            ["10.2.0.0/24", ["t1.db"], ["t1.db2"]],
          ],
        ),
      ]);
    expect(explain(two("db"), packet, "web-vm").verdict).toBe(Verdict.Allowed);
    expect(explain(two("wrong"), packet, "web-vm")).toMatchObject({
      verdict: Verdict.Conditional,
      reason: "alternatives",
    });
  });
});
