/** All pairs at once: what each class of endpoints can send to each other one. */
import { AddressSet } from "../addressSet";
import type { Endpoint, NetworkModel } from "../model/types";
import { completeSpace, mergeBoxes, spaceOf, type Box } from "./boxes";
import { ClassAddresses, classesOf, type CompiledClass, type EndpointClass } from "./classes";
import { CompiledNetwork } from "./network";
import { combine } from "./overlay";
import { Verdict, type FlowSpace } from "./question";
import { prepare, regionsFrom } from "./reachability";

/** What endpoints of one class can send to those of another; only what is not certainly denied. */
export interface PairFlows {
  from: EndpointClass;
  to: EndpointClass;
  /** Delivered, and the reply comes back. Spaces of one list are disjoint. */
  allowed: FlowSpace[];
  /** Something that headers do not show decides. */
  conditional: FlowSpace[];
  /** Neither resources nor surroundings say. */
  unknown: FlowSpace[];
}

export interface MatrixOptions {
  /** Only packets of this space. Default: every packet. */
  space?: Partial<FlowSpace>;
  /** Also tell what is sent to routers themselves. Default: only what is sent to endpoints. */
  routers?: boolean;
}

type Kind = "allowed" | "conditional" | "unknown";

const KINDS: Partial<Record<Verdict, Kind>> = {
  [Verdict.Allowed]: "allowed",
  [Verdict.Conditional]: "conditional",
  [Verdict.Unknown]: "unknown",
};

type Boxes = Record<Kind, Box[]>;

interface Receiver {
  description: EndpointClass;
  addresses: ClassAddresses;
  /** Which member of its class the receiver is. */
  member: number;
}

/**
 * Who can send what to whom, class by class. Pairs between which nothing passes are left out, and so are
 * packets of a machine to itself. In a space of a pair, every source address belongs to a sender and every
 * destination leads to a receiver.
 */
export function matrix(model: NetworkModel, options: MatrixOptions = {}): PairFlows[] {
  const whole = prepare(model);
  const asked = completeSpace(options.space);
  const classes = classesOf(whole, [asked.source, asked.destination]);
  const network = reduced(whole, classes);
  const receivers = receiversOf(classes, options.routers === true ? model : undefined);
  const seconds = new Set(classes.flatMap(({ endpoints }) => endpoints[1]?.endpoint.ports ?? []));
  return classes.flatMap((sender) => {
    const own = sender.endpoints[1]?.endpoint.ports ?? [];
    own.forEach((port) => seconds.delete(port));
    const pairs = pairsFrom(network, sender, receivers, asked, seconds);
    own.forEach((port) => seconds.add(port));
    return pairs;
  });
}

/** The network with two machines of each class; the others are alike and nothing tells them apart. */
function reduced(whole: CompiledNetwork, classes: readonly CompiledClass[]): CompiledNetwork {
  const { model } = whole;
  const kept = new Set(
    classes.flatMap(({ endpoints }) => endpoints.slice(0, 2).map(({ endpoint }) => endpoint.id)),
  );
  if (kept.size === model.endpoints.length) {
    return whole;
  }
  const isKept = ({ id }: Pick<Endpoint, "id">) => kept.has(id);
  return new CompiledNetwork(
    {
      ...model,
      endpoints: model.endpoints.filter(isKept),
      ports: model.ports.filter(
        ({ owner }) => !whole.endpoints.has(owner) || isKept({ id: owner }),
      ),
    },
    whole,
  );
}

function receiversOf(
  classes: readonly CompiledClass[],
  model: NetworkModel | undefined,
): ReadonlyMap<string, Receiver> {
  const receivers = new Map<string, Receiver>();
  for (const { description, endpoints, positions } of classes) {
    const addresses = new ClassAddresses(positions);
    endpoints.slice(0, 2).forEach(({ endpoint }, member) => {
      receivers.set(endpoint.id, { description, addresses, member });
    });
  }
  for (const { id, name, ports } of model?.routers ?? []) {
    const own = new Set(ports);
    const owned = model?.ports.filter((port) => own.has(port.id)).map((port) => port.owned) ?? [];
    const addresses = AddressSet.unionOf(owned);
    const description = { id, members: [{ id, name, addresses }], addresses };
    receivers.set(id, { description, addresses: new ClassAddresses([]), member: 0 });
  }
  return receivers;
}

function pairsFrom(
  network: CompiledNetwork,
  sender: CompiledClass,
  receivers: ReadonlyMap<string, Receiver>,
  asked: Box,
  ignored: ReadonlySet<string>,
): PairFlows[] {
  const first = network.endpoints.get(sender.description.id);
  const senders = receivers.get(sender.description.id);
  if (first === undefined || senders === undefined) {
    return [];
  }
  const byReceiver = new Map<string, Boxes>();
  for (const { box, members } of regionsFrom(network, first, asked, {
    ignored,
    deliveredOnly: true,
    withoutDenied: true,
    withoutSteps: true,
  })) {
    const combined = combine(members);
    const kind = combined === undefined ? undefined : KINDS[combined.verdict];
    for (const id of kind === undefined ? [] : (combined?.receivers ?? [])) {
      const boxes = byReceiver.get(id) ?? { allowed: [], conditional: [], unknown: [] };
      byReceiver.set(id, boxes);
      boxes[kind ?? "unknown"].push(box);
    }
  }
  return [...byReceiver].flatMap(([id, boxes]) => {
    const receiver = receivers.get(id);
    if (receiver === undefined) {
      return [];
    }
    const spaces = (kind: Kind) =>
      mergeBoxes(boxes[kind]).map((box) =>
        spaceOf({
          ...box,
          source: senders.addresses.ofAll(box.source),
          destination: receiver.addresses.ofAll(box.destination, receiver.member),
        }),
      );
    return [
      {
        from: sender.description,
        to: receiver.description,
        allowed: spaces("allowed"),
        conditional: spaces("conditional"),
        unknown: spaces("unknown"),
      },
    ];
  });
}
