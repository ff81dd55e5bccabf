/** Probes of packet sizes: what the model proves to fit is sent unfragmented (R40). */
import { formatAddress } from "../address";
import { proveMtu } from "../reason/mtu";
import type { NetworkModel, Port } from "../model/types";
import type { ProbeEnd, SizeProbe } from "./types";

/** What a stack knows of a host's adapter, by the id of its endpoint. */
export type VmkernelAdapters = ReadonlyMap<
  string,
  { host: string; adapter: string; netstack?: string }
>;

/**
 * A probe of full size for each pair of machines or VMkernel adapters whose largest packet is known and
 * that the model lets ping each other.
 *
 * @param most Largest number of probes. Default: 24.
 */
export function planSizes(model: NetworkModel, adapters: VmkernelAdapters, most = 24): SizeProbe[] {
  const ends = new Map<string, ProbeEnd>(
    model.endpoints.map(({ id, name, kind }) => [id, { id, name, kind }]),
  );
  const { pairs } = proveMtu(model);
  const machines = pairs.flatMap(({ from, to, largestBytes, certainty }) => {
    const [sender, receiver] = [ends.get(from), ends.get(to)];
    const destination = addressOf(model, to);
    return certainty === "unknown" ||
      largestBytes === undefined ||
      destination === undefined ||
      sender?.kind !== "machine" ||
      receiver?.kind !== "machine"
      ? []
      : [{ from: sender, to: receiver, destination, bytes: largestBytes }];
  });
  return [...vmkernelSizes(model, adapters, ends), ...machines].slice(0, most);
}

/** Adapters of one domain, and of one TCP/IP stack, each to the next. */
function vmkernelSizes(
  model: NetworkModel,
  adapters: VmkernelAdapters,
  ends: ReadonlyMap<string, ProbeEnd>,
): SizeProbe[] {
  const groups = new Map<string, Port[]>();
  for (const port of model.ports) {
    const adapter = adapters.get(port.owner);
    if (adapter !== undefined) {
      const key = `${port.domain ?? port.id} ${adapter.netstack ?? ""}`;
      groups.set(key, [...(groups.get(key) ?? []), port]);
    }
  }
  return [...groups.values()]
    .filter((ports) => ports.length > 1)
    .flatMap((ports) =>
      ports.flatMap((port, place): SizeProbe[] => {
        const peer = ports[(place + 1) % ports.length];
        const [from, to] = [ends.get(port.owner), ends.get(peer?.owner ?? "")];
        const destination = peer?.addresses[0]?.address;
        const vmkernel = adapters.get(port.owner);
        const bytes = Math.min(port.mtuBytes ?? Infinity, peer?.mtuBytes ?? Infinity);
        return from && to && destination && vmkernel && Number.isFinite(bytes)
          ? [{ from, to, destination: formatAddress(destination), bytes, vmkernel }]
          : [];
      }),
    );
}

function addressOf({ ports }: NetworkModel, owner: string): string | undefined {
  const address = ports.find((port) => port.owner === owner)?.addresses[0]?.address;
  return address && formatAddress(address);
}
