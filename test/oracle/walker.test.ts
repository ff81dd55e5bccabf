import type { Packet } from "../../network/reason/question";
import { flowsFrom } from "../../network/reason";
import { compareOne } from "./compare";
import { FILTERS } from "./filterCases";
import { plainPacket } from "./plain";
import { randomNetwork } from "./randomNetwork";
import { fromJson, toJson } from "./serialise";
import { ROUTERS } from "./routerCases";
import { SERVERS } from "./serverCases";
import { packet, smallSite } from "./smallSite";
import { WAYS } from "./waysCases";
import { walk, type WalkAnswer } from "./walkOne";

const CASES = [...WAYS, ...ROUTERS, ...SERVERS, ...FILTERS];

/** As much of an answer as the expected text has words for. */
function told(answer: WalkAnswer | undefined): string {
  if (answer === undefined) {
    return "never sent";
  }
  const { verdict, reason, receiver = "-", received } = answer;
  const seen = (one: Packet | undefined) =>
    one ? `${one.destination} ${one.destinationPort}` : "";
  return `${verdict} ${reason} ${receiver} ${seen(received)}`.trim();
}

describe("the walker, by hand-made cases", () => {
  test.each(CASES.map((one) => [one.name, one] as const))("%s", (_name, one) => {
    const site = smallSite();
    one.change(site);
    const answer = told(walk(site.model, one.from, packet(one.packet)));
    expect(`${answer} `.startsWith(`${one.expected} `) ? one.expected : answer).toBe(one.expected);
  });
});

describe("the solver, by the same cases", () => {
  test.each(CASES.map((one) => [one.name, one] as const))("%s", (_name, one) => {
    const site = smallSite();
    one.change(site);
    const sent = plainPacket(packet(one.packet));
    expect(compareOne(flowsFrom, site.model, one.from, sent)).toBeUndefined();
  });
});

test("the same seed gives the same network, and another seed another", () => {
  expect(toJson(randomNetwork(7))).toBe(toJson(randomNetwork(7)));
  expect(toJson(randomNetwork(7))).not.toBe(toJson(randomNetwork(8)));
});

test("a model is the same after it was written and read", () => {
  const text = toJson(randomNetwork(21));
  expect(toJson(fromJson(text))).toBe(text);
});
