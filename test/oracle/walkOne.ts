/** What becomes of one packet, all ways together. */
import type { NetworkModel } from "../../network/model/types";
import type { Packet, Verdict } from "../../network/reason/question";
import { packetOf, plainNetwork, plainPacket } from "./plain";
import { walkAll } from "./walker";

export interface WalkAnswer {
  verdict: Verdict;
  reason: string;
  /** Id of the endpoint or router that the packet is delivered to. */
  receiver?: string;
  /** The packet as the receiver sees it; one of them where a pool translates. */
  received?: Packet;
}

/** What happens to a packet that the endpoint sends; undefined when it never sends that packet. */
export function walk(
  model: NetworkModel,
  fromEndpointId: string,
  packet: Packet,
): WalkAnswer | undefined {
  const walked = walkAll(plainNetwork(model), fromEndpointId, plainPacket(packet));
  if (walked === undefined) {
    return undefined;
  }
  const [receiver] = walked.receivers;
  const [received] = walked.received;
  return {
    verdict: walked.verdict,
    reason: walked.reason,
    ...(receiver !== undefined && { receiver }),
    ...(received && { received: packetOf(received) }),
  };
}
