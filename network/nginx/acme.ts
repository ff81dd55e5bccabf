import { FaultList } from "../faults";
import { ENABLED, MACHINE_PLACES, TLS_FILE } from "./configuration";
import type { NginxPlaces } from "./types";
import {
  isLetsEncrypt,
  LETS_ENCRYPT_DIRECTORY,
  parseDirectoryUrl,
  parseMailAddress,
  parseServerName,
} from "./values";

/** How a certificate is asked for (RFC 8555). */
export interface AcmePlan {
  /** The certificate authority's directory. Default: Let's Encrypt's. */
  directoryUrl?: string;
  /** Who is told about the account. Default: nobody. */
  email?: string;
  /** Authority of the directory's own certificate is in a file of its own. */
  hasOwnAuthority: boolean;
  serverNames: readonly string[];
}

/** Name of the certificate in certbot's folder, whatever names are in it. */
const LINEAGE = "vmnet";
const LIVE = `/etc/letsencrypt/live/${LINEAGE}`;
export const ACME_UNIT = "vmnet-acme";
export const ACME_HOOK = "/usr/local/sbin/vmnet-certificate";
export const ACME_AUTHORITY_FILE = "/etc/ssl/certs/vmnet-acme.pem";

/** Where the certificate is when certbot keeps it. */
export const ACME_PLACES: NginxPlaces = {
  ...MACHINE_PLACES,
  certificate: `${LIVE}/fullchain.pem`,
  privateKey: `${LIVE}/privkey.pem`,
  issuer: `${LIVE}/chain.pem`,
};

/** Everything wrong with a request; paths are those of {@link AcmePlan}. */
export function acmeFaults({ directoryUrl, email, serverNames }: AcmePlan): FaultList {
  const faults = new FaultList();
  if (directoryUrl !== undefined) {
    faults.attempt("directoryUrl", () => parseDirectoryUrl(directoryUrl));
  }
  if (email !== undefined) {
    faults.attempt("email", () => parseMailAddress(email));
  }
  serverNames.forEach((name, index) => {
    faults.attempt(`serverNames[${index}]`, () => parseServerName(name));
  });
  return faults;
}

/**
 * Why a certificate's status cannot be stapled, or nothing. Let's Encrypt turned its OCSP responders off
 * on 6 August 2025 and names none in its certificates.
 */
export function staplingObstacle(directoryUrl = LETS_ENCRYPT_DIRECTORY): string | undefined {
  return isLetsEncrypt(directoryUrl)
    ? "Let's Encrypt has had no OCSP responder since August 2025: there is no answer to staple"
    : undefined;
}

/**
 * The unit that gets the certificate and renews it when it is due: one command for both, so that a first
 * attempt that failed is made again. certbot's own timer only renews what is there.
 *
 * @throws FaultsError with everything wrong
 */
export function acmeService(plan: AcmePlan): string {
  acmeFaults(plan).throwIfAny("ACME");
  const { email, directoryUrl = LETS_ENCRYPT_DIRECTORY } = plan;
  const words = [
    "/usr/bin/certbot certonly --non-interactive --agree-tos --keep-until-expiring",
    email === undefined ? "--register-unsafely-without-email" : `--email ${email} --no-eff-email`,
    `--server ${directoryUrl}`,
    `--cert-name ${LINEAGE} --key-type ecdsa --renew-with-new-domains`,
    `--webroot --webroot-path ${MACHINE_PLACES.challenges} --deploy-hook ${ACME_HOOK}`,
    ...plan.serverNames.map((name) => `--domain ${parseServerName(name)}`),
  ];
  return unit({
    Unit: [
      "Description=Certificate of the TLS frontend",
      "Wants=network-online.target",
      "After=network-online.target nginx.service",
    ],
    Service: [
      "Type=oneshot",
      ...(plan.hasOwnAuthority ? [`Environment=REQUESTS_CA_BUNDLE=${ACME_AUTHORITY_FILE}`] : []),
      `ExecStart=${words.join(" ")}`,
      // Seldom enough for the limits of public authorities on failed attempts.
      "Restart=on-failure",
      "RestartSec=20min",
    ],
  });
}

/** Twice a day at a random moment, as authorities ask for. */
export function acmeTimer(): string {
  return unit({
    Unit: ["Description=Renewal of the certificate of the TLS frontend"],
    Timer: ["OnCalendar=*-*-* 00,12:00:00", "RandomizedDelaySec=4h", "Persistent=true"],
    Install: ["WantedBy=timers.target"],
  });
}

/** Runs after every certificate that is issued: from the first one on, the server with it is read. */
export function acmeHook({ folder } = MACHINE_PLACES): string {
  return [
    "#!/bin/sh",
    "set -e",
    `ln -sfn ../${TLS_FILE} ${folder}/${ENABLED}/${TLS_FILE}`,
    "nginx -t -q",
    "systemctl reload nginx.service",
    "",
  ].join("\n");
}

function unit(sections: Readonly<Record<string, readonly string[]>>): string {
  const texts = Object.entries(sections).map(([name, lines]) => [`[${name}]`, ...lines].join("\n"));
  return `${texts.join("\n\n")}\n`;
}
