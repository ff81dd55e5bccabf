import { runbookHtml, runbookMarkdown, runbookOf, siteFacts } from "../../../network/runbook";
import type { Resource } from "../../../network/model/resource";

const resource = (type: string, name: string, inputs: Resource["inputs"], id = name): Resource => ({
  urn: `urn:${name}`,
  type: `x:index/${type}:${type}`,
  name,
  custom: true,
  id,
  inputs,
  outputs: {},
});

const vnic = (host: string, ip: string) =>
  resource(
    "Vnic",
    `vmk-${host}`,
    { host, ipv4: { ip }, mtu: 9000, netstack: "vmotion", portgroup: "vmotion" },
    `${host}_vmk2`,
  );

const site = (name: string): Resource[] => [
  ...["host-1", "host-2"].flatMap((host) => [
    resource("HostVirtualSwitch", `s-${host}`, {
      name,
      hostSystemId: host,
      mtu: 9000,
      networkAdapters: ["vmnic2", "vmnic3"],
    }),
    resource("HostPortGroup", `g-${host}`, {
      name: `${name} group`,
      hostSystemId: host,
      virtualSwitchName: name,
      vlanId: 30,
    }),
  ]),
  vnic("host-1", "192.168.10.1"),
  vnic("host-2", "192.168.10.2"),
  resource("VirtualMachine", "vm", {
    name,
    hostSystemId: "host-1",
    networkInterfaces: [{ macAddress: "00:50:56:00:00:01" }],
  }),
];

const hosts = { "host-1": { name: "esx-1" }, "host-2": { name: "esx-2" } };
const markdown = (resources: readonly Resource[]) =>
  runbookMarkdown(runbookOf("stack lab", siteFacts(resources, hosts)));

describe("a runbook of hosts", () => {
  const text = markdown(site("vSwitch1"));

  it("asks ESXCLI's real namespaces for this stack's names (R53)", () => {
    for (const line of [
      "esxcli network vswitch standard list -v vSwitch1",
      "esxcli network vswitch standard portgroup policy security get -p 'vSwitch1 group'",
      "esxcli network nic get -n vmnic2",
      "esxcli network ip interface ipv4 get -i vmk2 -N vmotion",
      "esxcli network ip route ipv4 list -N vmotion",
    ]) {
      expect(text).toContain(`\n${line}\n`);
    }
    expect(text).toContain("# vmnic2 of vSwitch1 carries VLAN 30");
  });

  it("computes the payload of full packets from the MTU", () => {
    expect(text).toContain("\nvmkping -I vmk2 -S vmotion -d -c 3 -s 8972 192.168.10.2\n");
    expect(text).toContain("\nvmkping -I vmk2 -S vmotion -d -c 3 -s 1472 192.168.10.1\n");
  });

  it("captures at the adapter, the VMkernel adapter and the machine's port (R52)", () => {
    expect(text).toContain("pktcap-uw --uplink vmnic2 --dir 2 --tcpport 22 ");
    expect(text).toContain("pktcap-uw --vmk vmk2 --dir 2 ");
    expect(text).toContain('pktcap-uw --switchport "$PORT" --dir 2 --tcpport 22 ');
  });

  it("names the logs, the BPDU guard and NetQueue (R51, R21, R41)", () => {
    for (const part of ["vmkernel.log", "vobd.log", "hostd.log"]) expect(text).toContain(part);
    expect(text).toContain("esxcli system settings advanced set -o /Net/BlockGuestBPDU -i 1");
    expect(text).toContain("--setting=netNetqueueEnabled --value=TRUE");
  });

  it("writes lines once for hosts that share them, and a list of steps as a list", () => {
    expect(text).toContain("On each of esx-1, esx-2:");
    expect(text).toContain("\n1. Ask whether it should be");
    expect(text).not.toContain("NSX");
  });
});

describe("a runbook of gateways", () => {
  const tier0 = "/infra/tier-0s/edge";
  const service = `${tier0}/ipsec-vpn-services/s/local-endpoints`;
  const text = markdown([
    resource("PolicyTier0Gateway", "edge", { nsxId: "edge", displayName: "edge" }),
    resource("PolicyTier0GatewayInterface", "up", {
      gatewayPath: tier0,
      edgeNodePath: "/infra/edge-nodes/edge-node-7",
    }),
    resource("PolicyBgpNeighbor", "peer", {
      bgpPath: `${tier0}/locale-services/default/bgp`,
      neighborAddress: "192.0.2.1",
      remoteAsNum: "64999",
    }),
    resource("PolicyIpsecVpnLocalEndpoint", "end", {
      nsxId: "end",
      localAddress: "203.0.113.1",
      certificatePath: "/infra/certificates/vpn-certificate",
      trustCaPaths: ["/infra/certificates/vpn-ca"],
    }),
    resource("PolicyIpsecVpnSession", "tunnel", {
      localEndpointPath: `${service}/end`,
      peerAddress: "198.51.100.1",
      authenticationMode: "CERTIFICATE",
    }),
    resource("PolicySecurityPolicyRule", "db-drop", {
      logged: true,
      action: "DROP",
      logLabel: "vmnet-db",
    }),
  ]);

  it("asks the edge for its router, neighbours and tunnels", () => {
    expect(text).toContain("On edge-node-7, as admin, for gateway edge:");
    for (const line of [
      "get logical-routers",
      "get bgp neighbor 192.0.2.1",
      "get ipsecvpn session",
      "ping 198.51.100.1",
    ]) {
      expect(text).toContain(`\n${line}\n`);
    }
  });

  it("greps for the stack's own log label (R51)", () => {
    expect(text).toContain("grep -F -- vmnet-db /var/log/dfwpktlogs.log");
  });

  it("makes and imports an RSA certificate with the endpoint's address as SAN (R34)", () => {
    expect(text).toContain("-newkey rsa:3072");
    expect(text).toContain("-addext 'subjectAltName=IP:203.0.113.1'");
    expect(text).toContain("--arg name vpn-certificate --rawfile pem endpoint-1.pem");
    expect(text).toContain("trust-management/certificates?action=import");
    expect(text).toContain("--arg name vpn-ca");
  });
});

describe("a runbook with the servers of NetworkMonitoring", () => {
  const monitoring = (syslog: Resource["inputs"]): Resource => ({
    ...resource("NetworkMonitoring", "watch", { syslog }),
    custom: false,
  });
  const central = { server: "logs.example.com", protocol: "tls", level: "warning" };

  it("sends the logs of hosts, edges and managers there (R50, R51)", () => {
    const tier0 = resource("PolicyTier0Gateway", "edge", { nsxId: "edge" });
    const text = markdown([...site("vSwitch1"), tier0, monitoring({ central })]);
    for (const line of [
      "esxcli system syslog config set --loghost='ssl://logs.example.com:6514'",
      "esxcli network firewall ruleset set --ruleset-id=syslog --enabled=true",
      "esxcli system syslog reload",
      "set logging-server logs.example.com:6514 proto tls level warning",
    ]) {
      expect(text).toContain(`\n${line}\n`);
    }
    expect(text).not.toContain("COLLECTOR");
  });

  it("names a server once that two components have, and needs no host or gateway", () => {
    const text = markdown([
      monitoring({ a: central, b: { server: "10.0.0.9" } }),
      monitoring({ central }),
    ]);
    expect(text.match(/set logging-server \S+/g)).toEqual([
      "set logging-server logs.example.com:6514",
      "set logging-server 10.0.0.9:514",
    ]);
  });

  it("fails to type what is no server: a state file may hold anything", () => {
    const wrong = [{ server: "x'; reboot #" }, { server: 7 }, "text", { ...central, port: 99_999 }];
    for (const one of wrong) {
      const text = markdown([...site("vSwitch1"), monitoring({ one })]);
      expect(text).not.toContain("reboot");
      expect(text).toContain("COLLECTOR=;");
    }
  });
});

describe("names that want to be more", () => {
  const names = [
    "<script>alert(1)</script>",
    "$(reboot)",
    "a'; reboot; '",
    "x\n```\n# gone",
    "`id`",
    "a | b",
    "\u202ereversed",
  ];

  it.each(names)("%j stays a name in Markdown, HTML and the shell", (name) => {
    const facts = siteFacts(site(name), hosts);
    const runbook = runbookOf(name, facts);
    const blocks = runbook.sections.flatMap((section) => section.blocks);
    const lines = blocks.flatMap(({ steps }) =>
      steps.flatMap(({ line, look = "" }) => [line, look]),
    );
    expect(lines.join("")).not.toMatch(/[\n\u202e]/u);
    const html = runbookHtml(runbook);
    expect(html).not.toContain("<script");
    const page = runbookMarkdown(runbook);
    const fences = page.split("\n").filter((line) => /^`{3,}/.test(line));
    expect(fences.length).toBe(2 * blocks.length);
    expect(page.replace(/^(`{3,})sh\n[^]*?\n\1$/gm, "")).not.toMatch(/<script|`/);
    expect(lines.filter((line) => line.includes("net-stats")).length).toBeGreaterThan(0);
  });

  it("of 10 MB are clipped", () => {
    expect(markdown(site("x".repeat(10_000_000))).length).toBeLessThan(30_000);
  });

  it("says so where a stack has nothing to look into", () => {
    expect(markdown([])).toContain("there is nothing to look into");
  });
});
