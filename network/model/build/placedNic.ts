import type { Origin } from "../types";
import type { NicAddressing } from "./addressing";
import type { PortInput } from "./draft";
import type { Attached } from "./nics";

/** A machine's NIC with its place and addresses. */
export interface PlacedNic {
  mac?: string;
  attached: Attached;
  addressing: NicAddressing;
}

/** What the port of a NIC has, whoever owns its addresses. */
export function nicPort(
  { mac, attached, addressing }: PlacedNic,
  host: string | undefined,
  origins: Origin[],
): PortInput {
  return {
    ...(attached.domain === undefined ? {} : { domain: attached.domain }),
    ...(attached.privateVlan === undefined ? {} : { privateVlan: attached.privateVlan }),
    ...(mac === undefined ? {} : { mac }),
    ...(host === undefined ? {} : { host }),
    ...(attached.network === undefined ? {} : { network: attached.network.key }),
    ...(addressing.mtuBytes === undefined ? {} : { mtuBytes: addressing.mtuBytes }),
    distributedFirewall: attached.coverage,
    origins: addressing.origin === undefined ? origins : [...origins, addressing.origin],
  };
}
