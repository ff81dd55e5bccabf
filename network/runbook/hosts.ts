/**
 * Lines for the shells of hosts. The namespaces are those of the ESXCLI reference of vSphere 7 and 8; the
 * guide's own `esxcli network vswitch list` and the like do not exist (R53).
 */
import { shellWord } from "../words";
import { step, type Section, type Step, type Steps } from "./page";
import type { HostFacts, SiteFacts, SwitchFacts, VmkernelFacts } from "./types";

/** What precedes the payload of an echo request: IPv4 and ICMP headers. */
const ECHO_HEADER_BYTES = 28;
const STANDARD_BYTES = 1500;

/** Hosts whose lines are the same share them. */
export function onEach({ hosts }: SiteFacts, steps: (host: HostFacts) => Step[]): Steps[] {
  const found = new Map<string, { names: string[]; steps: Step[] }>();
  for (const host of hosts) {
    const own = steps(host);
    const key = JSON.stringify(own);
    const same = found.get(key);
    if (same !== undefined) {
      same.names.push(host.name);
    } else if (own.length > 0) {
      found.set(key, { names: [host.name], steps: own });
    }
  }
  return [...found.values()].map((one) => ({ where: onHosts(one.names), steps: one.steps }));
}

export function onHosts(names: readonly string[]): string {
  return names.length > 1 ? `On each of ${names.join(", ")}` : `On ${names[0] ?? "the host"}`;
}

const netstackOf = ({ netstack }: VmkernelFacts, option = "-N") =>
  netstack === undefined ? "" : ` ${option} ${shellWord(netstack)}`;

export function physicalSection(facts: SiteFacts): Section {
  return {
    title: "Physical: links and switch ports",
    text: [
      "A link that is down, at the wrong speed or on the wrong port explains everything above it.",
      "A VLAN that the physical port does not carry looks like a dead machine: the port's trunk has to allow each VLAN named below. `vmnet handoff` writes, and checks, the physical configuration.".replaceAll(
        "`",
        "'",
      ),
    ],
    blocks: onEach(facts, ({ switches }) => {
      const adapters = switches.flatMap((one) => one.adapters.map((name) => ({ name, one })));
      return adapters.length === 0
        ? []
        : [
            step("esxcli network nic list", "Link Status: Up, and the speed that was bought"),
            ...adapters.flatMap(({ name, one }) => [
              step(
                `esxcli network nic get -n ${shellWord(name)}`,
                `${shellWord(name)} of ${shellWord(one.name)} carries VLAN ${vlansOf(one)}`,
              ),
              step(
                `esxcli network nic stats get -n ${shellWord(name)}`,
                "errors that grow: cable, module or port",
              ),
              step(
                `vim-cmd hostsvc/net/query_networkhint --pnic-name=${shellWord(name)}`,
                "CDP or LLDP: which physical port it is really plugged into",
              ),
            ]),
          ];
    }),
  };
}

function vlansOf({ groups }: SwitchFacts): string {
  return groups.map(({ vlans }) => vlans).join(", ") || "as its port groups say";
}

export function virtualSection(facts: SiteFacts): Section {
  return {
    title: "Virtual: switches, port groups, VMkernel adapters",
    text: [
      "The uplinks have to be the ones named, and the security policy decides which MAC addresses pass: with forged transmits and MAC changes rejected, a machine is heard only under the address that vCenter gave it.",
    ],
    blocks: onEach(facts, ({ switches, vmkernels }) => [
      ...switches.flatMap((one) =>
        one.kind === "standard" ? standardSteps(one) : distributedSteps(one),
      ),
      ...vmkernels.flatMap(vmkernelSteps),
    ]),
  };
}

function standardSteps({ name, adapters, mtuBytes, groups }: SwitchFacts): Step[] {
  const own = shellWord(name);
  const uplinks = adapters.length === 0 ? "" : `Uplinks: ${adapters.map(shellWord).join(", ")}; `;
  return [
    step(
      `esxcli network vswitch standard list -v ${own}`,
      `${uplinks}MTU: ${mtuBytes ?? "as the site set it"}`,
    ),
    step(
      "esxcli network vswitch standard portgroup list",
      groups.map((group) => `${shellWord(group.name)}: VLAN ${group.vlans}`).join("; ") ||
        undefined,
    ),
    step(`esxcli network vswitch standard policy security get -v ${own}`, "the MAC filter"),
    step(
      `esxcli network vswitch standard policy failover get -v ${own}`,
      "active and standby adapters",
    ),
    ...groups.map((group) =>
      step(
        `esxcli network vswitch standard portgroup policy security get -p ${shellWord(group.name)}`,
      ),
    ),
  ];
}

function distributedSteps({ name, adapters, mtuBytes, groups }: SwitchFacts): Step[] {
  return [
    step(
      `esxcli network vswitch dvs vmware list -v ${shellWord(name)}`,
      `Uplinks: ${adapters.map(shellWord).join(", ")}; MTU: ${mtuBytes ?? "as the site set it"}`,
    ),
    ...groups
      .map((group) =>
        step(
          "net-dvs -l | less",
          `port group ${shellWord(group.name)}: VLAN ${group.vlans}; the security policy of each port is shown with it`,
        ),
      )
      .slice(0, 1),
  ];
}

function vmkernelSteps(vmkernel: VmkernelFacts): Step[] {
  const { adapter, address = "from DHCP", mtuBytes } = vmkernel;
  const netstack = netstackOf(vmkernel);
  const option = adapter === undefined ? "" : ` -i ${shellWord(adapter)}`;
  return [
    step(
      `esxcli network ip interface ipv4 get${option}${netstack}`,
      `${adapter ?? "the adapter"}: ${shellWord(address)}, MTU ${mtuBytes ?? STANDARD_BYTES}`,
    ),
    step(
      `esxcli network ip route ipv4 list${netstack}`,
      "its routes; one that is missing keeps every reply away",
    ),
    step(`esxcli network ip neighbor list${netstack}`, "who answered ARP"),
  ];
}

/** Routes of VMkernel adapters: no resource sets them. */
export function routeSection({ hosts }: SiteFacts): Section | undefined {
  const stacks = [
    ...new Set(hosts.flatMap(({ vmkernels }) => vmkernels.map((one) => netstackOf(one)))),
  ];
  return stacks.length === 0
    ? undefined
    : {
        title: "Static routes of VMkernel adapters",
        text: [
          "No resource sets these. Put the network and the gateway in, and list the routes again afterwards; the lines are needed on each host.",
        ],
        blocks: [
          {
            where: onHosts(hosts.map(({ name }) => name)),
            steps: stacks.flatMap((netstack) => [
              step(`esxcli network ip route ipv4 list${netstack}`),
              step(
                `NETWORK=; GATEWAY=; esxcli network ip route ipv4 add -n "\${NETWORK:?}" -g "\${GATEWAY:?}"${netstack}`,
                "NETWORK such as 10.9.0.0/24, GATEWAY an address of the adapter's own network; 'remove' in place of 'add' takes it away",
              ),
            ]),
          },
        ],
      };
}

/** Full packets between the adapters of one TCP/IP stack (R40). */
export function sizeSection(facts: SiteFacts): Section | undefined {
  const all = facts.hosts.flatMap(({ vmkernels }) => vmkernels);
  const blocks = onEach(facts, ({ vmkernels }) =>
    vmkernels.flatMap((own) =>
      all
        .filter(
          (peer) =>
            peer.address !== undefined &&
            peer.address !== own.address &&
            peer.netstack === own.netstack &&
            peer.network === own.network,
        )
        .flatMap((peer) => sizeSteps(own, peer)),
    ),
  );
  return blocks.length === 0
    ? undefined
    : {
        title: "Packet size between hosts",
        text: [
          "The packet may not be fragmented (-d). When the small one passes and the large one does not, something between the hosts has a smaller MTU; 'vmnet mtu' says what the stack expects of each layer.",
        ],
        blocks,
      };
}

function sizeSteps(
  own: VmkernelFacts,
  { address = "", mtuBytes = STANDARD_BYTES }: VmkernelFacts,
): Step[] {
  const least = Math.min(own.mtuBytes ?? STANDARD_BYTES, mtuBytes);
  const adapter = own.adapter === undefined ? "" : ` -I ${shellWord(own.adapter)}`;
  const line = (bytes: number) =>
    `vmkping${adapter}${netstackOf(own, "-S")} -d -c 3 -s ${bytes - ECHO_HEADER_BYTES} ${shellWord(address)}`;
  return [step(line(Math.min(least, STANDARD_BYTES)))].concat(
    least > STANDARD_BYTES
      ? [step(line(least), `MTU ${least} less ${ECHO_HEADER_BYTES} of headers`)]
      : [],
  );
}

/** What hosts are set to, and no resource sets (R21, R41). */
export function settingSection(facts: SiteFacts): Section {
  return {
    title: "Settings of hosts: BPDU guard, NetQueue",
    text: [
      "A machine that sends BPDUs makes a physical port with BPDU guard shut down, and with it the host's uplink. Virtual switches take no part in spanning tree: the host drops such frames when Net.BlockGuestBPDU is 1.",
      "NetQueue is on by default; the number of queues is the driver's. There is no period of updates to set.",
    ],
    blocks: onEach(facts, ({ switches }) => [
      step("esxcli system settings advanced list -o /Net/BlockGuestBPDU", "Int Value: 1"),
      step(
        "esxcli system settings advanced set -o /Net/BlockGuestBPDU -i 1",
        "only where it is not",
      ),
      step("esxcli system settings kernel list -o netNetqueueEnabled", "Runtime: TRUE"),
      ...switches
        .flatMap(({ adapters }) => adapters)
        .map((adapter) =>
          step(
            `esxcli network nic queue count get | grep -w -e NIC -e ${shellWord(adapter)}`,
            "queues of the adapter",
          ),
        ),
      step(
        "esxcli system settings kernel set --setting=netNetqueueEnabled --value=TRUE",
        "only where it is off; a restart of the host applies it",
      ),
    ]),
  };
}
