import * as pulumi from "@pulumi/pulumi";
import { NatSegment, Protocol, tcp } from "vmnet";

import { jobs, natArgs, web } from "./fixtures";
import { faultsOf, refused } from "./faults";
import { built } from "./harness";

jest.setTimeout(180_000);

const build = (changes = {}) => built(() => new NatSegment("app", natArgs(changes)));

describe("a segment behind NAT fails", () => {
  const faults = (changes: object) => faultsOf(() => new NatSegment("app", natArgs(changes)));

  test("fails for several faults at once", async () => {
    const { message } = await refused(
      () =>
        new NatSegment(
          "app",
          natArgs({
            cidr: "10.0.0.5/24",
            tier0Path: "site-t0",
            portForwards: {
              jobs: { ...jobs, inside: { address: "10.0.0.11", ports: "10000-10999" } },
            },
          }),
        ),
    );
    expect(message).toContain('NatSegment "app": 3 faults');
    expect(message).toContain("cidr: a network's address has no bits set after the mask");
    expect(message).toContain('did you mean "10.0.0.0/24"?');
    expect(message).toContain("tier0Path: this is not a policy path");
    expect(message).toContain("outside has 1001 ports and inside 1000");
    expect(message).toContain('did you mean "10000-11000"?');
  });

  const outsideNetwork = {
    cidr: "192.168.1.0/24",
    used: { "desk-1": "192.168.1.60", leases: "192.168.1.100-192.168.1.199" },
  };

  test.each([
    ["a machine", "192.168.1.60", "desk-1 has this already"],
    ["a DHCP range", "192.168.1.150", "leases has this already"],
    ["another network", "192.168.2.60", "this address is not in the network"],
    ["the broadcast", "192.168.1.255", "this is the network's own or broadcast address"],
    ["a whole network", "192.168.1.0/24", "an address takes no mask"],
  ])("fails for a NAT address that collides with %s (R10)", async (_what, address, message) => {
    const portForwards = { jobs: { ...jobs, outside: { address, ports: "5000-6000" } } };
    const found = await faults({ outsideNetwork, portForwards, sourceNat: { address } });
    expect(found["portForwards.jobs.outside.address"]).toContain(message);
    expect(found["sourceNat.address"]).toContain(message);
  });

  test("fails for a NAT address in the segment's own network", async () => {
    const found = await faults({ sourceNat: { address: "10.0.0.50" } });
    expect(found["sourceNat.address"]).toContain("a NAT address is outside");
  });

  test("fails for an inside address that the gateway, DHCP or nobody in the network has", async () => {
    const inside = (address: string) => ({ ...jobs, inside: { address, ports: "10000-11000" } });
    const found = await faults({
      dhcp: { ranges: ["10.0.0.100-10.0.0.199"] },
      portForwards: {
        gateway: inside("10.0.0.1"),
        server: { ...inside("10.0.0.2"), protocol: Protocol.Udp },
        lease: { ...inside("10.0.0.150"), from: ["192.168.2.0/24"] },
        far: { ...inside("10.0.9.1"), from: ["192.168.3.0/24"] },
      },
    });
    expect(found).toEqual({
      "portForwards.gateway.inside.address": "the gateway has this already",
      "portForwards.server.inside.address": "the DHCP server has this already",
      "portForwards.lease.inside.address": "a DHCP range (dhcp.ranges[0]) has this already",
      "portForwards.far.inside.address": "this address is not in the network",
    });
  });

  test("fails for two forwards that want the same packets, not for disjoint sources", async () => {
    const other = { ...jobs, outside: { address: "192.168.1.60", ports: "6000" } };
    const second = { ...other, inside: { address: "10.0.0.12", ports: "6000" } };
    const found = await faults({ portForwards: { jobs, second } });
    expect(found["portForwards.second.outside.address"]).toContain("forward jobs takes some");
    await build({ portForwards: { jobs, second: { ...second, from: ["192.168.2.0/24"] } } });
    await build({ portForwards: { jobs, second: { ...second, protocol: Protocol.Udp } } });
  });

  test("fails for protocols without ports, empty sources, and an address on both forms", async () => {
    const hosts = { a: { outside: "192.168.1.70", inside: "10.0.0.21" } };
    const found = await faults({
      portForwards: {
        ping: { ...jobs, protocol: Protocol.Icmp },
        nobody: { ...web, from: [] },
        both: { ...web, outside: { address: "192.168.1.62", ports: "443" }, hosts },
      },
    });
    expect(found["portForwards.ping.protocol"]).toBe("this is not one of the choices");
    expect(found["portForwards.nobody.from"]).toContain("which NSX takes as every source");
    expect(found["portForwards.both.outside.address"]).toContain("either one pair of addresses");
  });

  test("fails for inbound rules that no forward leads to (R12)", async () => {
    const found = await faults({
      portForwards: { web },
      inbound: {
        typo: { forward: "wbe" },
        ssh: { to: "10.0.0.12", services: [tcp("22")] },
        vague: { from: ["203.0.113.1"] },
      },
    });
    expect(found["inbound.typo.forward"]).toBe("there is no forward of this name");
    expect(found["inbound.ssh.services[0]"]).toContain("no forward and no advertised route leads");
    expect(found["inbound.vague"]).toContain("it is not said which traffic is meant");
  });

  test("fails for keys that cannot be part of an NSX id, and for DHCP outside of the network", async () => {
    const found = await faults({ portForwards: { "a/b": jobs }, dhcp: { ranges: ["10.1.0.1"] } });
    expect(found["portForwards.a/b"]).toBe("this key names resources");
    expect(found["dhcp.ranges[0]"]).toBe("this range is not in the network");
    expect(await faults({ cidr: "10.0.0.0/31" })).toHaveProperty("cidr");
    expect(await faults({ cidr: "2001:db8::/64" })).toEqual({ cidr: "IPv6 is not offered here" });
  });

  test("fails for a name that cannot be part of a path", async () => {
    const found = await faultsOf(() => new NatSegment("my app", natArgs()));
    expect(found.name).toContain("becomes part of ids and paths");
  });

  test("fails for an NSX id that another component has: the manager would share the object", async () => {
    const twice = () => {
      new NatSegment("app", natArgs());
      new NatSegment("other", natArgs({ cidr: "10.1.0.0/24", nsxIdPrefix: "app" }));
    };
    await expect(built(twice)).rejects.toThrow("nsxId: app-gateway has this already");
  });

  test("fails later, with the same words, for a value that is known only then", async () => {
    const late = (cidr: string) => () =>
      new NatSegment("app", natArgs({ cidr: pulumi.output(Promise.resolve(cidr)) }));
    await expect(built(late("10.0.0.1/24"))).rejects.toThrow('did you mean "10.0.0.0/24"?');
    const { find } = await built(late("10.2.0.0/24"));
    expect(find("app-segment").inputs).toMatchObject({ subnets: [{ cidr: "10.2.0.1/24" }] });
  });

  test("fails later without showing a value that is secret", async () => {
    const secret = () =>
      new NatSegment("app", natArgs({ sourceNat: { address: pulumi.secret("hidden-text") } }));
    const failure = await built(secret).then(
      () => "",
      (error: Error) => error.message,
    );
    expect(failure).toContain("sourceNat.address: this is not an IP address");
    expect(failure).not.toContain("hidden-text");
  });
});
