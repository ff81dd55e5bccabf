import type {
  ClientPool,
  OpenVpnGatewayArgs,
  VpnClient,
  VpnIdentities,
  VpnMachine,
  VpnOutside,
} from "../openVpnGateway";
import type { SourceNat } from "../natSegment";
import type { VmTemplate } from "../networkedVm";
import type { GuardProfiles } from "../segmentGuards";
import { isLater } from "./checks";
import {
  choice,
  flag,
  list,
  map,
  needed,
  object,
  plainNumber,
  plainText,
  text,
  type Shape,
} from "./shape";

/** Something whole that may be known only later; its values are in no message. */
function lateWhole<T>(expected: string, isRight: (value: unknown) => boolean): Shape<T> {
  const nothing = new Promise<never>(() => undefined);
  return {
    standIn: () => nothing,
    read: (checks, path, value) => {
      const now = isLater(value) ? checks.lateValue(value)?.value : value;
      if (now !== undefined && !isRight(now)) {
        checks.fault(path, { message: `this is not ${expected}`, allowed: expected, secret: true });
        return isLater(value) ? value : nothing;
      }
      return value;
    },
  };
}

const areTexts = (values: readonly unknown[]) => values.every((one) => typeof one === "string");
const texts = lateWhole<VpnIdentities["serverCertificatesPem"]>(
  "a map of texts, keyed by common name",
  (value) =>
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    areTexts(Object.values(value)),
);

export const openVpnGatewayShape = object<OpenVpnGatewayArgs>({
  tier0Path: text,
  edgeClusterPath: text,
  transportZonePath: text,
  datacenterId: text,
  cidr: text,
  machineAddress: text,
  outside: object<VpnOutside>({ address: text, from: list(text), host: plainText }),
  sourceNat: object<SourceNat>({ address: text }),
  port: plainNumber,
  pool: plainText,
  poolMode: choice<ClientPool>(),
  networks: needed(map(plainText)),
  dnsServers: list(plainText),
  administrators: list(plainText),
  repositories: list(plainText),
  authority: object<VpnIdentities>({
    caCertificatePem: text,
    serverCertificatesPem: texts,
    serverPrivateKeysPem: texts,
    clientCertificatesPem: texts,
    clientPrivateKeysPem: texts,
    revokedSerialNumbers: lateWhole("a list of texts", (value) =>
      Array.isArray(value) ? areTexts(value) : false,
    ),
  }),
  serverName: plainText,
  clients: needed(map(object<VpnClient>({ address: plainText, networks: list(plainText) }))),
  sessionSeconds: plainNumber,
  machine: object<VpnMachine>({
    hostSystemId: text,
    resourcePoolId: text,
    datastoreId: text,
    folder: text,
    template: object<VmTemplate>({ uuid: text, guestId: text, firmware: text }),
    vmName: plainText,
    cpus: plainNumber,
    memoryMb: plainNumber,
    diskSizeGb: plainNumber,
  }),
  guards: object<GuardProfiles>({
    macDiscoveryProfilePath: text,
    ipDiscoveryProfilePath: text,
    spoofGuardProfilePath: text,
    securityProfilePath: text,
  }),
  logDrops: flag,
  nsxIdPrefix: plainText,
  disposable: flag,
});
