/** Runs the provider servers of one kind in a process of their own: `lab` with a state file, or `noop`. */
import { Estate } from "@vmnet/simulator/estate/estate";
import { startLabServers } from "@vmnet/simulator/provider/server";
import { startNoopServers } from "./noopServer";

/** What the process says: first where the servers are, then what they have cost. */
export type ServerMessage =
  { debugProviders: string } | { cpuMilliseconds: number; mostBytes: number };

process.setSourceMapsEnabled(false);

const [, , kind, stateFile = ""] = process.argv;

async function start(): Promise<string> {
  if (kind === "noop") return startNoopServers();
  return (await startLabServers({ estate: Estate.open({ stateFile }) })).debugProviders;
}

const send = (message: ServerMessage) => process.send?.(message);

void start().then((debugProviders) => {
  const begin = process.cpuUsage();
  process.on("message", () => {
    const { user, system } = process.cpuUsage(begin);
    const mostBytes = process.resourceUsage().maxRSS * 1024;
    send({ cpuMilliseconds: (user + system) / 1000, mostBytes });
    process.disconnect();
    process.exit(0);
  });
  send({ debugProviders });
});
