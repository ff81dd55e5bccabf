/** Services of rules as boxes of protocols and ports. */
import { common, normalise, NUMBER_STEPS, unite } from "../intervals";
import type { ServiceMatch } from "../model/types";
import type { ServiceBox } from "./matching";
import { ALL_PROTOCOLS, ICMP_PROTOCOLS, PORT_PROTOCOLS, type Numbers } from "./values";

const DESTINATION_PROTOCOLS = unite(ICMP_PROTOCOLS, PORT_PROTOCOLS, NUMBER_STEPS);

/** Services as boxes; undefined when everything matches. A service that nothing meets is left out. */
export function serviceBoxes(services: readonly ServiceMatch[]): ServiceBox[] | undefined {
  if (services.length === 0) {
    return undefined;
  }
  return services.flatMap(({ protocols, sourcePorts, destinationPorts }) => {
    const named =
      protocols === undefined
        ? ALL_PROTOCOLS
        : normalise(
            protocols.map((number) => ({ first: number, last: number })),
            NUMBER_STEPS,
          );
    const withDestination =
      destinationPorts === undefined ? named : common(named, DESTINATION_PROTOCOLS);
    const able: Numbers =
      sourcePorts === undefined ? withDestination : common(withDestination, PORT_PROTOCOLS);
    return able.length === 0
      ? []
      : [
          {
            protocols: able,
            ...(sourcePorts === undefined ? {} : { sourcePorts: sourcePorts.ranges }),
            ...(destinationPorts === undefined
              ? {}
              : { destinationPorts: destinationPorts.ranges }),
          },
        ];
  });
}
