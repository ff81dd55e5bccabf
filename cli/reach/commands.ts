import type { Command } from "commander";
import { finish } from "../model/finish";
import { withSources } from "../model/sources";
import type { ReachOptions } from "./reach";

/** `vmnet reach` */
export function registerReach(program: Command): void {
  withSources(
    program
      .command("reach")
      .description("explain what becomes of packets from A to B, hop by hop, without sending any")
      .argument("<A>", "sender: a machine, network, group or address")
      .argument("<B>", "receiver: the same"),
  )
    .option("--tcp [ports]", "TCP to these destination ports, such as 443 or 5000-6000")
    .option("--udp [ports]", "UDP to these destination ports")
    .option("--icmp", "ICMP (ICMPv6 to an IPv6 address)")
    .option("--protocol <number>", "another IP protocol by its IANA number, such as 47")
    .option("--at <address>", "address that A calls, such as a forward's outside address")
    .addHelpText("after", HELP)
    .action(async (from: string, to: string, options: ReachOptions) => {
      await finish(async () => {
        const { runReach } = await import("./reach.js");
        return runReach(from, to, options);
      });
    });
}

const HELP = `
Without a protocol, a table lists everything that A can send to B.
Of a network or group, each machine is asked; the verdict is the worst of all.

  vmnet reach desk-1 app-1 --tcp 5000 --at 192.168.1.60
  vmnet reach db-1 internet
  vmnet reach 10.0.0.11 10.0.9.11 --tcp 3306 --export state.json --surroundings site.yaml

Exit codes: 0 allowed, 1 denied, 2 wrong use or unusable files, 3 conditional or unknown
(without a protocol: 0 when anything gets there, 1 when nothing does)`;
