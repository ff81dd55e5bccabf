/** What the command line of `vmnet reach` asks. */
import { AddressError, formatAddress, parseAddress } from "vmnet/network/address";
import { AddressSet } from "vmnet/network/addressSet";
import { FaultList } from "vmnet/network/faults";
import type { NetworkModel } from "vmnet/network/model/types";
import { PortSet, parsePorts } from "vmnet/network/ports";
import { SubjectIndex } from "vmnet/network/reason/expectation/subjects";
import type { FlowSpace } from "vmnet/network/reason/question";
import { icmp, icmp6, tcp, udp } from "vmnet/network/services";
import type { Traffic } from "vmnet/network/services";

export interface TrafficOptions {
  tcp?: string | true;
  udp?: string | true;
  icmp?: true;
  protocol?: string;
  at?: string;
}

/** One end of the question. */
export interface End {
  /** As it was written. */
  text: string;
  /** Endpoints that are meant; none for an address that no endpoint has. */
  ids: string[];
  /** Set when an address was named. */
  address?: AddressSet;
}

export interface Question {
  from: End;
  to: End;
  /** Protocols and ports; empty for all traffic. */
  space: Partial<FlowSpace>;
  /** The same in the form of expectations; absent for all traffic and for protocols by number. */
  traffic?: Traffic;
  /** Address that the sender calls. */
  at?: string;
}

/**
 * Understands two ends and the traffic.
 *
 * @param command What is at fault where something is.
 * @throws FaultsError with every fault
 */
export function readQuestion(
  model: NetworkModel,
  from: string,
  to: string,
  options: TrafficOptions,
  command = "vmnet reach",
): Question {
  const faults = new FaultList();
  const index = SubjectIndex.of(model);
  const sender = readEnd(model, index, from, "from", faults);
  const receiver = readEnd(model, index, to, "to", faults);
  const { at } = options;
  if (at !== undefined) {
    faults.attempt("--at", () => parseAddress(at));
    if (receiver.address !== undefined) {
      faults.add("--at", {
        message: "the receiver is an address already",
        value: at,
        fix: "leave it out",
      });
    }
  }
  if (sender.address !== undefined && sender.ids.length === 0) {
    faults.add("from", {
      message: "nothing in the model has this address",
      value: from,
      fix: "describe its network in the surroundings, or name a machine",
    });
  }
  const traffic = readTraffic(options, isIpv6(receiver, at), faults);
  faults.throwIfAny(command);
  return { from: sender, to: receiver, ...traffic, ...(at === undefined ? {} : { at }) };
}

function isIpv6({ address }: End, at: string | undefined): boolean {
  return at === undefined ? address?.lowest?.family === 6 : at.includes(":");
}

function readEnd(
  model: NetworkModel,
  index: SubjectIndex,
  text: string,
  path: "from" | "to",
  faults: FaultList,
): End {
  const address = addressOf(text);
  if (address !== undefined) {
    const owners = model.ports.filter(({ owned }) => owned.overlaps(address));
    const endpoints = new Set(model.endpoints.map(({ id }) => id));
    const ids = owners.map(({ owner }) => owner).filter((id) => endpoints.has(id));
    return { text, ids: [...new Set(ids)], address };
  }
  const found = index.find({ name: text }, path);
  if ("fault" in found) {
    faults.add(path, found.fault);
    return { text, ids: [] };
  }
  return { text, ids: found.ids };
}

function addressOf(text: string): AddressSet | undefined {
  try {
    return AddressSet.of(formatAddress(parseAddress(text)));
  } catch (error) {
    if (error instanceof AddressError) {
      return undefined;
    }
    throw error;
  }
}

function readTraffic(
  options: TrafficOptions,
  isForIpv6: boolean,
  faults: FaultList,
): Pick<Question, "space" | "traffic"> {
  const kinds = (["tcp", "udp", "icmp", "protocol"] as const).filter(
    (kind) => options[kind] !== undefined,
  );
  const [kind] = kinds;
  if (kinds.length > 1) {
    faults.add(`--${kinds.join(", --")}`, {
      message: "these exclude each other",
      fix: "ask for one of them at a time",
    });
    return { space: {} };
  }
  switch (kind) {
    case undefined:
      return { space: {} };
    case "icmp":
      return {
        space: { protocols: oneOf(isForIpv6 ? 58 : 1) },
        traffic: isForIpv6 ? icmp6() : icmp(),
      };
    case "protocol": {
      const number = Number(options.protocol);
      if (!/^\d{1,3}$/.test(options.protocol ?? "") || number > 255) {
        faults.add("--protocol", {
          message: "this is no protocol number",
          value: options.protocol,
          allowed: "an IANA protocol number from 0 to 255, such as 47 for GRE",
        });
      }
      return { space: { protocols: oneOf(number) } };
    }
    default: {
      const ports = options[kind];
      const text = typeof ports === "string" ? ports : undefined;
      const set =
        text === undefined ? PortSet.ANY : faults.attempt(`--${kind}`, () => parsePorts(text));
      return {
        space: { protocols: oneOf(kind === "tcp" ? 6 : 17), destinationPorts: set ?? PortSet.ANY },
        traffic: kind === "tcp" ? tcp(text) : udp(text),
      };
    }
  }
}

function oneOf(number: number): PortSet {
  const value = Number.isInteger(number) && number >= 0 && number <= 255 ? number : 0;
  return PortSet.fromRanges([{ first: value, last: value }]);
}
