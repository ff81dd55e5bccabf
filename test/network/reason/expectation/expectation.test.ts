import { AddressSet } from "../../../../network/addressSet";
import { FaultsError } from "../../../../network/faults";
import { Certainty, type FirewallRule, type NetworkModel } from "../../../../network/model/types";
import { PortSet } from "../../../../network/ports";
import {
  checkExpectations,
  expect as expectThat,
  expectationText,
  remedyFor,
  Status,
  type Expectation,
} from "../../../../network/reason/expectation";
import { tcp, udp } from "../../../../network/services";
import {
  ALLOW,
  domain,
  DROP,
  machine,
  model,
  nat,
  origin,
  port,
  router,
  rule,
  tcpService,
} from "../models";

const covered = { distributedFirewall: "covered" } as const;

/** Two segments of one gateway: web and db, and a LAN outside that reaches web by a forward. */
function network(
  rules: FirewallRule[],
  more: Partial<NetworkModel["firewall"]> = {},
): NetworkModel {
  return model(
    [
      domain("lan"),
      domain("front"),
      domain("back"),
      machine("desk", "lan", { ip: "192.168.1.10/24", via: "192.168.1.2" }),
      machine("web", "front", { ip: "10.0.0.12/24", via: "10.0.0.1", ...covered }),
      machine("db", "back", { ip: "10.0.9.11/24", via: "10.0.9.1", ...covered }),
      router(
        "gateway",
        [
          port("up", "gateway", "lan", {
            ip: "192.168.1.2/24",
            side: "service",
            answersFor: ["192.168.1.61"],
          }),
          port("down", "gateway", "front", { ip: "10.0.0.1/24", side: "distributed" }),
          port("behind", "gateway", "back", { ip: "10.0.9.1/24", side: "distributed" }),
        ],
        [
          ["192.168.1.0/24", ["up"]],
          ["10.0.0.0/24", ["down"]],
          ["10.0.9.0/24", ["behind"]],
        ],
        {
          nat: [
            nat("forward-web", "DNAT", {
              destination: AddressSet.of("192.168.1.61"),
              services: [tcpService("443")],
              translated: AddressSet.of("10.0.0.12"),
              translatedPorts: PortSet.of("8443"),
            }),
          ],
          firewall: {
            enabled: true,
            rules: [
              rule("gateway-web", {
                destination: AddressSet.of("10.0.0.12"),
                services: [tcpService("8443")],
                policy: "gateway-policy",
              }),
            ],
            defaultAction: { ...DROP, origin: origin("gateway-default") },
          },
        },
      ),
    ],
    { rules, defaultAction: { ...ALLOW, origin: origin("dfw-default") }, ...more },
  );
}

const allowSql = rule("allow-sql", {
  source: AddressSet.of("10.0.0.0/24"),
  destination: AddressSet.of("10.0.9.0/24"),
  services: [tcpService("3306")],
});
const dropDb = rule("drop-db", { action: "DROP", destination: AddressSet.of("10.0.9.0/24") });
const guarded = network([allowSql, dropDb]);

function check(subject: NetworkModel, ...expectations: Expectation[]) {
  return checkExpectations(subject, expectations);
}

function statusOf(subject: NetworkModel, expectation: Expectation): Status | undefined {
  return check(subject, expectation)[0]?.status;
}

describe("expectations", () => {
  it("are plain data that survives JSON", () => {
    const made = expectThat("web").canReach("db", tcp("3306"), { because: "orders" });
    expect(JSON.parse(JSON.stringify(made))).toEqual(made);
    expect(made).toEqual({
      relation: "canReach",
      from: [{ name: "web" }],
      to: [{ name: "db" }],
      traffic: [{ protocol: "tcp", ports: "3306" }],
      because: "orders",
    });
  });

  it("read as sentences", () => {
    expect(expectationText(expectThat("a").canReach("b", tcp("1"), { at: "10.0.0.1" }))).toBe(
      "a can reach b with tcp/1 at 10.0.0.1",
    );
    expect(expectationText(expectThat("a").neverReaches("b"))).toBe("a never reaches b");
    expect(expectationText(expectThat("a").onlyReachableFrom(["b", "c"], udp("53")))).toBe(
      "a is reachable only from b, c with udp/53",
    );
  });

  it("hold when every pair has all of the traffic", () => {
    expect(statusOf(guarded, expectThat("web").canReach("db", tcp("3306")))).toBe(Status.Holds);
  });

  it("want traffic to be looked into where they say so, and tell when it is not", () => {
    const doubt = {
      certainty: Certainty.Conditional as const,
      reason: "context profile tls decides",
    };
    const inspect = rule("inspect", { action: "DROP", services: [tcpService("3306")], doubt });
    const inspected = expectThat("web").canReach("db", tcp("3306"), { inspected: true });
    expect(expectationText(inspected)).toBe("web can reach db with tcp/3306, inspected");
    expect(statusOf(network([inspect, allowSql, dropDb]), inspected)).toBe(Status.Holds);
    expect(check(guarded, inspected)[0]).toMatchObject({
      status: Status.Broken,
      counterExample: { answer: { reason: "notInspected" } },
    });
    expect(statusOf(network([inspect, dropDb]), inspected)).toBe(Status.Broken);
    expect(() => expectThat("web").neverReaches("db", { inspected: true } as never)).toThrow(
      /neither traffic nor an option/,
    );
  });

  it("take the name of a network for its machines", () => {
    expect(statusOf(guarded, expectThat("front").canReach("back", tcp("3306")))).toBe(Status.Holds);
  });

  it("find the outside address of a forward by themselves", () => {
    const [finding] = check(guarded, expectThat("desk").canReach("web", tcp("443")));
    expect(finding).toMatchObject({ status: Status.Holds, pairs: 1 });
  });

  it("fail when the called address is another one", () => {
    const byOwnAddress = expectThat("desk").canReach("web", tcp("443"), { at: "10.0.0.12" });
    expect(statusOf(guarded, byOwnAddress)).toBe(Status.Broken);
  });

  it("fail for a single port of a range, with that port in the counter-example", () => {
    const [finding] = check(guarded, expectThat("web").canReach("db", tcp("3306-3307")));
    expect(finding?.status).toBe(Status.Broken);
    expect(finding?.counterExample?.answer.example.destinationPort).toBe(3307);
    expect(finding?.counterExample?.answer.origin?.label).toBe("drop-db");
  });

  it("never-reaches holds for what no rule lets through", () => {
    expect(statusOf(guarded, expectThat("desk").neverReaches("db"))).toBe(Status.Holds);
    expect(statusOf(guarded, expectThat("web").neverReaches("db", tcp("22")))).toBe(Status.Holds);
  });

  it("fail never-reaches with a packet that gets through", () => {
    const [finding] = check(guarded, expectThat("desk").neverReaches("web"));
    expect(finding?.status).toBe(Status.Broken);
    expect(finding?.counterExample).toMatchObject({ from: "desk", to: "web" });
    expect(finding?.counterExample?.answer.example).toMatchObject({
      destination: "192.168.1.61",
      destinationPort: 443,
      protocol: 6,
    });
  });

  it("only-reachable-from looks at everybody else", () => {
    expect(statusOf(guarded, expectThat("db").onlyReachableFrom(["web"]))).toBe(Status.Holds);
    const [finding] = check(guarded, expectThat("db").onlyReachableFrom(["desk"]));
    expect(finding?.status).toBe(Status.Broken);
    expect(finding?.counterExample?.from).toBe("web");
  });

  it("are undecided, not broken and not held, where the model does not know", () => {
    const doubtful = network([], {
      defaultAction: {
        ...ALLOW,
        doubt: { certainty: Certainty.Unknown, reason: "nobody said what the default is" },
      },
    });
    expect(statusOf(doubtful, expectThat("web").canReach("db", tcp("22")))).toBe(Status.Undecided);
    expect(statusOf(doubtful, expectThat("web").neverReaches("db"))).toBe(Status.Undecided);
  });

  it("fails on names that mean nothing, all at once, with the near one", () => {
    const run = () =>
      check(guarded, expectThat("wbe").canReach("db"), expectThat("web").neverReaches("moon"));
    expect(run).toThrow(FaultsError);
    expect(run).toThrow(/expectations\[0\]\.from\[0\][\s\S]*did you mean "web"/);
    expect(run).toThrow(/expectations\[1\]\.to\[0\][\s\S]*moon/);
  });
});

describe("remedies", () => {
  const remedy = (subject: NetworkModel, expectation: Expectation) => {
    const [finding] = check(subject, expectation);
    return finding && remedyFor(subject, finding);
  };

  it("propose the allow rule that is missing, and prove it", () => {
    const found = remedy(guarded, expectThat("web").canReach("db", tcp("22")));
    expect(found?.proved).toBe(true);
    expect(found?.text).toContain("ALLOW rule before drop-db");
    expect(found?.text).toContain("tcp 22 from 10.0.0.12 to 10.0.9.11");
  });

  it("name the rule to remove, and prove it", () => {
    const found = remedy(guarded, expectThat("web").neverReaches("db"));
    expect(found).toMatchObject({ proved: true });
    expect(found?.text).toContain("allow-sql");
  });

  it("close a forward", () => {
    const found = remedy(guarded, expectThat("desk").neverReaches("web"));
    expect(found?.proved).toBe(true);
    expect(found?.text).toBe("remove or narrow gateway-web");
  });

  it("close an open default with a rule, and prove it", () => {
    const found = remedy(network([]), expectThat("web").neverReaches("db"));
    expect(found?.proved).toBe(true);
    expect(found?.text).toContain("DROP rule before dfw-default");
  });

  it("fails to prove what no rule can mend, and says what is missing", () => {
    const found = remedy(
      guarded,
      expectThat("desk").canReach("web", tcp("22"), { at: "192.168.1.61" }),
    );
    expect(found?.proved).toBe(false);
    expect(found?.text).toContain("port forward");
  });

  it("have nothing to say about an expectation that holds", () => {
    expect(remedy(guarded, expectThat("web").canReach("db", tcp("3306")))).toBeUndefined();
  });
});
