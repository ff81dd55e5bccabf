/** Machines: cannot ping, an address twice, and capturing their packets (R08, R52). */
import { shellWord } from "../words";
import { onEach, onHosts } from "./hosts";
import { step, type Section, type Step, type Steps } from "./page";
import type { HostFacts, MachineFacts, SiteFacts } from "./types";

/** So many packets show a problem, and do not fill a host's disk. */
const PACKETS = 1000;
/** The guide's own example: a session of SSH. */
const PORT = 22;

const hostOf = ({ hosts }: SiteFacts, { host }: MachineFacts) =>
  hosts.find(({ id }) => id === host)?.name ?? host ?? "the host that it runs on";

/** Machines by the host that they run on: one login for each. */
function byHost(
  facts: SiteFacts,
  steps: (machine: MachineFacts, place: number) => Step[],
): Steps[] {
  const found = new Map<string, Step[]>();
  facts.machines.forEach((machine, place) => {
    const where = `On ${hostOf(facts, machine)}`;
    found.set(where, [...(found.get(where) ?? []), ...steps(machine, place)]);
  });
  return [...found].map(([where, own]) => ({ where, steps: own }));
}

/** `net-stats` names each port's client `<machine>.eth<n>`. */
const portLine = ({ name }: MachineFacts) => `net-stats -l | grep -F -- ${shellWord(name)}`;

export function pingSection(facts: SiteFacts): Section | undefined {
  return facts.machines.length === 0
    ? undefined
    : {
        title: "A machine cannot be pinged",
        text: [
          "1. Ask whether it should be: 'vmnet reach SENDER RECEIVER icmp' names the rule or route that decides. A denied ping is no fault.",
          "2. Find its port on the switch. No line means that the adapter is not connected (vCenter: network adapter, Connected), or that the machine runs elsewhere.",
          "3. Compare the MAC address with the one below: with MAC changes and forged transmits rejected, a guest that uses another is filtered.",
          "4. See on the physical side whether the uplink is up and its port carries the VLAN (section Physical).",
          "5. In the guest: 'ip address', 'ip route', 'ip neigh' (FAILED: nobody answers ARP), and the guest's own firewall.",
        ],
        blocks: byHost(facts, (machine) => [
          step(
            portLine(machine),
            `MAC address ${machine.macs.map(shellWord).join(", ") || "as vCenter gave it"}`,
          ),
        ]).concat([
          {
            where: "On any of these hosts",
            steps: [
              step("esxcli network vm list", "World ID of the machine"),
              step(
                'WORLD=; esxcli network vm port list -w "${WORLD:?}"',
                "port group, MAC address, address, and the team uplink that its packets leave by",
              ),
            ],
          },
        ]),
      };
}

export function conflictSection(facts: SiteFacts): Section {
  const known = facts.machines.filter(({ macs }) => macs.length > 0);
  const vmkernels = facts.hosts.flatMap(({ vmkernels: own }) => own);
  return {
    title: "An address is used twice",
    text: [
      "Two answers to one ping ('DUP!'), or a neighbour entry whose MAC address changes, mean that two machines have one address. The model refuses duplicates within a stack; a machine of somebody else may still have taken one.",
      ...(known.length === 0
        ? []
        : [
            `MAC addresses that are right: ${known.map(({ name, macs }) => `${name} ${macs.join(", ")}`).join("; ")}.`,
          ]),
    ],
    blocks: [
      {
        where: "In a Linux guest of the same network",
        steps: [
          step(
            'ADDRESS=; INTERFACE=; arping -D -c 3 -I "${INTERFACE:?}" "${ADDRESS:?}"',
            "a reply names the MAC address of who has it",
          ),
          step("ip neigh show"),
        ],
      },
      ...(vmkernels.length === 0 ? [] : [hostLog(facts.hosts)]),
    ],
  };
}

function hostLog(hosts: readonly HostFacts[]): Steps {
  return {
    where: onHosts(hosts.map(({ name }) => name)),
    steps: [
      step(
        "grep -i -e duplicate -e 'in use' /var/log/vmkernel.log /var/log/vobd.log",
        "a VMkernel adapter whose address somebody else has",
      ),
    ],
  };
}

/** Captures at each place that a packet passes, from the wire to the guest. */
export function captureSection(facts: SiteFacts): Section | undefined {
  const hosts = onEach(facts, ({ switches, vmkernels }) => {
    const adapters = [...new Set(switches.flatMap((one) => one.adapters))];
    const steps = [
      ...adapters.map((adapter) => capture(`--uplink ${shellWord(adapter)}`, adapter)),
      ...vmkernels
        .flatMap(({ adapter }) => adapter ?? [])
        .map((adapter) =>
          step(
            `pktcap-uw --vmk ${shellWord(adapter)} --dir 2 -c ${PACKETS} -o /tmp/${shellWord(adapter)}.pcap`,
          ),
        ),
    ];
    const drops = step(
      `pktcap-uw --capture Drop -c ${PACKETS} -o /tmp/drops.pcap`,
      "what the host itself drops, and where",
    );
    return steps.length === 0 ? [] : [...steps, drops];
  });
  const machines = byHost(facts, (machine, place) => [
    step(
      `PORT=$(${portLine(machine)} | awk 'NR == 1 { print $1 }')`,
      `the port of ${shellWord(machine.name)}`,
    ),
    capture('--switchport "$PORT"', `machine-${place + 1}`),
  ]);
  return hosts.length + machines.length === 0
    ? undefined
    : {
        title: "Capture packets",
        text: [
          `Filter: TCP port ${PORT}; leave --tcpport away for everything, or use --srcip, --dstip, --vlan, --proto 0x01 (ICMP). Both directions (--dir 2), ${PACKETS} packets, then it ends. A packet that is at the machine's port and not at the uplink is lost in the host; one that leaves the uplink and never arrives is lost in the physical network.`,
          "Read a file with 'tcpdump-uw -n -e -r FILE' on the host, or take it to Wireshark: round-trip time, retransmissions and duplicates are below Analyze, Expert Information.",
        ],
        blocks: [...hosts, ...machines],
      };
}

function capture(where: string, name: string): Step {
  return step(
    `pktcap-uw ${where} --dir 2 --tcpport ${PORT} -c ${PACKETS} -o /tmp/${name.replace(/[^\w-]/g, "_")}.pcap`,
  );
}
