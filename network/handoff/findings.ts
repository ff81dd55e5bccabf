/** What physical switches have to be, as findings: a review tells what a change does to them. */
import type { Finding } from "../reason/finding";
import { formatVlans } from "../vlan";
import { plainLine } from "../words";
import type { Handoff, PortNeed, SwitchNeed } from "./types";

/** A note for each port and session of a switch, by what it has to be, and a warning for what has no place. */
export function handoffFindings({ switches, open }: Handoff): Finding[] {
  return [
    ...open.map((text): Finding => ({
      check: "handoff/open",
      severity: "warning",
      subjects: [],
      key: JSON.stringify(["handoff/open", text]),
      text: plainLine(text),
      evidence: [],
      fix: "say in the cabling file where it is plugged in (docs/handoff.md)",
    })),
    ...switches.flatMap((one) => [
      ...one.ports.map((port) => need("port", one, portText(one, port), port)),
      ...(one.bgp?.neighbors ?? []).map((neighbor) => {
        const { address, autonomousSystem } = neighbor;
        const text = `${one.name} speaks BGP with ${address}, AS ${autonomousSystem}`;
        return need("neighbor", one, text, neighbor);
      }),
    ]),
  ];
}

/** The same need is the same finding: one that differs is gone, and another is added. */
function need(rule: string, { name }: SwitchNeed, text: string, content: object): Finding {
  return {
    check: `handoff/${rule}`,
    severity: "note",
    subjects: [plainLine(name)],
    key: JSON.stringify([`handoff/${rule}`, name, content]),
    text: plainLine(text),
    evidence: [],
    fix: "vmnet handoff writes the switch's configuration, and compares a running one",
  };
}

function portText({ name }: SwitchNeed, port: PortNeed): string {
  const { vlans, untagged, mtuBytes, channel } = port;
  const tagged = vlans.length === 0 ? [] : [`VLAN ${formatVlans(vlans)}`];
  const parts = [
    [...tagged, ...(untagged ? ["untagged frames"] : [])].join(" and ") || "no VLAN",
    ...(mtuBytes === undefined ? [] : [`packets of ${mtuBytes} bytes`]),
    ...(channel === undefined ? [] : [`channel ${channel.number} (${channel.mode})`]),
  ];
  return `${name} ${port.port}, ${port.description}, carries ${parts.join(", ")}`;
}
