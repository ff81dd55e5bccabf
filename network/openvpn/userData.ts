import { packetFilter } from "./filter";
import { clientEntry, FILES, PAM_SERVICE, serverConfiguration } from "./server";
import type { OpenVpnPlan, OpenVpnServerSecrets } from "./types";

const FOLDER = "/etc/openvpn/server";

/** One entry of cloud-init's `write_files`. */
interface WrittenFile {
  path: string;
  content: string;
  permissions: string;
  owner: string;
}

/**
 * cloud-init user data of the gateway: a `#cloud-config` whose YAML is JSON, so that no value can
 * end a text or begin a key. The files are written before packages are there, and the services are
 * started after both.
 */
export function gatewayUserData(plan: OpenVpnPlan, secrets: OpenVpnServerSecrets): string {
  const files = [
    open("/etc/nftables.conf", packetFilter(plan)),
    open("/etc/sysctl.d/90-vmnet.conf", "net.ipv4.ip_forward = 1\n"),
    open(`/etc/pam.d/${PAM_SERVICE}`, pamService()),
    closed(FILES.seeds, seedFile(secrets.seeds)),
    open(`${FOLDER}/${FILES.ca}`, secrets.caCertificatePem),
    open(`${FOLDER}/${FILES.certificate}`, secrets.certificatePem),
    closed(FILES.privateKey, secrets.privateKeyPem),
    closed(FILES.tlsCrypt, secrets.tlsCryptKey),
    ...Object.entries(plan.clients).map(([name, client]) =>
      open(`${FOLDER}/${FILES.clients}/${name}`, clientEntry(plan, client)),
    ),
    // The folder must be there even when nobody is turned away.
    open(`${FOLDER}/${FILES.revoked}/none`, ""),
    ...plan.revokedSerialNumbers.map((serial) => open(`${FOLDER}/${FILES.revoked}/${serial}`, "")),
    open(`${FOLDER}/vmnet.conf`, serverConfiguration(plan)),
  ];
  const document = {
    ...(plan.installPackages
      ? { package_update: true, packages: ["openvpn", "libpam-oath", "nftables"] }
      : {}),
    // A client that was taken out must not stay on the disk. Once per instance, as files are written.
    bootcmd: [
      [
        ...["cloud-init-per", "instance", "vmnet-clean", "rm", "-rf"],
        ...[`${FOLDER}/${FILES.clients}`, `${FOLDER}/${FILES.revoked}`],
      ],
    ],
    write_files: files,
    runcmd: [
      ["sysctl", "--system"],
      ["systemctl", "enable", "nftables.service", "openvpn-server@vmnet.service"],
      ["systemctl", "restart", "nftables.service", "openvpn-server@vmnet.service"],
    ],
  };
  return `#cloud-config\n${JSON.stringify(document)}\n`;
}

/** One code per client and time step; pam_oath writes down the last one, so that it works once. */
function pamService(): string {
  const file = `${FOLDER}/${FILES.seeds}`;
  return [
    `auth required pam_oath.so usersfile=${file} window=2 digits=6`,
    "account required pam_permit.so",
    "",
  ].join("\n");
}

/** The file of pam_oath: type and step, name, no PIN, seed. */
function seedFile(seeds: Readonly<Record<string, string>>): string {
  const lines = Object.entries(seeds).map(([name, seed]) => `HOTP/T30/6 ${name} - ${seed}`);
  return [...lines, ""].join("\n");
}

function open(path: string, content: string): WrittenFile {
  return { path, content, permissions: "0644", owner: "root:root" };
}

function closed(file: string, content: string): WrittenFile {
  return { path: `${FOLDER}/${file}`, content, permissions: "0600", owner: "root:root" };
}
