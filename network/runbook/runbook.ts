/** A stack's runbook: from the cable to the rule, only what concerns this stack. */
import {
  physicalSection,
  routeSection,
  settingSection,
  sizeSection,
  virtualSection,
} from "./hosts";
import { captureSection, conflictSection, pingSection } from "./machines";
import { certificateSection, edgeSection, logSection } from "./nsx";
import type { Runbook, Section } from "./page";
import type { SiteFacts } from "./types";

/**
 * The runbook of a stack.
 *
 * @param name What it is for: `stack three-tier-nat-lab`.
 */
export function runbookOf(name: string, facts: SiteFacts): Runbook {
  const isNetwork = facts.hosts.length + facts.machines.length + facts.gateways.length > 0;
  const sections = [
    pingSection(facts),
    ...(facts.hosts.length === 0 ? [] : [physicalSection(facts), virtualSection(facts)]),
    edgeSection(facts),
    captureSection(facts),
    isNetwork ? conflictSection(facts) : undefined,
    sizeSection(facts),
    isNetwork || facts.syslog.host.length > 0 ? logSection(facts) : undefined,
    routeSection(facts),
    certificateSection(facts),
    facts.hosts.length === 0 ? undefined : settingSection(facts),
  ].flatMap((section) => section ?? []);
  return { name, sections: [startSection(sections), ...sections] };
}

function startSection(sections: readonly Section[]): Section {
  return {
    title: "Where to start",
    text: [
      sections.length === 0
        ? "This stack has no hosts, machines or gateways: there is nothing to look into."
        : "Work from the bottom up: physical (link, port, trunk), virtual (switch, port group, MAC filter), software (firewall, gateway, guest). Each line below is typed as it stands; a line that begins with NAME=; wants a value there first. Lines of the hosts need SSH or the ESXi shell.",
      "Before any login: 'vmnet check' proves whether the description itself is right, and 'vmnet probe' writes the packets that show whether the site is as described.",
    ],
    blocks: [],
  };
}
