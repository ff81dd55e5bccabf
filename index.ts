/** Components for VMware networks, and the few words that their arguments are written in. */
export * from "./components";
export { bitsPerSecond, gigabit, kilobit, megabit, type Bandwidth } from "./network/bandwidth";
export { anyTraffic, icmp, icmp6, Protocol, tcp, udp, type Traffic } from "./network/services";
