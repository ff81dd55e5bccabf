/** Whether a switch is what a stack needs, found in its running configuration (X8). */
import type { Finding, Severity } from "../reason/finding";
import { formatVlans, vlansContain } from "../vlan";
import { portName, without, type RunningConfig, type RunningPort } from "./running";
import type { PortNeed, SwitchNeed } from "./types";

/** Finds what is missing, and what the switch allows beyond the need (a note). */
export function compareSwitch(need: SwitchNeed, running: RunningConfig): Finding[] {
  const report = reporter(need);
  return [
    ...need.vlans
      .filter(({ id }) => !running.vlans.has(id))
      .map(({ id, name }) =>
        report("vlan", `VLAN ${id}`, `VLAN ${id} (${name}) does not exist`, {
          fix: `vlan ${id}`,
        }),
      ),
    ...priorityFindings(need, running, report),
    ...need.ports.flatMap((port) => portFindings(port, need, running, report)),
    ...neighborFindings(need, running, report),
  ];
}

type Report = (
  rule: string,
  subject: string,
  text: string,
  more?: { severity?: Severity; line?: number; fix?: string },
) => Finding;

function reporter({ name }: SwitchNeed): Report {
  return (rule, subject, text, { severity = "error", line, fix } = {}) => ({
    check: `handoff/${rule}`,
    severity,
    subjects: [name, subject],
    key: JSON.stringify([rule, name, subject, text]),
    text: `${name}: ${text}`,
    evidence: line === undefined ? [] : [`line ${line} of its running configuration`],
    ...(fix === undefined ? {} : { fix }),
  });
}

function priorityFindings(
  need: SwitchNeed,
  { priorities }: RunningConfig,
  report: Report,
): Finding[] {
  const { spanningTreePriority: wanted } = need;
  if (wanted === undefined) return [];
  return need.vlans.flatMap(({ id }) => {
    // A later line wins, as on the switch.
    const found = priorities.filter(({ vlans }) => vlansContain(vlans, id)).at(-1);
    if (found?.priority === wanted) return [];
    const has = found === undefined ? "the default, 32768" : String(found.priority);
    return [
      report(
        "spanning-tree",
        `VLAN ${id}`,
        `spanning tree priority of VLAN ${id} is ${has}, not ${wanted}`,
        {
          ...(found === undefined ? {} : { line: found.line }),
          fix: `spanning-tree vlan ${id} priority ${wanted}`,
        },
      ),
    ];
  });
}

function portFindings(
  need: PortNeed,
  { platform }: SwitchNeed,
  running: RunningConfig,
  report: Report,
): Finding[] {
  const found = running.ports.get(portName(need.port));
  const say = (rule: string, text: string, fix: string, severity: Severity = "error") =>
    report(rule, need.port, `${need.port} (${need.description}) ${text}`, {
      severity,
      fix,
      ...(found === undefined ? {} : { line: found.line }),
    });
  if (found === undefined) {
    return [say("port", "is not in the configuration", `interface ${need.port}`)];
  }
  const isTrunk = need.vlans.length > 0;
  const edge =
    platform === "nx-os" ? "spanning-tree port type edge trunk" : "spanning-tree portfast trunk";
  return [
    ...(found.isShut ? [say("port", "is shut down", "no shutdown")] : []),
    ...(isTrunk && !found.isTrunk ? [say("trunk", "is no trunk", "switchport mode trunk")] : []),
    ...(isTrunk && found.isTrunk ? vlanFindings(need, found, say) : []),
    ...(need.isEdge && isTrunk && found.isTrunk && !running.tagsNative
      ? nativeFindings(need, found, say)
      : []),
    ...(need.isEdge && isTrunk && !found.isEdge
      ? [say("spanning-tree", "is no edge port of the spanning tree", edge, "warning")]
      : []),
    ...(need.isEdge && !found.bpduGuard && !(running.guardsEdges && found.isEdge)
      ? [
          say(
            "spanning-tree",
            "does not guard against BPDUs",
            "spanning-tree bpduguard enable",
            "warning",
          ),
        ]
      : []),
    ...mtuFindings(need, found, running, platform, say),
    ...channelFindings(need, found, say),
  ];
}

type Say = (rule: string, text: string, fix: string, severity?: Severity) => Finding;

function vlanFindings({ vlans }: PortNeed, found: RunningPort, say: Say): Finding[] {
  const { vlans: allowed } = found;
  if (allowed === undefined) {
    return [
      say(
        "trunk",
        "allows every VLAN",
        `switchport trunk allowed vlan ${formatVlans(vlans)}`,
        "note",
      ),
    ];
  }
  const missing = without(vlans, allowed);
  const extra = without(allowed, vlans);
  const list = formatVlans(missing);
  return [
    ...(missing.length > 0
      ? [say("trunk", `does not allow VLAN ${list}`, `switchport trunk allowed vlan add ${list}`)]
      : []),
    ...(extra.length > 0
      ? [
          say(
            "trunk",
            `allows VLAN ${formatVlans(extra)} beyond what the stack needs`,
            `switchport trunk allowed vlan remove ${formatVlans(extra)}`,
            "note",
          ),
        ]
      : []),
  ];
}

/** A port group with a VLAN id gets tagged frames only; the native VLAN's leave without a tag. */
function nativeFindings({ vlans }: PortNeed, { nativeVlan }: RunningPort, say: Say): Finding[] {
  return vlansContain(vlans, nativeVlan)
    ? [
        say(
          "trunk",
          `sends VLAN ${nativeVlan} without a tag: it is the native VLAN, and the virtual switch wants it tagged`,
          "no switchport trunk native vlan, or the id of a VLAN that the stack does not use",
        ),
      ]
    : [];
}

function mtuFindings(
  { mtuBytes = 1500 }: PortNeed,
  found: RunningPort,
  { systemMtuBytes }: RunningConfig,
  platform: SwitchNeed["platform"],
  say: Say,
): Finding[] {
  const has = found.mtuBytes ?? (platform === "ios-xe" ? systemMtuBytes : undefined) ?? 1500;
  const fix = platform === "ios-xe" ? "system mtu 9198" : "mtu 9216";
  return has < mtuBytes
    ? [
        say(
          "mtu",
          `has an MTU of ${has} bytes; the virtual switch behind it sends ${mtuBytes}`,
          fix,
        ),
      ]
    : [];
}

function channelFindings(
  { channel: wanted }: PortNeed,
  { channel }: RunningPort,
  say: Say,
): Finding[] {
  if (wanted === undefined) {
    return channel === undefined
      ? []
      : [
          say(
            "channel",
            `is in channel group ${channel.number}; the virtual switch behind it balances by itself and needs single ports`,
            "no channel-group",
          ),
        ];
  }
  const fix = `channel-group ${wanted.number} mode ${wanted.mode}`;
  if (channel === undefined) return [say("channel", "is in no channel group", fix)];
  return channel.mode === wanted.mode
    ? []
    : [say("channel", `is in a channel of mode ${channel.mode}, not ${wanted.mode}`, fix)];
}

function neighborFindings({ bgp }: SwitchNeed, running: RunningConfig, report: Report): Finding[] {
  if (bgp === undefined) return [];
  if (running.autonomousSystem !== bgp.autonomousSystem) {
    const has = running.autonomousSystem ?? "none";
    const text = `BGP runs with AS ${has}, not ${bgp.autonomousSystem}`;
    return [report("bgp", "BGP", text, { fix: `router bgp ${bgp.autonomousSystem}` })];
  }
  return bgp.neighbors.flatMap((need) => {
    const found = running.neighbors.get(need.address);
    const say = (text: string, fix: string, severity: Severity = "error") =>
      report("bgp", need.address, `BGP neighbour ${need.address} ${text}`, {
        severity,
        fix,
        ...(found === undefined ? {} : { line: found.line }),
      });
    const remote = `neighbor ${need.address} remote-as ${need.autonomousSystem}`;
    if (found === undefined) return [say("is not configured", remote)];
    return [
      ...(found.autonomousSystem === need.autonomousSystem
        ? []
        : [
            say(`has AS ${found.autonomousSystem ?? "none"}, not ${need.autonomousSystem}`, remote),
          ]),
      ...(need.bfd && !found.bfd
        ? [say("has no BFD", `neighbor ${need.address} fall-over bfd`, "warning")]
        : []),
    ];
  });
}
