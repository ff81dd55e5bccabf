import type { z } from "zod";

import {
  addressesEqual,
  formatCidr,
  isUsableHost,
  parseAddress,
  parseCidr,
  parseInterfaceCidr,
} from "../network/address";
import { ValueError } from "../network/faults";

/** What is wrong with one address of a tier, in the words of a schema's issue. */
interface TierIssue {
  path: string[];
  message: string;
  params: { value: string; allowed: string };
}

/** Addresses with their masks, by the path at which they stand. */
interface TierAddress {
  path: string[];
  text: string;
}

/** Nothing where the text is wrong: its own field says so. */
export function readOrNothing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ValueError)) {
      throw error;
    }
    return undefined;
  }
}

/** Router and machines of one network: each in it, and no address twice (R08). */
function tierIssues(cidr: string, router: string | undefined, addresses: TierAddress[]) {
  const network = readOrNothing(() => parseCidr(cidr));
  if (network === undefined) {
    return [];
  }
  const allowed = `another host address of ${formatCidr(network)}`;
  const own = router === undefined ? undefined : readOrNothing(() => parseAddress(router));
  const issues: TierIssue[] = [];
  if (router !== undefined && own !== undefined && !isUsableHost(network, own)) {
    const message = "the router is not in the network";
    issues.push({ path: ["router"], message, params: { value: router, allowed } });
  }
  const seen = own === undefined ? [] : [{ owner: "the router", address: own }];
  for (const { path, text } of addresses) {
    const read = readOrNothing(() => parseInterfaceCidr(text));
    if (read === undefined) {
      continue;
    }
    const params = { value: text, allowed };
    const twin = seen.find((one) => addressesEqual(one.address, read.address));
    if (formatCidr(read.network) !== formatCidr(network)) {
      issues.push({ path, message: "this is not in the tier's network", params });
    } else if (twin !== undefined) {
      issues.push({ path, message: `${twin.owner} has this address already`, params });
    }
    seen.push({ owner: path.slice(0, -1).join("."), address: read.address });
  }
  return issues;
}

/** Reports what is wrong with the addresses of one network. */
export function checkTier(
  context: z.RefinementCtx,
  path: string[],
  { cidr, router }: { cidr: string; router?: string },
  addresses: TierAddress[],
): void {
  for (const issue of tierIssues(cidr, router, addresses)) {
    const at = issue.path[0] === "router" ? [...path, "router"] : issue.path;
    context.addIssue({ code: "custom", message: issue.message, path: at, params: issue.params });
  }
}
