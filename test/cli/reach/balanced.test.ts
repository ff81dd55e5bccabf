import { askPairs } from "../../../cli/reach/pair";
import { answerOf } from "../../../cli/reach/json";
import { readQuestion } from "../../../cli/reach/question";
import { Names, pairLines } from "../../../cli/reach/render";
import { buildModel, type PropertyMap } from "../../../network/model";
import { checkExpectations, expect as expectThat } from "../../../network/reason/expectation";
import { tcp } from "../../../network/services";
import { machine, nsx, site, T1, threeTiers } from "../../network/model/resources";
import { Lines } from "../lines";

const SERVER = "192.168.1.70";
const member = (name: string, ipAddress: string, more: PropertyMap = {}) => ({
  ...{ displayName: name, ipAddress, port: "8443" },
  ...more,
});
const MEMBERS = [member("one", "10.0.0.11"), member("two", "10.0.0.12")];

/** The database server asks two workers by a balancer; nothing else is in the way. */
function balanced(members: PropertyMap[]) {
  const gateway = { ipAddress: SERVER, servicePath: "/infra/lb-services/lb", ports: ["443"] };
  return buildModel(
    [
      ...threeTiers().filter(({ name }) => name !== "nothing-else"),
      machine("worker-2", [{ networkId: "nat", address: "10.0.0.12/24", gateway: "10.0.0.1" }]),
      nsx("LbService", "lb", { connectivityPath: T1 }),
      nsx("LbFastTcpApplicationProfile", "tcp", {}),
      nsx("LbPool", "pool", { members }),
      nsx("LbVirtualServer", "shop", {
        ...gateway,
        applicationProfilePath: "/infra/lb-app-profiles/tcp",
        poolPath: "/infra/lb-pools/pool",
      }),
    ],
    site,
  );
}

function asked(to: string) {
  const model = balanced(MEMBERS);
  const [pair] = askPairs(model, readQuestion(model, "mysql", to, { tcp: "443", at: SERVER }));
  return { pair: pair!, names: new Names(model) };
}

describe("vmnet reach by a load balancer", () => {
  test("shows the member that is asked for, and who else may get the connection", () => {
    const { pair, names } = asked("worker-2");
    const text = pairLines(pair, SERVER, names, new Lines().colors).join("\n");
    expect(text).toMatch(/NAT +virtual server shop hands it to two\n.*-> 10\.0\.0\.12:8443/);
    expect(text).toContain("delivered to one of worker, worker-2");
    expect(text).toMatch(/verdict: allowed$/);
  });

  test("names every receiver in its JSON document", () => {
    const { pair, names } = asked("worker");
    const { receivers } = answerOf(pair.answers[0]!, names) as { receivers: { name: string }[] };
    expect(receivers.map(({ name }) => name)).toEqual(["worker", "worker-2"]);
  });
});

describe("expectations about members of a pool", () => {
  const statuses = (members: PropertyMap[]) =>
    checkExpectations(
      balanced(members),
      ["worker", "worker-2"].map((to) =>
        expectThat("mysql").canReach(to, tcp("443"), { at: SERVER }),
      ),
    ).map(({ status }) => status);

  test("hold for each member", () => {
    expect(statuses(MEMBERS)).toEqual(["holds", "holds"]);
  });

  test("are broken for one that is gone or switched off, and for it alone", () => {
    expect(statuses([MEMBERS[0]!])).toEqual(["holds", "broken"]);
    const off = { ...MEMBERS[1]!, adminState: "DISABLED" };
    expect(statuses([MEMBERS[0]!, off])).toEqual(["holds", "broken"]);
  });

  test("are undecided when one of the members cannot be reached", () => {
    expect(statuses([...MEMBERS, member("gone", "10.0.0.99")])).toEqual(["undecided", "undecided"]);
  });
});
