/** Answers without a packet: an end of the question has no address, or none that anybody knows. */
import { AddressSet } from "../../addressSet";
import { Certainty, type NetworkModel } from "../../model/types";
import { completeSpace, spaceOf } from "../boxes";
import { Verdict, type Answer, type FlowSpace } from "../question";

export function ownAddresses(model: NetworkModel, endpoint: string): AddressSet {
  return AddressSet.unionOf(
    model.ports.filter(({ owner }) => owner === endpoint).map(({ owned }) => owned),
  );
}

/** No packet gets there, but one end has a network interface of which nobody knows the place or the address. */
export function nowhere(model: NetworkModel, from: string, to: string, space: Partial<FlowSpace>) {
  const lost = [from, to].find((id) => {
    const doubt = model.endpoints.find((endpoint) => endpoint.id === id)?.doubt;
    const ports = model.ports.filter(({ owner }) => owner === id);
    return (
      doubt?.certainty === Certainty.Unknown &&
      ports.some(({ domain, owned }) => domain === undefined || owned.isEmpty)
    );
  });
  const doubt = model.endpoints.find(({ id }) => id === lost)?.doubt;
  return lost === undefined || doubt === undefined
    ? undefined
    : unsent(model, from, to, space, { at: lost, action: `unknown: ${doubt.reason}` });
}

/** The sender cannot even send: no address of the receiver is known, or none of its own. */
export function silent(
  model: NetworkModel,
  from: string,
  to: string,
  space: Partial<FlowSpace>,
): Answer {
  const called = ownAddresses(model, to);
  const isUnknown = called.isEmpty || ownAddresses(model, from).isEmpty;
  return isUnknown
    ? unsent(model, from, to, space, {
        at: called.isEmpty ? to : from,
        action: "has no known address",
      })
    : {
        ...unsent(model, from, to, space, { at: from, action: "sends no such packet" }),
        verdict: Verdict.Denied,
        reason: "notSent",
      };
}

/** An answer without a packet: unknown, because of one end. */
function unsent(
  model: NetworkModel,
  from: string,
  to: string,
  space: Partial<FlowSpace>,
  { at, action }: { at: string; action: string },
): Answer {
  const called = ownAddresses(model, to);
  const sent = ownAddresses(model, from);
  return {
    verdict: Verdict.Unknown,
    space: spaceOf(completeSpace({ ...space, source: sent, destination: called })),
    hops: [{ kind: "endpoint", at, action }],
    reason: "noAddress",
    example: {
      source: sent.toTexts()[0] ?? "",
      destination: called.toTexts()[0] ?? "",
      protocol: 6,
      sourcePort: 0,
      destinationPort: 0,
    },
  };
}
