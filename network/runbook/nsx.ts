/**
 * Lines for the command line of NSX edges and managers, and the certificates that have to be imported. The
 * commands are those of the NSX Command-Line Interface Reference (get logical-routers, vrf, get bgp neighbor
 * summary, get ipsecvpn session, get firewall interfaces); docs/fidelity.md says what was not confirmed.
 */
import type { SyslogLines } from "../syslog";
import { commentText, shellWord } from "../words";
import { onHosts } from "./hosts";
import { step, type Section, type Step, type Steps } from "./page";
import type { CertificateFacts, SiteFacts } from "./types";

export function edgeSection(facts: SiteFacts): Section | undefined {
  const { gateways, neighbors, tunnels, routes } = facts;
  const tier0 = gateways.filter(({ tier }) => tier === 0);
  if (gateways.length === 0) {
    return undefined;
  }
  const blocks = tier0.map(({ name, path, edgeNodes, edgeCluster }): Steps => {
    const id = path.slice(path.lastIndexOf("/") + 1);
    const ownNeighbors = neighbors.filter(({ gateway }) => gateway === id);
    const ownTunnels = tunnels.filter(({ gateway }) => gateway === id);
    const ownRoutes = routes.filter(({ gateway }) => gateway === id);
    const nodes = edgeNodes.join(", ") || `the nodes of ${edgeCluster ?? "its edge cluster"}`;
    return {
      where: `On ${nodes}, as admin, for gateway ${name}`,
      steps: [
        step("get logical-routers", `the VRF number of the service router SR-${commentText(name)}`),
        step("vrf NUMBER", "that number; the lines below are typed in it"),
        step("get high-availability status", "which node is active"),
        step("get interfaces", "state and counters"),
        step(
          "get route",
          ownRoutes
            .map(
              ({ network, hops }) =>
                `static ${commentText(network)} by ${hops.map(commentText).join(", ")}`,
            )
            .join("; ") || undefined,
        ),
        ...(ownNeighbors.length === 0
          ? []
          : [
              step("get bgp neighbor summary", "every state has to be Estab"),
              ...ownNeighbors.map(({ name: own, address, remoteAs }) =>
                step(
                  `get bgp neighbor ${shellWord(address)}`,
                  `${commentText(own)}, AS ${commentText(remoteAs)}`,
                ),
              ),
            ]),
        ...(ownTunnels.length === 0
          ? []
          : [
              step(
                "get ipsecvpn session",
                ownTunnels
                  .map(
                    ({ name: own, localAddress, peerAddress, authentication }) =>
                      `${commentText(own)}: ${commentText(localAddress)} to ${commentText(peerAddress)}, ${commentText(authentication)}`,
                  )
                  .join("; "),
              ),
              ...ownTunnels.map(({ peerAddress }) => step(`ping ${shellWord(peerAddress)}`)),
            ]),
      ],
    };
  });
  const others = gateways.filter(({ tier }) => tier === 1);
  return {
    title: "Software: gateways and firewalls of NSX",
    text: [
      ...(others.length === 0
        ? []
        : [
            `Tier-1 gateways ${others.map(({ name }) => name).join(", ")}: their service routers are in the same list; route and interface lines work in their VRF, too.`,
          ]),
      "'vmnet reach SENDER RECEIVER tcp/443' names the rule that decides; 'vmnet probe --traceflow FOLDER' writes the packets that NSX itself can inject and follow.",
    ],
    blocks: [
      ...blocks,
      {
        where: "On an edge node, to find the gateway firewall's interfaces in its log",
        steps: [step("get firewall interfaces", "interface UUID and VRF, as log lines name them")],
      },
    ],
  };
}

/** What nobody but an operator can do: no resource makes a certificate in NSX (R34). */
export function certificateSection({ certificates }: SiteFacts): Section | undefined {
  return certificates.length === 0
    ? undefined
    : {
        title: "Certificates of VPN tunnels",
        text: [
          "The stack looks these up by name; they are imported once, before the first 'pulumi up', and again before they expire. RSA, no wildcard. Each end's certificate carries that end's address as a subject alternative name of type IP, because the other end compares it with its peer id.",
          "MANAGER is the manager of the site, USER one of its users; curl asks for the password. The key leaves the machine for the manager only. Managers of different sites get certificates of their own under the same name.",
        ],
        blocks: certificates.flatMap(certificateSteps),
      };
}

function certificateSteps({ name, endpoints, authorities }: CertificateFacts): Steps[] {
  const file = (what: string, place: number) => `endpoint-${place + 1}.${what}`;
  return endpoints
    .map(({ name: endpoint, address }, place): Steps => {
      const [key, request, pem] = ["key", "csr", "pem"].map((what) => file(what, place));
      return {
        where: `Certificate ${name} for endpoint ${endpoint} (${address})`,
        steps: [
          step(
            `openssl req -new -newkey rsa:3072 -noenc -keyout ${key} -out ${request} -subj ${shellWord(`/CN=${endpoint.replace(/[/=+]/g, "-")}`)} -addext ${shellWord(`subjectAltName=IP:${address}`)}`,
            `have ${request} signed by ${authorities.map(commentText).join(" or ") || "the authority that the other end trusts"}; the chain becomes ${pem}`,
          ),
          step(
            `openssl x509 -in ${pem} -noout -subject -enddate -ext subjectAltName`,
            `IP Address:${commentText(address)}`,
          ),
          importStep(name, pem ?? "", key),
        ],
      };
    })
    .concat(
      authorities.map((authority, place) => ({
        where: `Authority ${authority}`,
        steps: [importStep(authority, file("ca.pem", place))],
      })),
    );
}

/**
 * Import by `POST /api/v1/trust-management/certificates?action=import` with display_name, pem_encoded and,
 * where there is one, private_key (NSX REST API reference, method ImportCertificate of trust management).
 */
function importStep(name: string, pem: string, key?: string): Step {
  const fields = ["--arg", "name", shellWord(name), "--rawfile", "pem", pem].concat(
    key === undefined ? [] : ["--rawfile", "key", key],
  );
  const body = `{display_name: $name, pem_encoded: $pem${key === undefined ? "" : ", private_key: $key"}}`;
  return step(
    `jq -n ${fields.join(" ")} '${body}' | curl --fail-with-body -u "\${USER:?}" -H 'Content-Type: application/json' -d @- "https://\${MANAGER:?}/api/v1/trust-management/certificates?action=import"`,
  );
}

/** The lines of edge nodes and managers are the same. */
function nsxLogging({ manager }: SyslogLines): Steps {
  const hint = "TLS wants the collector's authority, too (serverca)";
  return {
    where: "On edge nodes and managers of NSX, as admin",
    steps: [
      step("get logging-servers", "where their syslog goes"),
      ...(manager.length === 0
        ? [
            step(
              "set logging-server COLLECTOR:6514 proto tls level info",
              `only where there is none; ${hint}`,
            ),
          ]
        : manager.map((line) =>
            step(line, `as the stack's monitoring says${line.includes("tls") ? `; ${hint}` : ""}`),
          )),
    ],
  };
}

export function logSection(facts: SiteFacts): Section {
  const { hosts, logged, gateways, syslog } = facts;
  const distributed = logged.filter(({ firewall }) => firewall === "distributed");
  const gateway = logged.filter(({ firewall }) => firewall === "gateway");
  const words = (rules: typeof logged) =>
    rules
      .map(
        ({ name, action, label }) =>
          `${commentText(name)} (${commentText(action)}${label === undefined ? "" : `, label ${commentText(label)}`})`,
      )
      .join("; ");
  const greps = (rules: typeof logged, file: string): Step[] =>
    rules
      .flatMap(({ label }) => label ?? [])
      .map((label) => step(`grep -F -- ${shellWord(label)} ${file}`));
  return {
    title: "Logs",
    text: [
      "vmkernel.log: drivers, links, drops; vobd.log: what hosts tell vCenter (link down, redundancy lost); hostd.log: who changed what.",
      "Rules write to the log by their number and label, not by their name.",
    ],
    blocks: [
      {
        where: onHosts(hosts.map(({ name }) => name)),
        steps: [
          step("grep -i -e vmnic -e link /var/log/vmkernel.log | tail -n 50"),
          step("grep -F esx.problem.net /var/log/vobd.log | tail -n 50"),
          step("grep -i -e network -e vswitch /var/log/hostd.log | tail -n 50"),
          ...(distributed.length === 0
            ? []
            : [
                step(
                  "tail -n 50 /var/log/dfwpktlogs.log",
                  `distributed firewall: ${words(distributed)}`,
                ),
              ]),
          ...greps(distributed, "/var/log/dfwpktlogs.log"),
          step("esxcli system syslog config get", "Remote Host: where all of these go"),
          ...(syslog.host.length === 0
            ? [
                step(
                  'COLLECTOR=; esxcli system syslog config set --loghost="${COLLECTOR:?}" && esxcli system syslog reload',
                  "only where it is not set; COLLECTOR such as ssl://logs.example.com:1514",
                ),
              ]
            : syslog.host.map((line) => step(line, "as the stack's monitoring says"))),
        ],
      },
      ...(gateways.length === 0
        ? []
        : [
            {
              where: "On edge nodes, as root",
              steps: [
                step(
                  "tail -n 50 /var/log/firewallpkt.log",
                  gateway.length === 0
                    ? "gateway firewall (NSX 3.0: /var/log/syslog)"
                    : `gateway firewall (NSX 3.0: /var/log/syslog): ${words(gateway)}`,
                ),
                ...greps(gateway, "/var/log/firewallpkt.log"),
              ],
            },
          ]),
      ...(gateways.length === 0 && syslog.manager.length === 0 ? [] : [nsxLogging(syslog)]),
    ],
  };
}
