import type { Objective } from "../objectives";
import { tcp } from "../services";
import { parseResponderUrl } from "./values";

/** R33: an OCSP answer comes within two seconds. */
export const OCSP_ANSWER_MILLISECONDS = 2000;

/**
 * What a probe measures of an OCSP responder (R33), for the `objectives` of a NetworkMonitoring.
 *
 * @param from Name of the machine that asks: the frontend's.
 * @throws ValueError for a URL that nginx would not take
 */
export function ocspObjective(from: string, responderUrl: string): Objective {
  const { host, port } = parseResponderUrl(responderUrl);
  return {
    from,
    to: host,
    service: tcp(String(port)),
    latencyMilliseconds: OCSP_ANSWER_MILLISECONDS,
  };
}
