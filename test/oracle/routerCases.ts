/** Cases for section 5 of docs/semantics.md: routers and their NAT. */
import { parseAddress } from "../../network/address";
import { PortSet } from "../../network/ports";
import { ACROSS, caseOf, DROP, OUT, set, TO_NAT, TO_W, type Case } from "./cases";
import { firewallRule, natRule, route } from "./parts";
import type { SmallSite } from "./smallSite";

/** A published address 10.0.1.2 on the Tier-0 for the machine w, as port 443 to 8443. */
function publish(site: SmallSite, extra: Parameters<typeof natRule>[2] = {}): void {
  site.port("t0-0").answersFor = set("10.0.1.2");
  const services = [{ protocols: [6], destinationPorts: PortSet.of("443") }];
  const rule = { destination: set("10.0.1.2"), services, translated: set("10.0.11.2") };
  site.t0.nat.push(
    natRule("publish", "DNAT", { ...rule, translatedPorts: PortSet.of("8443"), ...extra }),
  );
}

function hide(site: SmallSite, extra: Parameters<typeof natRule>[2] = {}): void {
  site.port("t0-0").answersFor = set("10.0.1.2-10.0.1.3");
  const rule = { source: set("10.0.11.0/29"), translated: set("10.0.1.3") };
  site.t0.nat.push(natRule("hide", "SNAT", { ...rule, ...extra }));
}

export const ROUTERS: Case[] = [
  caseOf(
    "fails in a blackhole",
    "corp",
    TO_W,
    "denied noRoute -",
    ({ t0 }) => (t0.routes[1]!.via = []),
  ),
  caseOf("fails in a loop", "corp", "10.0.1.5 > 10.0.60.1", "denied loop -", (site) => {
    site.t0.routes.push(route("10.0.60.0/29", site.port("t0-1")));
  }),
  caseOf(
    "several ways that end differently",
    "corp",
    TO_W,
    "conditional alternatives w",
    (site) => {
      site.t0.routes[1]!.via.push({ port: "t0-0", nextHop: parseAddress("10.0.1.6") });
    },
  ),
  caseOf(
    "fails at an address that is answered for without a rule",
    "corp",
    TO_NAT,
    "denied noTranslation -",
    (site) => {
      site.port("t0-0").answersFor = set("10.0.1.2");
    },
  ),
  caseOf(
    "an outside address of the own gateway, from inside",
    "w",
    "10.0.11.2 > 10.0.30.1",
    "unknown hairpin -",
    (site) => {
      site.port("t1-0").answersFor = set("10.0.30.1");
    },
  ),
  caseOf(
    "a Tier-0 sends on what it answers for below",
    "corp",
    TO_NAT,
    "denied noTranslation -",
    (site) => {
      site.port("t0-0").answersFor = set("10.0.1.2");
      site.port("t1-0").answersFor = set("10.0.1.2");
      site.t0.routes.push(route("10.0.1.2/32", site.port("t0-1")));
    },
  ),
  caseOf(
    "DNAT with another port",
    "corp",
    `${TO_NAT} tcp 443`,
    "allowed delivered w 10.0.11.2 8443",
    publish,
  ),
  caseOf(
    "fails at a port that is not published",
    "corp",
    `${TO_NAT} tcp 80`,
    "denied noTranslation -",
    publish,
  ),
  caseOf(
    "a pool of which one machine is missing",
    "corp",
    `${TO_NAT} tcp 443`,
    "conditional alternatives w",
    (site) => {
      publish(site, { translated: set("10.0.11.2-10.0.11.3") });
    },
  ),
  caseOf("SNAT hides the machine", "w", OUT, "allowed delivered corp 10.0.1.5 443", (site) => {
    hide(site);
    site.corp.routes = [];
  }),
  caseOf("NO_SNAT comes first", "w", OUT, "denied noReturnPath corp", (site) => {
    site.t0.nat.push(natRule("keep", "NO_SNAT", { priority: 50 }));
    hide(site);
    site.corp.routes = [];
  }),
  caseOf("NO_DNAT comes first", "corp", `${TO_NAT} tcp 443`, "denied noTranslation -", (site) => {
    site.t0.nat.push(natRule("keep", "NO_DNAT", { priority: 50 }));
    publish(site);
  }),
  caseOf("REFLEXIVE inwards", "corp", TO_NAT, "allowed delivered w 10.0.11.2 443", (site) => {
    site.port("t0-0").answersFor = set("10.0.1.2");
    const pair = { source: set("10.0.11.2-10.0.11.3"), translated: set("10.0.1.2-10.0.1.3") };
    site.t0.nat.push(natRule("pair", "REFLEXIVE", pair));
  }),
  caseOf(
    "NAT without a service router is dead",
    "corp",
    `${TO_NAT} tcp 443`,
    "denied noTranslation -",
    (site) => {
      publish(site);
      site.t0.hasServiceRouter = false;
    },
  ),
  caseOf(
    "NAT limited to another port is not met",
    "corp",
    `${TO_NAT} tcp 443`,
    "denied noTranslation -",
    (site) => {
      publish(site, { ports: ["t0-1"] });
    },
  ),
  caseOf(
    "translations of one priority that disagree",
    "corp",
    `${TO_NAT} tcp 443`,
    "unknown natOrder -",
    (site) => {
      publish(site);
      publish(site, { translated: set("10.0.11.3") });
    },
  ),
  caseOf(
    "translations of one priority that agree",
    "corp",
    `${TO_NAT} tcp 443`,
    "allowed delivered w 10.0.11.2 8443",
    (site) => {
      publish(site);
      publish(site);
    },
  ),
  caseOf(
    "NAT of one family leaves the other alone",
    "corp",
    TO_W,
    "allowed delivered w",
    (site) => {
      site.t0.nat.push(natRule("six", "DNAT", { translated: set("fd00::1") }));
    },
  ),
  caseOf(
    "fails with NAT and a disabled firewall",
    "corp",
    `${TO_NAT} tcp 443`,
    "denied natWithoutFirewall -",
    (site) => {
      publish(site);
      site.t0.firewall.enabled = false;
    },
  ),
  caseOf(
    "the firewall sees the inside address",
    "corp",
    `${TO_NAT} tcp 443`,
    "denied firewall -",
    (site) => {
      publish(site);
      site.t0.firewall.rules.push(
        firewallRule("no", { ...DROP, destination: set("10.0.11.2"), direction: "IN" }),
      );
    },
  ),
  caseOf(
    "the firewall sees the outside address",
    "corp",
    `${TO_NAT} tcp 443`,
    "allowed delivered w",
    (site) => {
      publish(site, { firewallMatch: "MATCH_EXTERNAL_ADDRESS" });
      site.t0.firewall.rules.push(
        firewallRule("no", { ...DROP, destination: set("10.0.11.2"), direction: "IN" }),
      );
    },
  ),
  caseOf(
    "BYPASS skips this gateway's firewall",
    "corp",
    `${TO_NAT} tcp 443`,
    "allowed delivered w",
    (site) => {
      publish(site, { firewallMatch: "BYPASS" });
      site.t0.firewall.rules.push(firewallRule("no", DROP));
    },
  ),
  caseOf(
    "the gateway firewall never sees neighbours",
    "w",
    ACROSS,
    "allowed delivered d",
    ({ t1 }) => {
      t1.firewall.rules.push(firewallRule("no", DROP));
    },
  ),
];
