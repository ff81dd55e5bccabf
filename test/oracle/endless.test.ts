import { AddressSet } from "../../network/addressSet";
import { flowsFrom } from "../../network/reason";
import { Asked } from "./compare";
import { inTime } from "./inTime";
import { natRule, Plan, route } from "./parts";
import { plainPacket } from "./plain";
import { packet } from "./smallSite";

/** Two links between two routers that send one network to each other. */
function loopOverTwoLinks() {
  const plan = new Plan();
  plan.domain("lan");
  const corp = plan.endpoint("corp");
  const [t0, t1] = [plan.router("t0", { kind: "tier0" }), plan.router("t1")];
  plan.port(t0, "lan", ["10.0.1.1/29"], { side: "service" });
  const port = plan.port(corp, "lan", ["10.0.1.5/29"]);
  corp.routes.push(route("0.0.0.0/0", port, "10.0.1.1"));
  const links = [1, 2].map(() => plan.link(t0, t1, "service", "service"));
  const via = (side: 0 | 1) => ({ via: links.map((link) => ({ port: link[side].id })) });
  t0.routes.push(route("10.0.30.0/29", port, undefined, via(0)));
  t1.routes.push(route("0.0.0.0/0", port, undefined, via(1)));
  return { model: plan.model, t0 };
}

// Ways double with every router, and 32 routers are allowed: following each of them never ends.
test("a loop over two links is seen in time", () => {
  const { model } = loopOverTwoLinks();
  const asked = inTime(5_000, () => new Asked(flowsFrom, model, "corp"));
  const [answer] = asked.holding(plainPacket(packet("10.0.1.5 > 10.0.30.1")));
  expect([answer?.verdict, answer?.reason]).toEqual(["denied", "loop"]);
});

test("a loop over two links that translates in every round is seen in time", () => {
  const { model, t0 } = loopOverTwoLinks();
  t0.nat.push(natRule("hide", "SNAT", { translated: AddressSet.of("10.0.1.2") }));
  const asked = inTime(5_000, () => new Asked(flowsFrom, model, "corp"));
  const [answer] = asked.holding(plainPacket(packet("10.0.1.5 > 10.0.30.1")));
  expect([answer?.verdict, answer?.reason]).toEqual(["denied", "loop"]);
});
