import type { ClientPool, OpenVpnGatewayArgs } from "../openVpnGateway";
import type { SourceNat } from "../natSegment";
import type { GuardProfiles } from "../segmentGuards";
import type { VpnClient, VpnIdentities, VpnMachine, VpnOutside } from "../vpnAccess";
import { lateList, lateTexts } from "./lateShapes";
import { choice, flag, list, map, needed, object, plainNumber, plainText, text } from "./shape";
import { trafficShape } from "./sharedShapes";
import { vmTemplate } from "./templateShape";

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
  advertisePool: flag,
  networks: needed(map(plainText)),
  services: map(list(trafficShape)),
  dnsServers: list(plainText),
  administrators: list(plainText),
  repositories: list(plainText),
  authority: object<VpnIdentities>({
    caCertificatePem: text,
    serverCertificatesPem: lateTexts,
    serverPrivateKeysPem: lateTexts,
    clientCertificatesPem: lateTexts,
    clientPrivateKeysPem: lateTexts,
    revokedSerialNumbers: lateList,
  }),
  serverName: plainText,
  clients: needed(map(object<VpnClient>({ address: plainText, networks: list(plainText) }))),
  sessionSeconds: plainNumber,
  machine: object<VpnMachine>({
    hostSystemId: text,
    resourcePoolId: text,
    datastoreId: text,
    folder: text,
    template: vmTemplate,
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
