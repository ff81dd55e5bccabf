/** Sizes that do not fit, layer by layer: physical >= switch >= tunnel endpoint >= guest + Geneve (R40). */
import {
  NSX_LEAST_OVERLAY_ROOM_BYTES,
  NSX_OVERLAY_ROOM_BYTES,
  STANDARD_MTU_BYTES,
} from "../../mtu";
import type { Port } from "../../model/types";
import type { HostTransport, VirtualSwitch } from "../../model/underlay";
import type { Finding, Severity } from "../finding";
import { namesOf } from "../hygiene/words";
import type { Carriers } from "./underlay";

/** One finding of the MTU family. */
export function mtuFinding(
  rule: string,
  severity: Severity,
  subjects: string[],
  place: string,
  more: Pick<Finding, "text" | "evidence" | "fix">,
): Finding {
  const check = `mtu/${rule}`;
  return { check, severity, subjects, key: JSON.stringify([check, place]), ...more };
}

/** Switches whose packets the physical network does not carry, or of which nobody says what it carries. */
export function switchFindings(carriers: Carriers): Finding[] {
  const { fabrics, switches } = carriers.underlay;
  return switches.flatMap((one): Finding[] => {
    const { name, mtuBytes, members, fabric } = one;
    if (mtuBytes === undefined || members.every(({ nics }) => nics.length === 0)) {
      return [];
    }
    const physical = fabrics.find((entry) => entry.name === fabric);
    const where = hostsText(one);
    if (physical?.mtuBytes === undefined) {
      const what = fabric === undefined ? "the physical network" : `physical fabric ${fabric}`;
      return mtuBytes <= STANDARD_MTU_BYTES
        ? []
        : [
            mtuFinding("physical-unknown", "warning", [name, fabric ?? "physical"], one.id, {
              text: `switch ${name} sends packets of up to ${mtuBytes} bytes, and nobody says what ${what} carries`,
              evidence: [`${where}: ${mtuBytes}`, `${what}: not known`],
              fix: "say it in the surroundings: fabrics[].mtuBytes, and switches[] for where uplinks go",
            }),
          ];
    }
    return physical.mtuBytes >= mtuBytes
      ? []
      : [
          mtuFinding("switch-above-physical", "error", [name, physical.name], one.id, {
            text: `switch ${name} sends packets of up to ${mtuBytes} bytes, and physical fabric ${physical.name} carries ${physical.mtuBytes}`,
            evidence: [
              `${where}: ${mtuBytes}`,
              `physical fabric ${physical.name}: ${physical.mtuBytes}`,
            ],
            fix: `raise the MTU of ${physical.name} to ${mtuBytes}, or lower that of ${name} to ${physical.mtuBytes}`,
          }),
        ];
  });
}

function hostsText({ kind, name, members }: VirtualSwitch): string {
  return `${kind} switch ${name} on ${namesOf(members.map(({ host }) => host))}`;
}

/** Switches that carry an overlay with too little room for Geneve, and profiles that say otherwise. */
export function transportFindings(carriers: Carriers): Finding[] {
  return carriers.underlay.transports.flatMap((transport) => {
    const owner = carriers.switchNamed(transport.switch);
    return owner?.mtuBytes === undefined
      ? []
      : [
          ...profileFinding(transport, owner, owner.mtuBytes),
          ...roomFinding(transport, owner, owner.mtuBytes),
        ];
  });
}

function profileFinding(
  { name, profileMtuBytes }: HostTransport,
  owner: VirtualSwitch,
  mtuBytes: number,
): Finding[] {
  return profileMtuBytes === undefined || profileMtuBytes <= mtuBytes
    ? []
    : [
        mtuFinding("profile-above-switch", "error", [name, owner.name], `${name} ${owner.id}`, {
          text: `the uplink profile of ${name} says ${profileMtuBytes} bytes, and switch ${owner.name} carries ${mtuBytes}`,
          evidence: [
            `uplink profile: ${profileMtuBytes}`,
            `switch ${owner.name}: ${mtuBytes}; tunnel endpoints of hosts take their MTU from the switch`,
          ],
          fix: `set maxMtu of ${owner.name} to ${profileMtuBytes}, or leave the profile's mtu out`,
        }),
      ];
}

function roomFinding(transport: HostTransport, owner: VirtualSwitch, mtuBytes: number): Finding[] {
  const room = mtuBytes - STANDARD_MTU_BYTES;
  if (room >= NSX_OVERLAY_ROOM_BYTES) {
    return [];
  }
  const isTooSmall = room < NSX_LEAST_OVERLAY_ROOM_BYTES;
  const wanted = STANDARD_MTU_BYTES + NSX_OVERLAY_ROOM_BYTES;
  return [
    mtuFinding("overlay-room", isTooSmall ? "error" : "warning", [owner.name], owner.id, {
      text: `switch ${owner.name} carries ${mtuBytes} bytes, which ${isTooSmall ? "is too small for" : "leaves little room for"} guests of ${STANDARD_MTU_BYTES} in Geneve`,
      evidence: [
        `tunnel endpoints of ${transport.name}: ${mtuBytes}`,
        `guests of ${STANDARD_MTU_BYTES} need ${STANDARD_MTU_BYTES + NSX_LEAST_OVERLAY_ROOM_BYTES}, better ${wanted}`,
      ],
      fix: `set maxMtu of ${owner.name} to ${wanted} or more, and the physical switches' too`,
    }),
  ];
}

interface Sized {
  port: Port;
  bytes: number;
}

/** Interfaces that send more than what carries them takes; equal ones of one network are one finding. */
export function interfaceFindings(carriers: Carriers): Finding[] {
  const groups = new Map<string, Sized[]>();
  for (const port of carriers.model.ports) {
    const bytes = port.mtuBytes;
    if (bytes !== undefined && port.domain !== undefined) {
      const key = `${port.network ?? port.domain} ${port.host ?? ""} ${bytes}`;
      groups.set(key, [...(groups.get(key) ?? []), { port, bytes }]);
    }
  }
  const found = [...groups].flatMap(([key, sized]) => tooLarge(carriers, key, sized));
  const seen = new Set<string>();
  return found.filter(({ text }) => !seen.has(text) && seen.add(text));
}

function tooLarge(carriers: Carriers, key: string, sized: readonly Sized[]): Finding[] {
  const [first] = sized;
  if (first === undefined) {
    return [];
  }
  const { port, bytes } = first;
  const domain = carriers.domains.get(port.domain ?? "");
  const network = carriers.networkOf(port);
  const owner = carriers.switchOf(network);
  const physical =
    domain?.fabric === undefined
      ? []
      : [carriers.physicalLimit(domain.fabric, owner?.fabricAssumed === true)];
  const limits = [...carriers.carrierLimits(port), ...physical];
  const names = sized.map((one) => carriers.names.get(one.port.owner) ?? one.port.owner);
  const what = `${namesOf(names)} on ${network?.name ?? domain?.name ?? "an unknown network"}`;
  return limits
    .filter((limit) => limit.bytes !== undefined && limit.bytes < bytes)
    .map((limit) => {
      const most = limit.bytes ?? 0;
      const isRoom =
        limit.layer === "overlay" || (limit.layer === "physical" && domain?.kind === "segment");
      // Up to 100 bytes less room than NSX advises, Geneve without new options still fits.
      const isTight =
        isRoom && bytes - most <= NSX_OVERLAY_ROOM_BYTES - NSX_LEAST_OVERLAY_ROOM_BYTES;
      return mtuFinding(
        isRoom ? "interface-above-overlay" : `interface-above-${limit.layer}`,
        isTight ? "warning" : "error",
        names,
        `${key} ${limit.what}`,
        {
          text: `${what} send packets of up to ${bytes} bytes, and ${limit.what} ${isRoom ? "leave" : "carries"} ${most}`,
          evidence: [
            `interface: ${bytes}`,
            isRoom
              ? `${limit.what}: ${most + NSX_OVERLAY_ROOM_BYTES}, less ${NSX_OVERLAY_ROOM_BYTES} for Geneve = ${most}`
              : `${limit.what}: ${most}`,
            ...(limit.assumes === undefined ? [] : [`assumes: ${limit.assumes}`]),
          ],
          fix: `lower the interfaces' MTU to ${most}, or raise that of ${limit.what} by ${bytes - most}`,
        },
      );
    });
}

/** Interfaces of different sizes in one broadcast domain: no router tells the larger ones. */
export function unequalFindings(carriers: Carriers): Finding[] {
  const byDomain = new Map<string, Map<number, Port[]>>();
  for (const port of carriers.model.ports) {
    if (port.domain !== undefined && port.mtuBytes !== undefined) {
      const sizes = byDomain.get(port.domain) ?? new Map<number, Port[]>();
      sizes.set(port.mtuBytes, [...(sizes.get(port.mtuBytes) ?? []), port]);
      byDomain.set(port.domain, sizes);
    }
  }
  return [...byDomain].flatMap(([id, sizes]): Finding[] => {
    if (sizes.size < 2) {
      return [];
    }
    const name = carriers.domains.get(id)?.name ?? id;
    const ordered = [...sizes].sort(([a], [b]) => a - b);
    const texts = ordered.map(
      ([bytes, ports]) =>
        `${bytes}: ${namesOf(ports.map(({ owner }) => carriers.names.get(owner) ?? owner))}`,
    );
    const [least] = ordered;
    return [
      mtuFinding("unequal-on-network", "warning", [name], id, {
        text: `interfaces on ${name} have different MTUs (${ordered.map(([bytes]) => bytes).join(", ")}): larger packets to the smaller ones are lost without a word`,
        evidence: texts,
        fix: `give all of them ${least?.[0] ?? STANDARD_MTU_BYTES}, or the larger one where every layer carries it`,
      }),
    ];
  });
}
