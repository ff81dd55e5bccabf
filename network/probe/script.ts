/** A POSIX shell script that runs the probes of one machine and prints TAP (https://testanything.org). */
import { commentText, shellWord } from "../words";
import { echoPayload, expectedText, probeText, urlOf } from "./lines";
import { isEcho } from "./samples";
import type { ObjectiveProbe, Probe, ProbePlan, SizeProbe } from "./types";

const TCP = 6;
const UDP = 17;
const PINGS = 100;

/** Names of the machines and outside networks that there are scripts for. */
export function probeSenders({ probes, sizes, objectives }: ProbePlan): string[] {
  const names = [
    ...probes.filter(({ from }) => from.kind !== "vmkernel").map(({ from }) => from.name),
    ...sizes.filter(({ vmkernel }) => vmkernel === undefined).map(({ from }) => from.name),
    ...objectives.map(({ from }) => from),
  ];
  return [...new Set(names)].sort();
}

/**
 * The script for one sender. It needs `sh`, and of `nc` (or `bash` with `timeout`), `ping` and `curl` what
 * its lines use; what is missing is skipped and says so. Exit code 0 when nothing failed, 1 otherwise.
 */
export function probeScript(plan: ProbePlan, machine: string, network: string): string {
  const lines = [
    ...plan.probes.filter(({ from }) => from.name === machine).map(probeCall),
    ...plan.sizes
      .filter(({ from, vmkernel }) => from.name === machine && vmkernel === undefined)
      .map(sizeCall),
    ...plan.objectives.filter(({ from }) => from === machine).map(objectiveCall),
  ];
  return [
    "#!/bin/sh",
    `# What ${commentText(machine)} must and must not reach in ${commentText(network)}.`,
    "# Run it on that machine (of a network: on any machine of it); it changes nothing. Output: TAP.",
    HEAD,
    `printf '1..%d\\n' ${lines.length}`,
    ...lines,
    '[ "$failed" -eq 0 ]',
    "",
  ].join("\n");
}

const called = (...words: (string | number)[]) => words.join(" ");
const described = (text: string) => shellWord(commentText(text));

function probeCall(probe: Probe): string {
  const { packet, expected, denial = "either", needsTarget, to } = probe;
  const { protocol, destination, destinationPort } = packet;
  const text = described(`${expected}: ${probeText(probe)} (${probe.expectation})`);
  if (needsTarget && expected === "allowed") {
    return called("skip", text, described(`name a machine of ${to.name} with --target`));
  }
  const wanted = expected === "allowed" ? "connected" : denial;
  if (protocol === TCP) {
    return called("tcp", destination, destinationPort, wanted, text);
  }
  if (isEcho(packet)) {
    return called("echo_request", destination, expected, text);
  }
  return called(
    "skip",
    text,
    described(protocol === UDP ? expectedText(probe) : "no common tool sends it: use traceflow"),
  );
}

function sizeCall(probe: SizeProbe): string {
  const text = described(`${probe.bytes} bytes to ${probe.to.name} in one piece`);
  return called("whole", probe.destination, echoPayload(probe), text);
}

function objectiveCall(objective: ObjectiveProbe): string {
  const { name, to, port, latencyMilliseconds, lossPercent } = objective;
  const text = described(`${name}: ${to} in less than ${latencyMilliseconds} ms`);
  if (port?.protocol === "tcp") {
    return called("answers", shellWord(urlOf(objective)), latencyMilliseconds, text);
  }
  return port === undefined
    ? called("latency", shellWord(to), latencyMilliseconds, lossPercent, text)
    : called("skip", text, described("UDP: measure it with iperf3, as the text output shows"));
}

/** Addresses are checked by the caller; `$said` is never run, only compared. */
const HEAD = `set -u
LC_ALL=C
export LC_ALL
count=0
failed=0
has() { command -v "$1" >/dev/null 2>&1; }
ok() { count=$((count + 1)); printf 'ok %d - %s\\n' "$count" "$1"; }
skip() { count=$((count + 1)); printf 'ok %d - %s # SKIP %s\\n' "$count" "$1" "$2"; }
bad() { count=$((count + 1)); failed=$((failed + 1)); printf 'not ok %d - %s\\n# %s\\n' "$count" "$1" "$2"; }
connect() { # address port: says connected, refused, unreachable, silence or missing
  if has nc; then
    said=$(nc -z -v -w 3 "$1" "$2" 2>&1 </dev/null) && { echo connected; return; }
  elif has bash && has timeout; then
    said=$(timeout 3 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2" 2>&1) && { echo connected; return; }
  else
    echo missing; return
  fi
  case $said in
    *[Rr]efused*) echo refused ;;
    *nreachable* | *"o route"*) echo unreachable ;;
    *) echo silence ;;
  esac
}
tcp() { # address port wanted description
  seen=$(connect "$1" "$2")
  case $3:$seen in
    *:missing) skip "$4" 'neither nc nor bash with timeout is installed' ;;
    connected:connected | silence:silence | refused:refused) ok "$4" ;;
    either:silence | either:refused | either:unreachable) ok "$4" ;;
    connected:refused) bad "$4" 'refused: it arrived and nothing listens, or a rule rejects it' ;;
    silence:refused) bad "$4" 'refused: the packet arrived, only nothing listens' ;;
    *) bad "$4" "wanted $3, saw $seen" ;;
  esac
}
echo_request() { # address expected description
  has ping || { skip "$3" 'ping is not installed'; return; }
  if ping -c 3 -W 2 "$1" >/dev/null 2>&1; then seen=allowed; else seen=denied; fi
  if [ "$seen" = "$2" ]; then ok "$3"; else bad "$3" "wanted $2, saw $seen"; fi
}
whole() { # address payload description
  has ping || { skip "$3" 'ping is not installed'; return; }
  ping -c 1 -W 2 "$1" >/dev/null 2>&1 || { skip "$3" 'no answer to small packets either'; return; }
  if ping -M do -c 3 -W 2 -s "$2" "$1" >/dev/null 2>&1; then ok "$3"; else bad "$3" 'small packets pass, this size does not'; fi
}
below() { awk -v seen="$1" -v limit="$2" 'BEGIN { exit !(seen + 0 < limit + 0) }'; }
answers() { # url milliseconds description
  has curl || { skip "$3" 'curl is not installed'; return; }
  seen=$(curl -s -k -o /dev/null --max-time 10 -w '%{time_total}' "$1") || { bad "$3" 'no answer'; return; }
  seen=$(awk -v seconds="$seen" 'BEGIN { print seconds * 1000 }')
  if below "$seen" "$2"; then ok "$3"; else bad "$3" "took $seen ms"; fi
}
latency() { # host milliseconds loss description
  has ping || { skip "$4" 'ping is not installed'; return; }
  said=$(ping -q -i 0.2 -c ${PINGS} "$1" 2>/dev/null)
  lost=$(printf '%s\\n' "$said" | sed -n 's/.* \\([0-9.]*\\)% packet loss.*/\\1/p')
  mean=$(printf '%s\\n' "$said" | sed -n 's/^r[^=]*= [0-9.]*\\/\\([0-9.]*\\)\\/.*/\\1/p')
  case $said in *duplicates*) bad "$4" 'answers came twice: an address conflict, or a loop'; return ;; esac
  if [ -z "$mean" ]; then bad "$4" 'no answer'
  elif ! below "$mean" "$2"; then bad "$4" "took $mean ms"
  elif ! below "$lost" "$3"; then bad "$4" "lost $lost % of ${PINGS} packets"
  else ok "$4"; fi
}`;
