/** Cases for sections 2 to 4 of docs/semantics.md: doubts that stop, the start, frames. */
import { ACROSS, caseOf, OUT, set, TO_W, type Case } from "./cases";
import { DEPENDS, route, UNSURE } from "./parts";

export const WAYS: Case[] = [
  caseOf("a plain site delivers downwards", "corp", TO_W, "allowed delivered w"),
  caseOf("a plain site delivers upwards", "w", OUT, "allowed delivered corp"),
  caseOf("two segments of one Tier-1", "w", ACROSS, "allowed delivered d"),
  caseOf(
    "a delivery to a router needs no reply",
    "w",
    "10.0.11.2 > 10.0.1.1",
    "allowed delivered t0",
  ),
  // 2 and 3: doubts that stop, and the start
  caseOf("a doubtful sender", "w", OUT, "unknown nobody says -", ({ w }) => (w.doubt = UNSURE)),
  caseOf(
    "a doubtful receiver",
    "corp",
    TO_W,
    "unknown nobody says -",
    ({ w }) => (w.doubt = UNSURE),
  ),
  caseOf("a doubtful router", "corp", TO_W, "conditional headers do not show it -", ({ t1 }) => {
    t1.doubt = DEPENDS;
  }),
  caseOf("a doubtful route", "corp", TO_W, "unknown nobody says -", ({ t0 }) => {
    t0.routes[1]!.doubt = UNSURE;
  }),
  caseOf(
    "fails without a route of the sender",
    "w",
    OUT,
    "denied noRoute -",
    ({ w }) => (w.routes = []),
  ),
  caseOf("a foreign source is never sent", "w", "10.0.11.3 > 10.0.12.2", "never sent"),
  caseOf("a packet to itself is never sent", "w", "10.0.11.2 > 10.0.11.2", "never sent"),
  caseOf(
    "on-link wins over a route of the same length",
    "w",
    "10.0.11.2 > 10.0.11.3",
    "denied noHost -",
    (site) => {
      site.w.routes.unshift(route("10.0.11.0/29", site.port("w-0"), "10.0.11.1"));
    },
  ),
  caseOf("the first of equal routes wins", "w", OUT, "denied noHost -", (site) => {
    site.w.routes.unshift(route("0.0.0.0/0", site.port("w-0"), "10.0.11.6"));
  }),
  // 4: frames
  caseOf("fails where nobody answers", "w", "10.0.11.2 > 10.0.11.4", "denied noHost -"),
  caseOf(
    "an open domain may have somebody",
    "corp",
    "10.0.1.5 > 10.0.1.4",
    "unknown unknownNeighbour -",
    (site) => {
      site.model.domains[0]!.open = true;
    },
  ),
  caseOf(
    "a router wins over an outside network that owns its address",
    "corp",
    TO_W,
    "allowed delivered w",
    (site) => {
      const other = site.plan.endpoint("other", { kind: "network" });
      site.plan.port(other, "lan", [], { owned: set("10.0.1.0/30") });
    },
  ),
  caseOf(
    "two owners of one address, one without a way back",
    "w",
    ACROSS,
    "conditional alternatives d",
    (site) => {
      site.plan.port(site.plan.endpoint("twin"), "db", ["10.0.12.2/29"]);
    },
  ),
  caseOf(
    "fails between isolated ports",
    "w",
    "10.0.11.2 > 10.0.11.3",
    "denied privateVlan -",
    (site) => {
      const peer = site.plan.endpoint("peer");
      const place = { role: "isolated" as const, secondary: 101 };
      site.plan.port(peer, "web", ["10.0.11.3/29"], { privateVlan: place });
      site.port("w-0").privateVlan = place;
    },
  ),
  caseOf(
    "a community talks to itself",
    "w",
    "10.0.11.2 > 10.0.11.3",
    "allowed delivered peer",
    (site) => {
      const peer = site.plan.endpoint("peer");
      const place = { role: "community" as const, secondary: 101 };
      site.plan.port(peer, "web", ["10.0.11.3/29"], { privateVlan: place });
      site.port("w-0").privateVlan = place;
    },
  ),
  caseOf(
    "fails at an endpoint that is only a next hop",
    "w",
    OUT,
    "denied notForwarded -",
    (site) => {
      site.plan.port(site.plan.endpoint("peer"), "web", ["10.0.11.3/29"]);
      site.w.routes = [route("0.0.0.0/0", site.port("w-0"), "10.0.11.3")];
    },
  ),
];
