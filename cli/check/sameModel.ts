/** Models that are alike in every part need to be asked only once. */
import { AddressSet } from "vmnet/network/addressSet";
import type { NetworkModel } from "vmnet/network/model/types";
import { PortSet } from "vmnet/network/ports";

/** A text that two models have in common when packets meet the same in both. */
export function modelText({ gaps: _gaps, underlay: _underlay, ...parts }: NetworkModel): string {
  return JSON.stringify(parts, (_key, value: unknown) => {
    if (typeof value === "bigint") {
      return `${value}n`;
    }
    return value instanceof AddressSet || value instanceof PortSet ? value.toText() : value;
  });
}
