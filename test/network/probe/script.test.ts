import { execFile, execFileSync } from "node:child_process";
import { createServer, type Server } from "node:net";
import { promisify } from "node:util";
import { probeScript, type Probe, type ProbePlan } from "../../../network/probe";

const run = promisify(execFile);
const end = (name: string) => ({ id: name, name, kind: "machine" as const });

/** A probe of a local port. */
function local(port: number, parts: Partial<Probe> = {}): Probe {
  return {
    id: "probe-1",
    expectation: "one can reach the other",
    from: end("one"),
    to: end("other"),
    packet: {
      source: "127.0.0.1",
      destination: "127.0.0.1",
      protocol: 6,
      sourcePort: 49152,
      destinationPort: port,
    },
    expected: "allowed",
    needsTarget: false,
    ...parts,
  };
}

const planOf = (probes: Probe[]): ProbePlan => ({
  probes,
  sizes: [],
  objectives: [],
  unprobed: [],
});
const denied = (denial: NonNullable<Probe["denial"]>) => ({ expected: "denied" as const, denial });

describe("the script of a machine", () => {
  let server: Server;
  let open = 0;
  let closed = 0;
  beforeAll(async () => {
    const listen = (one: Server) =>
      new Promise<number>((resolve) => {
        one.listen(0, "127.0.0.1", () => resolve((one.address() as { port: number }).port));
      });
    server = createServer((socket) => socket.end());
    open = await listen(server);
    const other = createServer();
    closed = await listen(other);
    await new Promise((resolve) => other.close(resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const tap = async (probes: Probe[]) => {
    const script = probeScript(planOf(probes), "one", "a test");
    const { stdout, code } = await run("sh", ["-c", script]).then(
      (result) => ({ ...result, code: 0 }),
      (error: { stdout: string; code: number }) => error,
    );
    return { lines: stdout.trim().split("\n"), code };
  };

  it("tells open from closed on this machine, in TAP", async () => {
    const { lines, code } = await tap([
      local(open),
      local(closed, denied("refused")),
      local(closed, denied("either")),
    ]);
    expect(lines[0]).toBe("1..3");
    expect(lines.slice(1).map((line) => line.split(" - ")[0])).toEqual(["ok 1", "ok 2", "ok 3"]);
    expect(code).toBe(0);
  });

  it("fails for what is closed and should be open, open and should be closed, refused and should be silent", async () => {
    const { lines, code } = await tap([
      local(closed),
      local(open, denied("silence")),
      local(closed, denied("silence")),
    ]);
    expect(lines.filter((line) => line.startsWith("not ok"))).toHaveLength(3);
    expect(lines).toContain("# refused: the packet arrived, only nothing listens");
    expect(lines).toContain("# wanted silence, saw connected");
    expect(code).toBe(1);
  });

  it("skips UDP, which no sender can judge, and machines that nobody named", async () => {
    const udp = local(53);
    const { lines } = await tap([
      { ...udp, packet: { ...udp.packet, protocol: 17 } },
      local(open, { needsTarget: true }),
    ]);
    expect(lines[1]).toMatch(/^ok 1 - .* # SKIP other sees it: tcpdump/);
    expect(lines[2]).toMatch(/^ok 2 - .* # SKIP name a machine of other with --target/);
  });

  it("runs nothing that a name says, and is POSIX for sh and dash", async () => {
    const name = "x'; echo pwned >&2; exit 7; '\n$(exit 9) # SKIP";
    const probe = local(open, { expectation: name, from: end("one"), to: end(name) });
    const { lines, code } = await tap([probe]);
    expect(code).toBe(0);
    expect(lines).toHaveLength(2);
    expect(lines[1]).not.toContain("# SKIP");
    const script = probeScript(planOf([probe]), "one", name);
    execFileSync("sh", ["-n"], { input: script });
  });
});
