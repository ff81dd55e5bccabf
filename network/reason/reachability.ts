/**
 * Who can talk to whom: exact answers over every packet (docs/semantics.md). A model is prepared once,
 * at the first question; it must not be changed afterwards. Ask a changed copy instead.
 */
import { parseAddress } from "../address";
import { AddressSet } from "../addressSet";
import type { NetworkModel } from "../model/types";
import { PortSet } from "../ports";
import { answersOf } from "./answers";
import { completeSpace, isEmptyBox, ofFamily, type Box } from "./boxes";
import type { Way } from "./journey";
import { Effort } from "./loops";
import { CompiledNetwork, type CompiledEndpoint } from "./network";
import { overlay, type Region } from "./overlay";
import { Verdict, type Answer, type FlowSpace, type Packet } from "./question";
import { sentHeader, type Variables } from "./symbolic";
import { resolve, type Resolved } from "./verdicts";
import { Walker } from "./walk";

const prepared = new WeakMap<NetworkModel, CompiledNetwork>();

/** The prepared form of a model, made once for each. */
export function prepare(model: NetworkModel): CompiledNetwork {
  const known = prepared.get(model);
  if (known !== undefined) {
    return known;
  }
  const made = new CompiledNetwork(model);
  prepared.set(model, made);
  return made;
}

/** A question about an endpoint that the model does not have. */
export class UnknownEndpointError extends Error {
  constructor(id: string, network: CompiledNetwork) {
    const ids = [...network.endpoints.keys()];
    const some = ids.slice(0, 5).map((known) => `"${known}"`);
    const more = ids.length > some.length ? ` and ${ids.length - some.length} more` : "";
    super(
      `the model has no endpoint "${id}"; it has ${
        ids.length === 0 ? "none at all" : `${some.join(", ")}${more}`
      }`,
    );
    this.name = "UnknownEndpointError";
  }
}

export function endpointOf(network: CompiledNetwork, id: string): CompiledEndpoint {
  const endpoint = network.endpoints.get(id);
  if (endpoint === undefined) {
    throw new UnknownEndpointError(id, network);
  }
  return endpoint;
}

/** What may be left out of the work. */
export interface Shortcuts {
  /** Ports whose packets nobody asks for. */
  ignored?: ReadonlySet<string>;
  /** Leave out what is certainly denied. */
  withoutDenied?: boolean;
  /** Leave out what is certainly not delivered. */
  deliveredOnly?: boolean;
  /** Leave out the path. */
  withoutSteps?: boolean;
  /** How many routers may be crossed. Default: enough for all but the most tangled networks. */
  effort?: Effort;
}

/** Disjoint regions of the asked packets, each with what may happen to it. */
export function regionsFrom(
  network: CompiledNetwork,
  sender: CompiledEndpoint,
  asked: Box,
  { deliveredOnly = false, effort = new Effort(), ...options }: Shortcuts = {},
): Region[] {
  const results: Resolved[] = [];
  const isDenialWanted = options.withoutDenied !== true;
  const found = (way: Way) => {
    const isLost = way.ending.receiver === undefined && !way.journey.vars.forked;
    if (!isLost || !deliveredOnly) {
      const add = (result: Resolved) => {
        if (isDenialWanted || result.vars.forked || result.verdict !== Verdict.Denied) {
          results.push(result);
        }
      };
      resolve(network, way, effort, add, isDenialWanted);
    }
  };
  for (const family of [4, 6] as const) {
    const box = ofFamily(asked, family);
    if (isEmptyBox(box)) {
      continue;
    }
    const vars: Variables = {
      addresses: [box.source, box.destination],
      numbers: [box.protocols, box.sourcePorts, box.destinationPorts],
      forked: false,
    };
    new Walker(network, found, { ...options, deliveredOnly, effort }).send(
      sender,
      vars,
      sentHeader(family),
    );
  }
  return overlay(results);
}

/**
 * Every packet of the asked space that the endpoint can send, divided by verdict, receiver and reason.
 * The spaces are disjoint; together they are what the endpoint can send of the asked space.
 *
 * @param space Fields left out mean every value.
 * @param wanted Who is told as the receiver of packets that one of several gets. Default: the lowest id.
 * @throws UnknownEndpointError
 */
export function flowsFrom(
  model: NetworkModel,
  endpointId: string,
  space: Partial<FlowSpace> = {},
  wanted?: string,
): Answer[] {
  const network = prepare(model);
  const sender = endpointOf(network, endpointId);
  return answersOf(network, regionsFrom(network, sender, completeSpace(space)), wanted);
}

/**
 * What reaches a receiver. Without a destination in the space, any destination counts that leads there,
 * so the outside address of a translation is found. With one, the answers also tell what becomes of the
 * packets to that destination that do not get there.
 *
 * @param toId An endpoint or a router.
 * @throws UnknownEndpointError
 */
export function reach(
  model: NetworkModel,
  fromId: string,
  toId: string,
  space: Partial<FlowSpace> = {},
): Answer[] {
  const network = prepare(model);
  if (!network.routers.has(toId)) {
    endpointOf(network, toId);
  }
  const regions = regionsFrom(network, endpointOf(network, fromId), completeSpace(space), {
    deliveredOnly: space.destination === undefined,
  });
  const isAsked = ({ members }: Region) =>
    members.some(({ receiver }) => receiver === toId) ||
    (space.destination !== undefined && members.every(({ receiver }) => receiver === undefined));
  return answersOf(network, regions.filter(isAsked), toId);
}

/**
 * What becomes of one packet, with every hop. A packet that the endpoint never sends (from an address
 * that is not its own, or to itself) is denied with reason `notSent`.
 *
 * @throws UnknownEndpointError
 * @throws AddressError
 */
export function explain(model: NetworkModel, packet: Packet, fromId: string): Answer {
  const single = (value: number) => PortSet.fromRanges([{ first: value, last: value }]);
  const space: FlowSpace = {
    source: AddressSet.fromAddress(parseAddress(packet.source)),
    destination: AddressSet.fromAddress(parseAddress(packet.destination)),
    protocols: single(packet.protocol),
    sourcePorts: single(packet.sourcePort),
    destinationPorts: single(packet.destinationPort),
  };
  const [answer] = flowsFrom(model, fromId, space);
  return (
    answer ?? {
      verdict: Verdict.Denied,
      space,
      hops: [
        {
          kind: "endpoint",
          at: fromId,
          action: `${prepare(model).nameOf(fromId)} does not send from ${packet.source} to ${packet.destination}`,
        },
      ],
      reason: "notSent",
      example: packet,
    }
  );
}
