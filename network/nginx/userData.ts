import {
  ACME_AUTHORITY_FILE,
  ACME_HOOK,
  ACME_PLACES,
  ACME_UNIT,
  acmeHook,
  acmeService,
  acmeTimer,
  type AcmePlan,
} from "./acme";
import {
  ENABLED,
  MACHINE_PLACES,
  nginxConfiguration,
  TLS_FILE,
  tlsConfiguration,
} from "./configuration";
import type { NginxPlan } from "./types";

/** What the frontend's machine holds beside its plan. */
export interface FrontendSecrets {
  /** Own certificate: its chain, the server's first. */
  certificatePem?: string;
  /** Own certificate: its key. */
  privateKeyPem?: string;
  /** Own certificate: its issuer, for stapled answers. */
  issuerPem?: string;
  /** Authority of the ACME directory's own certificate. */
  directoryAuthorityPem?: string;
  /** Authorities of upstreams that TLS is spoken to, by upstream. */
  upstreamAuthoritiesPem?: Readonly<Record<string, string>>;
}

/** How a machine becomes a frontend. */
export interface FrontendPlan {
  nginx: NginxPlan;
  /** Given for a certificate by ACME. */
  acme?: AcmePlan;
  /** Whether the machine installs what it needs; else its template has it. */
  installPackages: boolean;
}

/** One entry of cloud-init's `write_files`. */
interface WrittenFile {
  path: string;
  content: string;
  permissions: string;
  owner: string;
}

/**
 * cloud-init user data of a frontend: a `#cloud-config` whose YAML is JSON, so that no value can end a
 * text or begin a key. Files are written before packages come; dpkg keeps a configuration that is there.
 *
 * @throws FaultsError with everything wrong with the plan
 */
export function frontendUserData(plan: FrontendPlan, secrets: FrontendSecrets): string {
  const { nginx, acme } = plan;
  const { folder } = MACHINE_PLACES;
  const places = acme === undefined ? MACHINE_PLACES : ACME_PLACES;
  const upstreamFiles = Object.entries(secrets.upstreamAuthoritiesPem ?? {});
  const files = [
    file("/etc/nginx/nginx.conf", nginxConfiguration(nginx, places)),
    // A folder of which everything is read has to be there.
    file(`${folder}/${ENABLED}/none`, ""),
    ...upstreamFiles.map(([name, pem]) => file(`${folder}/upstream-${name}.pem`, pem)),
    ...(acme === undefined
      ? ownFiles(secrets, tlsConfiguration(nginx, places))
      : acmeFiles(acme, secrets, tlsConfiguration(nginx, places))),
  ];
  const document = {
    ...(plan.installPackages
      ? {
          package_update: true,
          packages: ["nginx", ...(acme === undefined ? [] : ["certbot"])],
        }
      : {}),
    // What was taken out must not stay on the disk. Once per instance, as files are written.
    bootcmd: [["cloud-init-per", "instance", "vmnet-clean", "rm", "-rf", folder]],
    write_files: files,
    runcmd: acme === undefined ? RUN : [...RUN, ...RUN_ACME],
  };
  return `#cloud-config\n${JSON.stringify(document)}\n`;
}

const RUN = [
  ["systemctl", "enable", "nginx.service"],
  ["systemctl", "restart", "nginx.service"],
];

const RUN_ACME = [
  ["mkdir", "-p", MACHINE_PLACES.challenges],
  ["systemctl", "daemon-reload"],
  // One owner of the certificate: certbot's timer knows nothing of a first attempt that failed.
  ["systemctl", "disable", "--now", "certbot.timer"],
  ["systemctl", "enable", "--now", `${ACME_UNIT}.timer`],
  // A certificate of an earlier instance is still there, and is not issued again.
  ["sh", "-c", `test ! -e ${ACME_PLACES.certificate} || ${ACME_HOOK}`],
  ["systemctl", "start", "--no-block", `${ACME_UNIT}.service`],
];

function ownFiles(secrets: FrontendSecrets, server: string): WrittenFile[] {
  const { certificatePem = "", privateKeyPem = "", issuerPem } = secrets;
  const { certificate, privateKey, issuer, folder } = MACHINE_PLACES;
  return [
    file(certificate, certificatePem),
    file(privateKey, privateKeyPem, "0600"),
    ...(issuerPem === undefined ? [] : [file(issuer, issuerPem)]),
    file(`${folder}/${ENABLED}/${TLS_FILE}`, server),
  ];
}

function acmeFiles(plan: AcmePlan, secrets: FrontendSecrets, server: string): WrittenFile[] {
  const { directoryAuthorityPem } = secrets;
  const units = "/etc/systemd/system";
  return [
    file(`${MACHINE_PLACES.folder}/${TLS_FILE}`, server),
    file(`${units}/${ACME_UNIT}.service`, acmeService(plan)),
    file(`${units}/${ACME_UNIT}.timer`, acmeTimer()),
    file(ACME_HOOK, acmeHook(), "0755"),
    ...(directoryAuthorityPem === undefined
      ? []
      : [file(ACME_AUTHORITY_FILE, directoryAuthorityPem)]),
  ];
}

function file(path: string, content: string, permissions = "0644"): WrittenFile {
  return { path, content, permissions, owner: "root:root" };
}
