import { tcp, udp } from "../network/services";

/** TCP and UDP to all ports but some, which must be in ascending order. */
export function allBut(ports: string) {
  const bounds = ["0", ...ports.split(","), "65536"].map(Number);
  const rest = bounds
    .slice(1)
    .map((port, index) => [(bounds[index] ?? 0) + 1, port - 1] as const)
    .filter(([first, last]) => first <= last)
    .map(([first, last]) => `${first}-${last}`)
    .join(",");
  return [tcp(rest), udp(rest)];
}
